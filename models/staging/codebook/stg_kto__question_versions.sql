with

codebook as (
    select * from {{ ref('stg_kto__codebook') }}
    where seed = 'question_versions'
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
        cast(codebook.number as integer) as number,
        codebook.wording,
        codebook.remark,
        codebook.series
    from codebook
    inner join questionnaires
        on codebook.questionnaire = questionnaires.questionnaire
)

select * from versions
