with

fct_scores as (
    select * from {{ ref('fct_scores') }}
),

fct_responses as (
    select * from {{ ref('fct_responses') }}
),

dim_loket as (
    select * from {{ ref('dim_loket') }}
),

scores_per_year as (
    select * from {{ ref('mart_scores_per_year') }}
),

statistics as (
    select
        fct_responses.year,
        fct_responses.loket,
        fct_scores.question,
        {{ score_statistics() }}
    from fct_scores
    inner join fct_responses
        on fct_scores.respondent = fct_responses.respondent
    group by fct_responses.year, fct_responses.loket, fct_scores.question
),

-- a loket without an answer has a row too
scores_per_loket as (
    select
        scores_per_year.year,
        dim_loket.loket,
        dim_loket.loket_label,
        scores_per_year.question,
        scores_per_year.question_label,
        {{ score_columns() }}
    from scores_per_year
    cross join dim_loket
    left join statistics
        on
            scores_per_year.year = statistics.year
            and scores_per_year.question = statistics.question
            and dim_loket.loket = statistics.loket
)

select * from scores_per_loket
