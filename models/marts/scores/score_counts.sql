with

response_counts as (
    select * from {{ ref('response_counts') }}
),

asked_counts as (
    select * from {{ ref('asked_counts') }}
),

answer_values as (
    select * from {{ ref('dim_answer_value') }}
    where kind in (select scales.scale from {{ ref('scales') }} as scales)
),

wave_members as (
    select * from {{ ref('dim_wave_member') }}
),

given as (
    select
        response_counts.wave_member,
        answer_values.question_number,
        answer_values.score,
        answer_values.missing_kind,
        response_counts.n,
        response_counts.weight,
        response_counts.weight_squared
    from response_counts
    inner join answer_values
        on response_counts.answer_number = answer_values.answer_number
),

{{ without_an_answer('given') }},

counts as (
    select * from given
    union all
    select
        wave_member,
        question_number,
        cast(null as integer) as score,
        'no_answer' as missing_kind,
        n,
        weight,
        weight_squared
    from without_an_answer
),

questions as (
    select distinct
        question,
        question_number
    from answer_values
),

named_counts as (
    select
        wave_members.wave,
        wave_members.cut,
        wave_members.member,
        questions.question,
        counts.score,
        counts.missing_kind,
        counts.n,
        counts.weight,
        counts.weight_squared
    from counts
    inner join wave_members
        on counts.wave_member = wave_members.wave_member
    inner join questions
        on counts.question_number = questions.question_number
)

select * from named_counts
