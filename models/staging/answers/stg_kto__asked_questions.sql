with

respondents as (
    select * from {{ ref('stg_kto__respondents') }}
),

question_versions as (
    select * from {{ ref('stg_kto__question_versions') }}
),

questions as (
    select distinct
        question,
        question_number,
        kind
    from {{ ref('stg_kto__answer_values') }}
),

routed_responses as (
    select * from {{ ref('stg_kto__routed_responses') }}
),

asked_questions as (
    select
        respondents.response_number,
        respondents.respondent,
        question_versions.question,
        questions.question_number,
        questions.kind
    from respondents
    inner join question_versions
        on respondents.questionnaire = question_versions.questionnaire
    inner join questions
        on question_versions.question = questions.question
    left join routed_responses
        on
            respondents.response_number = routed_responses.response_number
            and questions.question_number = routed_responses.question_number
    where
        not question_versions.is_routed
        or routed_responses.response_number is not null
)

select * from asked_questions
