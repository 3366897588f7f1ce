with

published_figures as (
    select * from {{ ref('published_figures') }}
),

scores_per_year as (
    select * from {{ ref('mart_scores_per_year') }}
),

scores_per_loket as (
    select * from {{ ref('mart_scores_per_loket') }}
),

scores_per_subgroup as (
    select * from {{ ref('mart_scores_per_subgroup') }}
),

answers_per_year as (
    select * from {{ ref('mart_answers_per_year') }}
),

answers_per_subgroup as (
    select * from {{ ref('mart_answers_per_subgroup') }}
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

fieldwork_per_year as (
    select
        year,
        cast(n_invited as double) as invited,
        cast(n_responses as double) as responses,
        100 * response_rate as response_rate,
        mean_duration_seconds,
        cast(n_lokets as double) as lokets
    from fieldwork
),

months_per_year as (
    select
        year,
        cast(min(month) as double) as first_month,
        cast(max(month) as double) as last_month
    from dim_wave
    group by year
),

questions_per_year as (
    select
        year,
        cast(count(distinct number) as double) as question_count
    from question_versions
    group by year
),

scores as (
    select
        year,
        question,
        'total' as dimension,
        'all' as member,
        n_asked,
        n_valid,
        mean,
        share_good,
        share_sufficient,
        share_insufficient,
        share_not_applicable
    from scores_per_year
    union all
    select
        year,
        question,
        'loket' as dimension,
        loket as member,
        n_asked,
        n_valid,
        mean,
        share_good,
        share_sufficient,
        share_insufficient,
        share_not_applicable
    from scores_per_loket
    union all
    select
        year,
        question,
        dimension,
        subgroup as member,
        n_asked,
        n_valid,
        mean,
        share_good,
        share_sufficient,
        share_insufficient,
        share_not_applicable
    from scores_per_subgroup
),

answers as (
    select
        year,
        question,
        'total' as dimension,
        'all' as member,
        option,
        share
    from answers_per_year
    union all
    select
        year,
        question,
        dimension,
        subgroup as member,
        option,
        share
    from answers_per_subgroup
),

-- every figure that the marts could stand for, shares as the report's percentages
computed_figures as (
    {%- for metric in [
        'invited',
        'responses',
        'response_rate',
        'mean_duration_seconds',
        'lokets',
    ] %}
    select
        year,
        '' as question,
        '{{ metric }}' as metric,
        'total' as dimension,
        'all' as member,
        '' as option,
        {{ metric }} as computed
    from fieldwork_per_year
    union all
    {%- endfor %}
    {%- for metric in ['first_month', 'last_month'] %}
    select
        year,
        '' as question,
        '{{ metric }}' as metric,
        'total' as dimension,
        'all' as member,
        '' as option,
        {{ metric }} as computed
    from months_per_year
    union all
    {%- endfor %}
    select
        year,
        '' as question,
        'question_count' as metric,
        'total' as dimension,
        'all' as member,
        '' as option,
        question_count as computed
    from questions_per_year
    union all
    {%- for metric, column in [
        ('mean', 'mean'),
        ('n', 'n_valid'),
        ('base', 'n_asked'),
    ] %}
    select
        year,
        question,
        '{{ metric }}' as metric,
        dimension,
        member,
        '' as option,
        cast({{ column }} as double) as computed
    from scores
    union all
    {%- endfor %}
    {%- for band in ['good', 'sufficient', 'insufficient', 'not_applicable'] %}
    select
        year,
        question,
        'band_share' as metric,
        dimension,
        member,
        '{{ band }}' as option,
        100 * share_{{ band }} as computed
    from scores
    union all
    {%- endfor %}
    select
        year,
        question,
        'rank' as metric,
        'loket' as dimension,
        loket as member,
        '' as option,
        cast(rank as double) as computed
    from top_lokets
    union all
    select
        year,
        question,
        'share' as metric,
        dimension,
        member,
        option,
        100 * share as computed
    from answers
    union all
    select distinct
        year,
        question,
        'base' as metric,
        'total' as dimension,
        'all' as member,
        '' as option,
        cast(n_base as double) as computed
    from open_answer_themes
),

compared as (
    select
        published_figures.id,
        published_figures.slide,
        published_figures.year,
        published_figures.question,
        published_figures.metric,
        published_figures.dimension,
        published_figures.member,
        published_figures.option,
        published_figures.status,
        published_figures.decimals,
        published_figures.value as published,
        computed_figures.computed,
        {{ round_half_up('computed_figures.computed', 'published_figures.decimals') }}
            as rounded
    from published_figures
    left join computed_figures
        on
            published_figures.year = computed_figures.year
            and coalesce(published_figures.question, '') = computed_figures.question
            and published_figures.metric = computed_figures.metric
            and published_figures.dimension = computed_figures.dimension
            and published_figures.member = computed_figures.member
            and coalesce(published_figures.option, '') = computed_figures.option
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
        published,
        computed,
        rounded,
        coalesce(abs(rounded - published) < 1e-9, false) as holds
    from compared
)

select * from report_figures
