with

question_versions as (
    select * from {{ ref('stg_kto__question_versions') }}
),

questions as (
    select * from {{ ref('questions') }}
),

{{ comparable_years('question_versions', ['question']) }},

-- a year tells the wording that was used last in it
last_versions as (
    select
        *,
        row_number() over (
            partition by year, question
            order by first_wave desc
        ) as place
    from question_versions
),

versions as (
    select
        last_versions.year,
        last_versions.question,
        questions.label as question_label,
        last_versions.number,
        last_versions.wording,
        comparable_years.comparable_since,
        comparable_years.has_two_versions,
        last_versions.remark
    from last_versions
    inner join comparable_years
        on
            last_versions.year = comparable_years.year
            and last_versions.question = comparable_years.question
    inner join questions
        on last_versions.question = questions.question
    where last_versions.place = 1
)

select * from versions
