with

answers as (
    select * from {{ ref('stg_kto__answers') }}
),

answers_of_those_asked as (
    select
        respondent,
        question,
        kind,
        is_answered,
        missing_kind
    from answers
    where coalesce(missing_kind, '') != 'not_asked'
)

select * from answers_of_those_asked
