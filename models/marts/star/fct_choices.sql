with

choices as (
    select * from {{ ref('stg_kto__choices') }}
),

fct_answers as (
    select * from {{ ref('fct_answers') }}
),

choices_of_those_asked as (
    select
        choices.respondent,
        choices.question,
        choices.option
    from choices
    inner join fct_answers
        on
            choices.respondent = fct_answers.respondent
            and choices.question = fct_answers.question
)

select * from choices_of_those_asked
