with

given_answers as (
    select * from {{ ref('stg_kto__given_answers') }}
    where {{ is_touched('response_number', 'response_number') }}
),

routed_responses as (
    select * from {{ ref('stg_kto__routed_responses') }}
),

answer_values as (
    select * from {{ ref('stg_kto__answer_values') }}
),

respondents as (
    select * from {{ ref('stg_kto__respondents') }}
),

routed_answers as (
    select distinct
        routing.questionnaire,
        answer_values.answer_number,
        answer_values.question_number
    from {{ ref('stg_kto__routing') }} as routing
    inner join answer_values
        on routing.question = answer_values.question
),

answers_outside_routing as (
    select
        given_answers.response_number,
        given_answers.answer_number
    from given_answers
    inner join respondents
        on given_answers.response_number = respondents.response_number
    inner join routed_answers
        on
            given_answers.answer_number = routed_answers.answer_number
            and respondents.questionnaire = routed_answers.questionnaire
    left join routed_responses
        on
            given_answers.response_number = routed_responses.response_number
            and routed_answers.question_number = routed_responses.question_number
    where routed_responses.response_number is null
)

select * from answers_outside_routing
