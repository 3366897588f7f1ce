-- Whoever was not asked a question did not answer it. Such answers are kept in staging
-- and do not count; a warning, since only the supplier can say what they are.
{{ config(severity='warn') }}

with

answers_outside_routing as (
    select * from {{ ref('stg_kto__answers_outside_routing') }}
),

answer_values as (
    select * from {{ ref('stg_kto__answer_values') }}
),

respondents as (
    select * from {{ ref('stg_kto__respondents') }}
),

-- an answer to a multiple response has several rows
answers as (
    select distinct
        respondents.year,
        answer_values.question,
        respondents.response_number
    from answers_outside_routing
    inner join answer_values
        on answers_outside_routing.answer_number = answer_values.answer_number
    inner join respondents
        on answers_outside_routing.response_number = respondents.response_number
)

select
    cast(year as {{ dbt.type_string() }}) || ', ' || question || ': '
    || cast(count(*) as {{ dbt.type_string() }}) || ' of those who were not asked'
    || ' (seeds/codebook/routing.csv) answered; this does not count. Ask the supplier;'
    || ' staging.stg_kto__answers_outside_routing has the answers.' as sentence
from answers
group by year, question
