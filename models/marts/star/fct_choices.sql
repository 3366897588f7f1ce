with

choices as (
    select * from {{ ref('stg_kto__choices') }}
),

answers as (
    select * from {{ ref('stg_kto__answers') }}
),

choices_of_those_asked as (
    select
        choices.respondent,
        choices.question,
        choices.option
    from choices
    inner join answers
        on
            choices.respondent = answers.respondent
            and choices.question = answers.question
    where coalesce(answers.missing_kind, '') != 'not_asked'
)

select * from choices_of_those_asked
