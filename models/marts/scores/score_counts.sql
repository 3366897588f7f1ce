with

response_counts as (
    select * from {{ ref('response_counts') }}
),

unanswered_counts as (
    select * from {{ ref('unanswered_counts') }}
),

dim_question as (
    select * from {{ ref('dim_question') }}
    where kind in (select scales.scale from {{ ref('scales') }} as scales)
),

answer_values as (
    select * from {{ ref('dim_answer_value') }}
),

wave_members as (
    select * from {{ ref('dim_wave_member') }}
),

counts as (
    select
        response_counts.wave_member,
        answer_values.question,
        answer_values.score,
        answer_values.missing_kind,
        response_counts.n,
        response_counts.weight,
        response_counts.weight_squared
    from response_counts
    inner join answer_values
        on response_counts.answer_number = answer_values.answer_number
    union all
    select
        wave_member,
        question,
        cast(null as integer) as score,
        'no_answer' as missing_kind,
        n,
        weight,
        weight_squared
    from unanswered_counts
),

counts_of_members as (
    select
        wave_members.wave,
        wave_members.cut,
        wave_members.member,
        counts.question,
        counts.score,
        counts.missing_kind,
        counts.n,
        counts.weight,
        counts.weight_squared
    from counts
    inner join dim_question
        on counts.question = dim_question.question
    inner join wave_members
        on counts.wave_member = wave_members.wave_member
)

select * from counts_of_members
