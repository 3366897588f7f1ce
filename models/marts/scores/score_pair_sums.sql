with

fct_scores as (
    select * from {{ ref('fct_scores') }}
    where score is not null
),

fct_responses as (
    select * from {{ ref('fct_responses') }}
),

-- each pair of questions once, and each question with itself
sums as (
    select
        fct_responses.wave,
        fct_responses.loket,
        scores_a.question as question_a,
        scores_b.question as question_b,
        cast(count(*) as bigint) as n,
        cast(sum(scores_a.score) as bigint) as sum_a,
        cast(sum(scores_b.score) as bigint) as sum_b,
        cast(sum(scores_a.score * scores_a.score) as bigint) as sum_aa,
        cast(sum(scores_b.score * scores_b.score) as bigint) as sum_bb,
        cast(sum(scores_a.score * scores_b.score) as bigint) as sum_ab
    from fct_scores as scores_a
    inner join fct_scores as scores_b
        on
            scores_a.respondent = scores_b.respondent
            and scores_a.question <= scores_b.question
    inner join fct_responses
        on scores_a.respondent = fct_responses.respondent
    group by
        fct_responses.wave,
        fct_responses.loket,
        scores_a.question,
        scores_b.question
)

select * from sums
