with

fct_scores as (
    select * from {{ ref('fct_scores') }}
),

fct_responses as (
    select * from {{ ref('fct_responses') }}
),

dim_wave as (
    select * from {{ ref('dim_wave') }}
),

scores_per_year as (
    select * from {{ ref('mart_scores_per_year') }}
),

statistics as (
    select
        fct_responses.wave,
        fct_scores.question,
        {{ score_statistics() }}
    from fct_scores
    inner join fct_responses
        on fct_scores.respondent = fct_responses.respondent
    group by fct_responses.wave, fct_scores.question
),

scores_per_wave as (
    select
        dim_wave.wave,
        dim_wave.wave_label,
        dim_wave.year,
        scores_per_year.question,
        scores_per_year.question_label,
        scores_per_year.comparable_since,
        {{ score_columns() }}
    from dim_wave
    inner join scores_per_year
        on dim_wave.year = scores_per_year.year
    left join statistics
        on
            dim_wave.wave = statistics.wave
            and scores_per_year.question = statistics.question
)

select * from scores_per_wave
