with

published_figures as (
    select * from {{ ref('published_figures') }}
),

scores as (
    select * from {{ ref('score_figures') }}
),

answers as (
    select * from {{ ref('answer_figures') }}
),

top_lokets as (
    select * from {{ ref('mart_top_lokets') }}
),

open_answer_themes as (
    select * from {{ ref('mart_open_answer_themes') }}
),

fieldwork as (
    select * from {{ ref('mart_fieldwork_per_year') }}
),

dim_wave as (
    select * from {{ ref('dim_wave') }}
),

question_versions as (
    select * from {{ ref('dim_question_version') }}
),

months as (
    select
        year,
        min(month) as first_month,
        max(month) as last_month
    from dim_wave
    group by year
),

question_counts as (
    select
        year,
        count(distinct number) as question_count
    from question_versions
    group by year
),

open_answer_bases as (
    select distinct
        year,
        question,
        n_base
    from open_answer_themes
),

band_shares as (
    select
        id,
        option as band
    from published_figures
    where metric = 'band_share'
),

-- what the marts have for each printed figure; shares as the report's percentages
computed_figures as (
    select
        published_figures.*,
        case coalesce(band_shares.band, published_figures.metric)
            when 'mean' then scores.mean
            when 'n' then scores.n_valid
            when 'base' then coalesce(scores.n_asked, open_answer_bases.n_base)
            when 'good' then 100 * scores.share_good
            when 'sufficient' then 100 * scores.share_sufficient
            when 'insufficient' then 100 * scores.share_insufficient
            when 'not_applicable' then 100 * scores.share_not_applicable
            when 'share' then 100 * answers.share
            when 'rank' then top_lokets.rank
            when 'invited' then fieldwork.n_invited
            when 'responses' then fieldwork.n_responses
            when 'response_rate' then 100 * fieldwork.response_rate
            when 'mean_duration_seconds' then fieldwork.mean_duration_seconds
            when 'lokets' then fieldwork.n_lokets
            when 'first_month' then months.first_month
            when 'last_month' then months.last_month
            when 'question_count' then question_counts.question_count
        end as computed
    from published_figures
    left join band_shares
        on published_figures.id = band_shares.id
    left join scores
        on
            published_figures.year = scores.year
            and published_figures.question = scores.question
            and published_figures.dimension = scores.cut
            and published_figures.member = scores.member
    left join answers
        on
            published_figures.year = answers.year
            and published_figures.question = answers.question
            and published_figures.option = answers.option
            and published_figures.dimension = answers.cut
            and published_figures.member = answers.member
    left join top_lokets
        on
            published_figures.year = top_lokets.year
            and published_figures.question = top_lokets.question
            and published_figures.dimension = 'loket'
            and published_figures.member = top_lokets.loket
    left join open_answer_bases
        on
            published_figures.year = open_answer_bases.year
            and published_figures.question = open_answer_bases.question
    left join fieldwork
        on published_figures.year = fieldwork.year
    left join months
        on published_figures.year = months.year
    left join question_counts
        on published_figures.year = question_counts.year
),

rounded_figures as (
    select
        *,
        {{ round_half_up('computed', 'decimals') }} as rounded
    from computed_figures
),

report_figures as (
    select
        id,
        slide,
        year,
        question,
        metric,
        dimension,
        member,
        option,
        status,
        value as published,
        computed,
        rounded,
        coalesce(abs(rounded - value) < 1e-9, false) as holds
    from rounded_figures
)

select * from report_figures
