with

response_counts as (
    select * from {{ ref('response_counts') }}
),

asked_counts as (
    select * from {{ ref('asked_counts') }}
),

answer_values as (
    select * from {{ ref('dim_answer_value') }}
    where kind in ('single', 'multiple')
),

wave_members as (
    select * from {{ ref('dim_wave_member') }}
),

counted_values as (
    select
        response_counts.wave_member,
        answer_values.question_number,
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

-- who answered: of a single choice everyone with a value
given as (
    select
        wave_member,
        question_number,
        missing_kind,
        cast(sum(n) as bigint) as n,
        sum(weight) as weight,
        sum(weight_squared) as weight_squared
    from counted_values
    where not is_net and (kind = 'single' or option is null)
    group by wave_member, question_number, missing_kind
),

{{ without_an_answer('given') }},

-- who was asked a question is counted beside the options: a row without an option
counts as (
    select
        wave_member,
        question_number,
        option,
        cast(null as {{ dbt.type_string() }}) as missing_kind,
        n,
        weight,
        weight_squared
    from counted_values
    where option is not null
    union all
    select
        wave_member,
        question_number,
        cast(null as {{ dbt.type_string() }}) as option,
        missing_kind,
        n,
        weight,
        weight_squared
    from given
    union all
    select
        wave_member,
        question_number,
        cast(null as {{ dbt.type_string() }}) as option,
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
        counts.option,
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
