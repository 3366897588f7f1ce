with

figures as (
    select * from {{ ref('score_figures') }}
    where kind = 'total'
),

scores_per_year as (
    select
        year,
        question,
        question_label,
        comparable_since,
        has_two_versions,
        {{ score_columns() }},
        skewness
    from figures
)

select * from scores_per_year
