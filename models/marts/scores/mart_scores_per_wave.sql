with

figures as (
    select * from {{ ref('score_figures') }}
    where kind = 'wave'
),

scores_per_wave as (
    select
        member as wave,
        member_label as wave_label,
        year,
        question,
        question_label,
        comparable_since,
        {{ score_columns() }}
    from figures
)

select * from scores_per_wave
