with

figures as (
    select * from {{ ref('answer_figures') }}
    where kind = 'subgroup'
),

answers_per_subgroup as (
    select
        year,
        cut as dimension,
        cut_label as dimension_label,
        member as subgroup,
        member_label as subgroup_label,
        question,
        question_label,
        option,
        option_label,
        position,
        is_net,
        n_base,
        n_chosen,
        share
    from figures
)

select * from answers_per_subgroup
