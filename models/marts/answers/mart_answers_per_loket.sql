with

figures as (
    select * from {{ ref('answer_figures') }}
    where kind = 'loket'
),

answers_per_loket as (
    select
        year,
        member as loket,
        member_label as loket_label,
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

select * from answers_per_loket
