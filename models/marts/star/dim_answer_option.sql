with

options as (
    select * from {{ ref('options') }}
),

option_versions as (
    select * from {{ ref('dim_option_version') }}
),

years_per_option as (
    select
        question,
        option,
        min(year) as first_year,
        max(year) as last_year
    from option_versions
    group by question, option
),

options_with_years as (
    select
        options.question,
        options.option,
        options.label as option_label,
        options.position,
        options.excludes_others,
        coalesce(options.is_net, false) as is_net,
        years_per_option.first_year,
        years_per_option.last_year,
        option_versions.comparable_since,
        option_versions.comparable_since < years_per_option.last_year as comparable
    from options
    left join years_per_option
        on
            options.question = years_per_option.question
            and options.option = years_per_option.option
    -- the latest state of its comparability
    left join option_versions
        on
            years_per_option.last_year = option_versions.year
            and years_per_option.question = option_versions.question
            and years_per_option.option = option_versions.option
)

select * from options_with_years
