with

figures as (
    select * from {{ ref('answer_figures') }}
    where kind = 'total'
),

answers_per_year as (
    select
        year,
        question,
        question_label,
        option,
        option_label,
        position,
        comparable_since,
        n_base,
        n_chosen,
        share
    from figures
)

select * from answers_per_year
