with

load_log as (
    select * from {{ source('raw', 'load_log') }}
),

questionnaires as (
    select * from {{ ref('questionnaires') }}
),

months as (
    select * from {{ ref('months') }}
),

waves as (
    select distinct
        load_log.wave,
        questionnaires.year,
        cast(substring(load_log.wave, 6, 2) as integer) as month,
        questionnaires.questionnaire
    from load_log
    inner join questionnaires
        on load_log.questionnaire = questionnaires.questionnaire
    where load_log.status = 'loaded'
),

waves_with_labels as (
    select
        waves.wave,
        months.label || ' ' || substring(waves.wave, 1, 4) as wave_label,
        waves.year,
        waves.month,
        waves.questionnaire
    from waves
    inner join months
        on waves.month = months.month
)

select * from waves_with_labels
