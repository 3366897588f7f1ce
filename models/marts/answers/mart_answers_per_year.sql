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
        is_net,
        comparable_since,
        has_two_versions,
        n_base,
        n_chosen,
        share
    from figures
)

select * from answers_per_year
