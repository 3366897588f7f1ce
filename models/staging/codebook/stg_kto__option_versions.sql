with

codebook as (
    select * from {{ ref('stg_kto__codebook') }}
    where seed = 'option_versions'
),

questionnaires as (
    select * from {{ ref('questionnaires') }}
),

versions as (
    select
        questionnaires.year,
        codebook.questionnaire,
        codebook.from_questionnaire,
        questionnaires.first_wave,
        codebook.question,
        codebook.option,
        codebook.label,
        coalesce(codebook.is_net = 'true', false) as is_net,
        codebook.series
    from codebook
    inner join questionnaires
        on codebook.questionnaire = questionnaires.questionnaire
)

select * from versions
