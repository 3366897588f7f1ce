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

dim_wave as (
    select * from {{ ref('dim_wave') }}
),

counts as (
    select
        dim_wave.year,
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
        answer_counts.cut,
        answer_counts.member,
        answer_counts.question,
        answer_counts.option
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
        offered_options.comparable_since,
        -- of a single choice who answered, of a multiple response who were asked
        cast(coalesce(
            case
                when offered_options.kind = 'multiple' then everyone.n_asked
                else everyone.n_answered
            end, 0
        ) as integer) as n_base,
        cast(coalesce(chosen.n_answered, 0) as integer) as n_chosen,
        cast(coalesce(
            case
                when offered_options.kind = 'multiple' then everyone.w_asked
                else everyone.w_answered
            end, 0
        ) as double) as weight,
        cast(coalesce(
            case
                when offered_options.kind = 'multiple' then everyone.w_squared_asked
                else everyone.w_squared_answered
            end, 0
        ) as double) as weight_squared,
        cast(coalesce(chosen.w_answered, 0) as double) as weight_chosen
    from dim_member
    inner join offered_options
        on dim_member.year = offered_options.year
    left join counts as everyone
        on
            dim_member.year = everyone.year
            and dim_member.cut = everyone.cut
            and dim_member.member = everyone.member
            and offered_options.question = everyone.question
            and everyone.option is null
    left join counts as chosen
        on
            dim_member.year = chosen.year
            and dim_member.cut = chosen.cut
            and dim_member.member = chosen.member
            and offered_options.question = chosen.question
            and offered_options.option = chosen.option
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
        comparable_since,
        n_base,
        weight,
        weight_squared,
        n_chosen,
        weight_chosen / nullif(weight, 0) as share
    from counts_of_options
)

select * from figures
