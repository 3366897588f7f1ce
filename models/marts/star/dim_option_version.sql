with

option_versions as (
    select * from {{ ref('stg_kto__option_versions') }}
),

options as (
    select * from {{ ref('options') }}
),

dim_question as (
    select * from {{ ref('dim_question') }}
),

question_versions as (
    select * from {{ ref('dim_question_version') }}
),

{{ comparable_years('option_versions', ['question', 'option']) }},

-- a year tells the wording that was used last in it
last_versions as (
    select
        *,
        row_number() over (
            partition by year, question, option
            order by first_wave desc
        ) as place
    from option_versions
),

versions as (
    select
        option_versions.year,
        option_versions.question,
        dim_question.question_label,
        dim_question.kind,
        option_versions.option,
        option_versions.label as option_label,
        options.position,
        option_versions.is_net,
        -- comparable no further back than its question
        greatest(
            comparable_years.comparable_since, question_versions.comparable_since
        ) as comparable_since,
        comparable_years.has_two_versions or question_versions.has_two_versions
            as has_two_versions
    from last_versions as option_versions
    inner join comparable_years
        on
            option_versions.year = comparable_years.year
            and option_versions.question = comparable_years.question
            and option_versions.option = comparable_years.option
    inner join question_versions
        on
            option_versions.year = question_versions.year
            and option_versions.question = question_versions.question
    inner join dim_question
        on option_versions.question = dim_question.question
    inner join options
        on
            option_versions.question = options.question
            and option_versions.option = options.option
    where option_versions.place = 1
)

select * from versions
