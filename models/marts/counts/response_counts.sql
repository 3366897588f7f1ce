with

response_answers as (
    select * from {{ ref('response_answers') }}
    where {{ is_touched('response_number', 'response_number') }}
),

response_members as (
    select * from {{ ref('response_members') }}
    where {{ is_touched('wave_member', 'wave_member') }}
),

counts as (
    select
        response_members.wave_member,
        response_answers.answer_number,
        count(*) as n{{ sum_weights() }}
    from response_answers
    inner join response_members
        on response_answers.response_number = response_members.response_number
    {{- join_weights('response_answers.response_number') }}
    group by response_members.wave_member, response_answers.answer_number
),

counts_with_weights as (
    select
        counts.wave_member,
        counts.answer_number,
        counts.n,
        {{ summed_weights('counts') }}
    from counts
)

select * from counts_with_weights
