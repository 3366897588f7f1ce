with

fct_scores as (
    select * from {{ ref('fct_scores') }}
),

fct_responses as (
    select * from {{ ref('fct_responses') }}
),

dim_question as (
    select * from {{ ref('dim_question') }}
),

question_versions as (
    select * from {{ ref('dim_question_version') }}
),

years as (
    select distinct year from {{ ref('dim_wave') }}
),

scale_questions as (
    select
        question_versions.year,
        question_versions.question,
        dim_question.question_label,
        question_versions.comparable_since
    from years
    inner join question_versions
        on years.year = question_versions.year
    inner join dim_question
        on question_versions.question = dim_question.question
    where dim_question.kind = 'scale_1_10'
),

statistics as (
    select
        fct_responses.year,
        fct_scores.question,
        {{ score_statistics() }},
        {{ skewness() }} as skewness
    from fct_scores
    inner join fct_responses
        on fct_scores.respondent = fct_responses.respondent
    group by fct_responses.year, fct_scores.question
),

scores_per_year as (
    select
        scale_questions.year,
        scale_questions.question,
        scale_questions.question_label,
        scale_questions.comparable_since,
        {{ score_columns() }},
        statistics.skewness
    from scale_questions
    left join statistics
        on
            scale_questions.year = statistics.year
            and scale_questions.question = statistics.question
)

select * from scores_per_year
