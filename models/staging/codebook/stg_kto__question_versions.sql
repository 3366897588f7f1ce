with

codebook as (
    select * from {{ ref('stg_kto__codebook') }}
    where seed = 'question_versions'
),

routed_questions as (
    select distinct
        questionnaire,
        question
    from {{ ref('stg_kto__routing') }}
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
        codebook.series,
        routed_questions.question is not null as is_routed
    from codebook
    inner join questionnaires
        on codebook.questionnaire = questionnaires.questionnaire
    left join routed_questions
        on
            codebook.questionnaire = routed_questions.questionnaire
            and codebook.question = routed_questions.question
)

select * from versions
