with

figures as (
    select * from {{ ref('score_figures') }}
    where kind = 'loket'
),

scores_per_loket as (
    select
        year,
        member as loket,
        member_label as loket_label,
        question,
        question_label,
        {{ score_columns() }}
    from figures
)

select * from scores_per_loket
