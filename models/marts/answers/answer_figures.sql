with

answer_counts as (
    select * from {{ ref('answer_counts') }}
),

dim_member as (
    select * from {{ ref('dim_member') }}
    where kind != 'wave'
),

offered_options as (
    select * from {{ ref('dim_option_version') }}
),

dim_offered_option as (
    select * from {{ ref('dim_offered_option') }}
),

dim_wave as (
    select * from {{ ref('dim_wave') }}
),

counts as (
    select
        dim_wave.year,
        dim_wave.questionnaire,
        answer_counts.cut,
        answer_counts.member,
        answer_counts.question,
        answer_counts.option,
        sum(answer_counts.n) as n_asked,
        sum(case when answer_counts.missing_kind is null then answer_counts.n end)
            as n_answered,
        sum({{ weight() }}) as w_asked,
        sum(case when answer_counts.missing_kind is null then {{ weight() }} end)
            as w_answered,
        sum({{ weight_squared() }}) as w_squared_asked,
        sum(
            case
                when answer_counts.missing_kind is null then {{ weight_squared() }}
            end
        ) as w_squared_answered
    from answer_counts
    inner join dim_wave
        on answer_counts.wave = dim_wave.wave
    group by
        dim_wave.year,
        dim_wave.questionnaire,
        answer_counts.cut,
        answer_counts.member,
        answer_counts.question,
        answer_counts.option
),

-- the base of an option is those whose questionnaire offered it
counts_per_option as (
    select
        everyone.year,
        everyone.cut,
        everyone.member,
        dim_offered_option.question,
        dim_offered_option.option,
        sum(everyone.n_asked) as n_asked,
        sum(everyone.n_answered) as n_answered,
        sum(chosen.n_answered) as n_chosen,
        sum(everyone.w_asked) as w_asked,
        sum(everyone.w_answered) as w_answered,
        sum(everyone.w_squared_asked) as w_squared_asked,
        sum(everyone.w_squared_answered) as w_squared_answered,
        sum(chosen.w_answered) as w_chosen
    from counts as everyone
    inner join dim_offered_option
        on
            everyone.questionnaire = dim_offered_option.questionnaire
            and everyone.question = dim_offered_option.question
    left join counts as chosen
        on
            everyone.questionnaire = chosen.questionnaire
            and everyone.cut = chosen.cut
            and everyone.member = chosen.member
            and everyone.question = chosen.question
            and dim_offered_option.option = chosen.option
    where everyone.option is null
    group by
        everyone.year,
        everyone.cut,
        everyone.member,
        dim_offered_option.question,
        dim_offered_option.option
),

-- an option that was offered and not chosen has a row too, and so has every member
counts_of_options as (
    select
        dim_member.year,
        dim_member.kind,
        dim_member.cut,
        dim_member.cut_label,
        dim_member.member,
        dim_member.member_label,
        dim_member.part,
        dim_member.by_part,
        offered_options.question,
        offered_options.question_label,
        offered_options.option,
        offered_options.option_label,
        offered_options.position,
        offered_options.is_net,
        offered_options.comparable_since,
        offered_options.has_two_versions,
        -- of a single choice who answered, of a multiple response who were asked
        cast(coalesce(
            case
                when offered_options.kind = 'multiple' then counts_per_option.n_asked
                else counts_per_option.n_answered
            end, 0
        ) as integer) as n_base,
        cast(coalesce(counts_per_option.n_chosen, 0) as integer) as n_chosen,
        cast(coalesce(
            case
                when offered_options.kind = 'multiple' then counts_per_option.w_asked
                else counts_per_option.w_answered
            end, 0
        ) as double) as weight,
        cast(coalesce(
            case
                when offered_options.kind = 'multiple'
                    then counts_per_option.w_squared_asked
                else counts_per_option.w_squared_answered
            end, 0
        ) as double) as weight_squared,
        cast(coalesce(counts_per_option.w_chosen, 0) as double) as weight_chosen
    from dim_member
    inner join offered_options
        on dim_member.year = offered_options.year
    left join counts_per_option
        on
            dim_member.year = counts_per_option.year
            and dim_member.cut = counts_per_option.cut
            and dim_member.member = counts_per_option.member
            and offered_options.question = counts_per_option.question
            and offered_options.option = counts_per_option.option
),

figures as (
    select
        year,
        kind,
        cut,
        cut_label,
        member,
        member_label,
        part,
        by_part,
        question,
        question_label,
        option,
        option_label,
        position,
        is_net,
        comparable_since,
        has_two_versions,
        n_base,
        weight,
        weight_squared,
        n_chosen,
        weight_chosen / nullif(weight, 0) as share
    from counts_of_options
)

select * from figures
