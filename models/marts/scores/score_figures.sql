with

score_counts as (
    select * from {{ ref('score_counts') }}
),

dim_member as (
    select * from {{ ref('dim_member') }}
),

scales as (
    select * from {{ ref('scales') }}
),

dim_question as (
    select dim_question.*
    from {{ ref('dim_question') }} as dim_question
    inner join scales
        on dim_question.kind = scales.scale
),

question_versions as (
    select * from {{ ref('dim_question_version') }}
),

dim_wave as (
    select * from {{ ref('dim_wave') }}
),

score_bands as (
    select * from {{ ref('score_bands') }}
),

-- a wave is one more cut: everyone in it is counted in the total
counts as (
    select * from score_counts
    union all
    select
        wave,
        'wave' as cut,
        wave as member,
        question,
        score,
        missing_kind,
        n,
        weight,
        weight_squared
    from score_counts
    where cut = 'total'
),

statistics as (
    select
        dim_wave.year,
        counts.cut,
        counts.member,
        counts.question,
        {{ score_statistics() }}
    from counts
    inner join dim_wave
        on counts.wave = dim_wave.wave
    inner join dim_question
        on counts.question = dim_question.question
    left join score_bands
        on
            dim_question.kind = score_bands.scale
            and counts.score between
            score_bands.lowest_score and score_bands.highest_score
    group by dim_wave.year, counts.cut, counts.member, counts.question
),

-- who was not asked or did not answer has a row too
figures as (
    select
        dim_member.year,
        dim_member.kind,
        dim_member.cut,
        dim_member.cut_label,
        dim_member.member,
        dim_member.member_label,
        dim_member.part,
        dim_member.by_part,
        question_versions.question,
        question_versions.question_label,
        question_versions.comparable_since,
        question_versions.has_two_versions,
        coalesce(statistics.n_asked, 0) as n_asked,
        coalesce(statistics.n_valid, 0) as n_valid,
        coalesce(statistics.weight, 0) as weight,
        coalesce(statistics.weight_squared, 0) as weight_squared,
        statistics.mean,
        statistics.variance,
        statistics.share_good,
        statistics.share_sufficient,
        statistics.share_insufficient,
        statistics.share_not_applicable,
        statistics.skewness
    from dim_member
    inner join question_versions
        on dim_member.year = question_versions.year
    inner join dim_question
        on question_versions.question = dim_question.question
    left join statistics
        on
            dim_member.year = statistics.year
            and dim_member.cut = statistics.cut
            and dim_member.member = statistics.member
            and question_versions.question = statistics.question
)

select * from figures
