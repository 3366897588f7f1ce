with

fct_responses as (
    select * from {{ ref('fct_responses') }}
),

fct_choices as (
    select * from {{ ref('fct_choices') }}
),

dimensions as (
    select * from {{ ref('dimensions') }}
),

subgroup_options as (
    select * from {{ ref('subgroup_options') }}
),

crossings as (
    select * from {{ ref('crossings') }}
),

members as (
    select
        respondent,
        'total' as cut,
        'all' as member
    from fct_responses
    union all
    select
        respondent,
        'loket' as cut,
        loket as member
    from fct_responses
    union all
    select
        fct_choices.respondent,
        dimensions.dimension as cut,
        subgroup_options.subgroup as member
    from fct_choices
    inner join dimensions
        on fct_choices.question = dimensions.question
    inner join subgroup_options
        on
            dimensions.dimension = subgroup_options.dimension
            and fct_choices.option = subgroup_options.option
),

crossed_members as (
    select
        members.respondent,
        {{ crossed('crossings.cut', 'crossings.by_cut') }} as cut,
        {{ crossed('members.member', 'by_members.member') }} as member
    from members
    inner join crossings
        on members.cut = crossings.cut
    inner join members as by_members
        on
            members.respondent = by_members.respondent
            and crossings.by_cut = by_members.cut
),

all_members as (
    select * from members
    union all
    select * from crossed_members
),

members_with_wave as (
    select
        all_members.respondent,
        fct_responses.wave,
        all_members.cut,
        all_members.member
    from all_members
    inner join fct_responses
        on all_members.respondent = fct_responses.respondent
)

select * from members_with_wave
