with

fct_answers as (
    select * from {{ ref('fct_answers') }}
    where kind in ('single', 'multiple')
),

fct_choices as (
    select * from {{ ref('fct_choices') }}
),

fct_responses as (
    select * from {{ ref('fct_responses') }}
),

response_members as (
    select * from {{ ref('response_members') }}
),

wave_members as (
    select * from {{ ref('dim_wave_member') }}
),

-- who was asked a question is counted beside the options: a row without an option
countable as (
    select
        question,
        cast(null as {{ dbt.type_string() }}) as option
    from {{ ref('dim_question') }}
    union all
    select
        question,
        option
    from {{ ref('dim_answer_option') }}
),

numbers as (
    select
        question,
        option,
        row_number() over (order by question, option) as number
    from countable
),

-- numbers for the largest join of all, and names again when everything is counted
answers as (
    select
        fct_responses.response_number,
        numbers.number,
        fct_answers.missing_kind
    from fct_answers
    inner join fct_responses
        on fct_answers.respondent = fct_responses.respondent
    inner join numbers
        on
            fct_answers.question = numbers.question
            and numbers.option is null
    union all
    select
        fct_responses.response_number,
        numbers.number,
        cast(null as {{ dbt.type_string() }}) as missing_kind
    from fct_choices
    inner join fct_responses
        on fct_choices.respondent = fct_responses.respondent
    inner join numbers
        on
            fct_choices.question = numbers.question
            and fct_choices.option = numbers.option
),

counts as (
    select
        response_members.wave_member,
        answers.number,
        answers.missing_kind,
        count(*) as n{{ sum_weights() }}
    from answers
    inner join response_members
        on answers.response_number = response_members.response_number
    {{- join_weights('answers.response_number') }}
    group by response_members.wave_member, answers.number, answers.missing_kind
),

named_counts as (
    select
        wave_members.wave,
        wave_members.cut,
        wave_members.member,
        numbers.question,
        numbers.option,
        counts.missing_kind,
        counts.n,
        {{ summed_weights('counts') }}
    from counts
    inner join wave_members
        on counts.wave_member = wave_members.wave_member
    inner join numbers
        on counts.number = numbers.number
)

select * from named_counts
