with

questions as (
    select * from {{ ref('questions') }}
),

question_versions as (
    select * from {{ ref('stg_kto__question_versions') }}
),

years_per_question as (
    select
        question,
        min(year) as first_year,
        max(year) as last_year,
        max(comparable_since) as comparable_since
    from question_versions
    group by question
),

questions_with_years as (
    select
        questions.question,
        questions.label as question_label,
        questions.kind,
        questions.topic,
        questions.position,
        years_per_question.first_year,
        years_per_question.last_year,
        years_per_question.comparable_since,
        years_per_question.comparable_since < years_per_question.last_year
            as comparable
    from questions
    left join years_per_question
        on questions.question = years_per_question.question
)

select * from questions_with_years
