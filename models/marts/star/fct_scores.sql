with

answers as (
    select * from {{ ref('stg_kto__answers') }}
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
    left join score_bands
        on
            answers.score between
            score_bands.lowest_score and score_bands.highest_score
    where
        answers.kind = 'scale_1_10'
        and coalesce(answers.missing_kind, '') != 'not_asked'
)

select * from scores
