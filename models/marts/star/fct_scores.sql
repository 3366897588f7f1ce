with

asked_questions as (
    select * from {{ ref('stg_kto__asked_questions') }}
    where kind in (select scales.scale from {{ ref('scales') }} as scales)
),

response_answers as (
    select * from {{ ref('response_answers') }}
),

answer_values as (
    select * from {{ ref('dim_answer_value') }}
    where kind in (select scales.scale from {{ ref('scales') }} as scales)
),

scales as (
    select * from {{ ref('scales') }}
),

score_bands as (
    select * from {{ ref('score_bands') }}
),

given_scores as (
    select
        response_answers.response_number,
        answer_values.question_number,
        answer_values.score,
        answer_values.missing_kind
    from response_answers
    inner join answer_values
        on response_answers.answer_number = answer_values.answer_number
),

scores as (
    select
        asked_questions.respondent,
        asked_questions.question,
        given_scores.score,
        score_bands.band,
        case
            when given_scores.response_number is null then 'no_answer'
            else given_scores.missing_kind
        end as missing_kind
    from asked_questions
    left join given_scores
        on
            asked_questions.response_number = given_scores.response_number
            and asked_questions.question_number = given_scores.question_number
    left join score_bands
        on
            asked_questions.kind = score_bands.scale
            and given_scores.score between
            score_bands.lowest_score and score_bands.highest_score
)

select * from scores
