with

questions as (
    select * from {{ ref('questions') }}
),

question_versions as (
    select * from {{ ref('dim_question_version') }}
),

scales as (
    select * from {{ ref('scales') }}
),

years_per_question as (
    select
        question,
        min(year) as first_year,
        max(year) as last_year
    from question_versions
    group by question
),

questions_with_years as (
    select
        questions.question,
        questions.label as question_label,
        questions.kind,
        scales.compared_with,
        questions.topic,
        questions.position,
        years_per_question.first_year,
        years_per_question.last_year,
        question_versions.comparable_since,
        question_versions.comparable_since < years_per_question.last_year as comparable
    from questions
    left join scales
        on questions.kind = scales.scale
    left join years_per_question
        on questions.question = years_per_question.question
    -- the latest state of its comparability
    left join question_versions
        on
            years_per_question.last_year = question_versions.year
            and years_per_question.question = question_versions.question
)

select * from questions_with_years
