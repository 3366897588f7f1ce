with

given_answers as (
    select * from {{ ref('stg_kto__given_answers') }}
    where {{ is_touched('response_number', 'response_number') }}
),

answer_values as (
    select * from {{ ref('stg_kto__answer_values') }}
),

respondents as (
    select * from {{ ref('stg_kto__respondents') }}
),

routing as (
    select * from {{ ref('stg_kto__routing') }}
),

questions as (
    select distinct
        question,
        question_number
    from answer_values
),

-- the answers that lead to a question
leading_answers as (
    select
        routing.questionnaire,
        answer_values.answer_number,
        questions.question_number
    from routing
    inner join answer_values
        on
            routing.routing_question = answer_values.question
            and routing.routing_answer = coalesce(
                cast(answer_values.score as {{ dbt.type_string() }}),
                answer_values.option
            )
    inner join questions
        on routing.question = questions.question
),

routed_responses as (
    select distinct
        given_answers.response_number,
        leading_answers.question_number
    from given_answers
    inner join respondents
        on given_answers.response_number = respondents.response_number
    inner join leading_answers
        on
            given_answers.answer_number = leading_answers.answer_number
            and respondents.questionnaire = leading_answers.questionnaire
)

select * from routed_responses
