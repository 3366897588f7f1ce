with

respondents as (
    select * from {{ ref('stg_kto__respondents') }}
),

invitations as (
    select * from {{ ref('stg_kto__invitations') }}
),

months as (
    select * from {{ ref('months') }}
),

waves as (
    select
        wave,
        year,
        questionnaire
    from respondents
    union
    select
        wave,
        year,
        questionnaire
    from invitations
),

waves_with_labels as (
    select
        waves.wave,
        months.label || ' ' || substring(waves.wave, 1, 4) as wave_label,
        waves.year,
        months.month,
        waves.questionnaire
    from waves
    inner join months
        on cast(substring(waves.wave, 6, 2) as integer) = months.month
)

select * from waves_with_labels
