with

figures as (
    select * from {{ ref('score_figures') }}
    where kind = 'subgroup'
),

scores_per_subgroup as (
    select
        year,
        cut as dimension,
        cut_label as dimension_label,
        member as subgroup,
        member_label as subgroup_label,
        question,
        question_label,
        {{ score_columns() }}
    from figures
)

select * from scores_per_subgroup
