with

question_versions as (
    select * from {{ ref('stg_kto__question_versions') }}
),

questions as (
    select * from {{ ref('questions') }}
),

versions as (
    select
        question_versions.year,
        question_versions.question,
        questions.label as question_label,
        question_versions.number,
        question_versions.wording,
        question_versions.comparable_since,
        question_versions.remark
    from question_versions
    inner join questions
        on question_versions.question = questions.question
)

select * from versions
