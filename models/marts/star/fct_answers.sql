with

asked_questions as (
    select * from {{ ref('stg_kto__asked_questions') }}
),

response_answers as (
    select * from {{ ref('response_answers') }}
),

-- one row per question: what was chosen of a multiple response is in fct_choices
answer_values as (
    select * from {{ ref('dim_answer_value') }}
    where
        not is_net
        and (kind not in {{ kinds_answered_in_parts() }} or option is null)
),

given_answers as (
    select
        response_answers.response_number,
        answer_values.question_number,
        answer_values.missing_kind
    from response_answers
    inner join answer_values
        on response_answers.answer_number = answer_values.answer_number
),

answers as (
    select
        asked_questions.respondent,
        asked_questions.question,
        asked_questions.kind,
        given_answers.response_number is not null as is_answered,
        case
            when given_answers.response_number is null then 'no_answer'
            else given_answers.missing_kind
        end as missing_kind
    from asked_questions
    left join given_answers
        on
            asked_questions.response_number = given_answers.response_number
            and asked_questions.question_number = given_answers.question_number
)

select * from answers
