with

answers as (
    select * from {{ ref('stg_kto__answers') }}
),

scales as (
    select * from {{ ref('scales') }}
),

score_bands as (
    select * from {{ ref('score_bands') }}
),

scores as (
    select
        answers.respondent,
        answers.question,
        answers.score,
        score_bands.band,
        answers.missing_kind
    from answers
    inner join scales
        on answers.kind = scales.scale
    left join score_bands
        on
            answers.kind = score_bands.scale
            and answers.score between
            score_bands.lowest_score and score_bands.highest_score
    where coalesce(answers.missing_kind, '') != 'not_asked'
)

select * from scores
