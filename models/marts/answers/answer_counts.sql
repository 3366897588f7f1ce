with

response_counts as (
    select * from {{ ref('response_counts') }}
),

unanswered_counts as (
    select * from {{ ref('unanswered_counts') }}
),

dim_question as (
    select * from {{ ref('dim_question') }}
    where kind in ('single', 'multiple')
),

answer_values as (
    select * from {{ ref('dim_answer_value') }}
),

wave_members as (
    select * from {{ ref('dim_wave_member') }}
),

counted_values as (
    select
        response_counts.wave_member,
        answer_values.question,
        answer_values.kind,
        answer_values.option,
        answer_values.is_net,
        answer_values.missing_kind,
        response_counts.n,
        response_counts.weight,
        response_counts.weight_squared
    from response_counts
    inner join answer_values
        on response_counts.answer_number = answer_values.answer_number
),

-- who was asked a question is counted beside the options: a row without an option
counts as (
    select
        wave_member,
        question,
        option,
        missing_kind,
        n,
        weight,
        weight_squared
    from counted_values
    where option is not null
    union all
    -- of a single choice everyone with a value answered
    select
        wave_member,
        question,
        cast(null as {{ dbt.type_string() }}) as option,
        missing_kind,
        cast(sum(n) as bigint) as n,
        sum(weight) as weight,
        sum(weight_squared) as weight_squared
    from counted_values
    where not is_net and (kind = 'single' or option is null)
    group by wave_member, question, missing_kind
    union all
    select
        wave_member,
        question,
        cast(null as {{ dbt.type_string() }}) as option,
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
        counts.option,
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
