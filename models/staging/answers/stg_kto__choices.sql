with

coded_answers as (
    select * from {{ ref('stg_kto__coded_answers') }}
),

-- a list that names an option twice has chosen it once
choices as (
    select
        respondent,
        question,
        option
    from coded_answers
    where is_chosen
    group by respondent, question, option
)

select * from choices
