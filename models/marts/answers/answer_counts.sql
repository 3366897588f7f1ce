with

fct_answers as (
    select * from {{ ref('fct_answers') }}
),

fct_choices as (
    select * from {{ ref('fct_choices') }}
),

respondent_members as (
    select * from {{ ref('respondent_members') }}
),

answers as (
    select
        respondent,
        question,
        cast(null as {{ dbt.type_string() }}) as option,
        missing_kind
    from fct_answers
    where kind in ('single', 'multiple')
    union all
    select
        respondent,
        question,
        option,
        cast(null as {{ dbt.type_string() }}) as missing_kind
    from fct_choices
),

counts as (
    select
        respondent_members.wave,
        respondent_members.cut,
        respondent_members.member,
        answers.question,
        answers.option,
        answers.missing_kind,
        count(*) as n
    from answers
    inner join respondent_members
        on answers.respondent = respondent_members.respondent
    group by
        respondent_members.wave,
        respondent_members.cut,
        respondent_members.member,
        answers.question,
        answers.option,
        answers.missing_kind
)

select * from counts
