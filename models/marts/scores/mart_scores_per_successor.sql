with

figures as (
    select * from {{ ref('score_figures') }}
    where kind = 'successor'
),

scores_per_successor as (
    select
        year,
        member as loket,
        member_label as loket_label,
        question,
        question_label,
        {{ score_columns() }}
    from figures
)

select * from scores_per_successor
