with

response_answers as (
    select * from {{ ref('response_answers') }}
),

answer_values as (
    select * from {{ ref('dim_answer_value') }}
    where option is not null and not is_net
),

fct_responses as (
    select * from {{ ref('fct_responses') }}
),

choices as (
    select
        fct_responses.respondent,
        answer_values.question,
        answer_values.option
    from response_answers
    inner join answer_values
        on response_answers.answer_number = answer_values.answer_number
    inner join fct_responses
        on response_answers.response_number = fct_responses.response_number
)

select * from choices
