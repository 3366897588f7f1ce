with

options as (
    select * from {{ ref('options') }}
),

option_versions as (
    select * from {{ ref('stg_kto__option_versions') }}
),

years_per_option as (
    select
        question,
        option,
        min(year) as first_year,
        max(year) as last_year,
        max(comparable_since) as comparable_since
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
        years_per_option.first_year,
        years_per_option.last_year,
        years_per_option.comparable_since,
        years_per_option.comparable_since < years_per_option.last_year
            as comparable
    from options
    left join years_per_option
        on
            options.question = years_per_option.question
            and options.option = years_per_option.option
)

select * from options_with_years
