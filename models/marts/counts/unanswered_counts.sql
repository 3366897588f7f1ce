with

asked_counts as (
    select * from {{ ref('asked_counts') }}
),

response_counts as (
    select * from {{ ref('response_counts') }}
),

-- the one row that each answered question has
answer_values as (
    select * from {{ ref('dim_answer_value') }}
    where
        not is_net
        and (kind not in {{ kinds_answered_in_parts() }} or option is null)
),

answered as (
    select
        response_counts.wave_member,
        answer_values.question,
        cast(sum(response_counts.n) as bigint) as n,
        sum(response_counts.weight) as weight,
        sum(response_counts.weight_squared) as weight_squared
    from response_counts
    inner join answer_values
        on response_counts.answer_number = answer_values.answer_number
    group by response_counts.wave_member, answer_values.question
),

-- no row is kept of an empty cell: who gave no answer is a difference
unanswered as (
    select
        asked_counts.wave_member,
        asked_counts.question,
        asked_counts.n - coalesce(answered.n, 0) as n,
        asked_counts.weight - coalesce(answered.weight, 0) as weight,
        asked_counts.weight_squared - coalesce(answered.weight_squared, 0)
            as weight_squared
    from asked_counts
    left join answered
        on
            asked_counts.wave_member = answered.wave_member
            and asked_counts.question = answered.question
    where asked_counts.n > coalesce(answered.n, 0)
)

select * from unanswered
