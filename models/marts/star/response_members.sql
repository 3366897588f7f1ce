with

fct_responses as (
    select * from {{ ref('fct_responses') }}
    where {{ is_touched('wave', 'wave') }}
),

response_answers as (
    select * from {{ ref('response_answers') }}
    where {{ is_touched('response_number', 'response_number') }}
),

loket_successors as (
    select * from {{ ref('loket_successors') }}
),

-- what an answer says of who someone is
answers_of_members as (
    select
        answer_values.answer_number,
        dimensions.dimension,
        subgroup_options.subgroup
    from {{ ref('dim_answer_value') }} as answer_values
    inner join {{ ref('dimensions') }} as dimensions
        on answer_values.question = dimensions.question
    inner join {{ ref('subgroup_options') }} as subgroup_options
        on
            dimensions.dimension = subgroup_options.dimension
            and answer_values.option = subgroup_options.option
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
        answers_of_members.dimension as cut,
        answers_of_members.subgroup as member
    from response_answers
    inner join answers_of_members
        on response_answers.answer_number = answers_of_members.answer_number
    inner join fct_responses
        on response_answers.response_number = fct_responses.response_number
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
