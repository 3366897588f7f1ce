with

fct_responses as (
    select * from {{ ref('fct_responses') }}
),

fct_choices as (
    select * from {{ ref('fct_choices') }}
),

loket_successors as (
    select * from {{ ref('loket_successors') }}
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

wave_members as (
    select * from {{ ref('dim_wave_member') }}
),

members as (
    select
        response_number,
        wave,
        'total' as cut,
        'all' as member
    from fct_responses
    union all
    select
        response_number,
        wave,
        'loket' as cut,
        loket as member
    from fct_responses
    union all
    select
        fct_responses.response_number,
        fct_responses.wave,
        'successor' as cut,
        loket_successors.successor as member
    from fct_responses
    inner join loket_successors
        on fct_responses.loket = loket_successors.loket
    union all
    select
        fct_responses.response_number,
        fct_responses.wave,
        dimensions.dimension as cut,
        subgroup_options.subgroup as member
    from fct_choices
    inner join dimensions
        on fct_choices.question = dimensions.question
    inner join subgroup_options
        on
            dimensions.dimension = subgroup_options.dimension
            and fct_choices.option = subgroup_options.option
    inner join fct_responses
        on fct_choices.respondent = fct_responses.respondent
),

crossed_members as (
    select
        members.response_number,
        members.wave,
        {{ crossed('crossings.cut', 'crossings.by_cut') }} as cut,
        {{ crossed('members.member', 'by_members.member') }} as member
    from members
    inner join crossings
        on members.cut = crossings.cut
    inner join members as by_members
        on
            members.response_number = by_members.response_number
            and crossings.by_cut = by_members.cut
),

all_members as (
    select * from members
    union all
    select * from crossed_members
),

numbered_members as (
    select
        all_members.response_number,
        wave_members.wave_member
    from all_members
    inner join wave_members
        on
            all_members.wave = wave_members.wave
            and all_members.cut = wave_members.cut
            and all_members.member = wave_members.member
)

select * from numbered_members
