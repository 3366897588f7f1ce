with

fct_scores as (
    select * from {{ ref('fct_scores') }}
    where score is not null
),

fct_responses as (
    select * from {{ ref('fct_responses') }}
),

response_members as (
    select * from {{ ref('response_members') }}
),

wave_members as (
    select * from {{ ref('dim_wave_member') }}
    where cut = 'loket'
),

questions as (
    select
        question,
        row_number() over (order by question) as question_number
    from {{ ref('dim_question') }}
),

scores as (
    select
        response_members.response_number,
        response_members.wave_member,
        questions.question_number,
        fct_scores.score
    from fct_scores
    inner join fct_responses
        on fct_scores.respondent = fct_responses.respondent
    inner join questions
        on fct_scores.question = questions.question
    inner join response_members
        on fct_responses.response_number = response_members.response_number
    inner join wave_members
        on response_members.wave_member = wave_members.wave_member
),

-- each pair of questions once, and each question with itself
sums as (
    select
        scores_a.wave_member,
        scores_a.question_number as number_a,
        scores_b.question_number as number_b,
        cast(count(*) as bigint) as n,
        cast(sum(scores_a.score) as bigint) as sum_a,
        cast(sum(scores_b.score) as bigint) as sum_b,
        cast(sum(scores_a.score * scores_a.score) as bigint) as sum_aa,
        cast(sum(scores_b.score * scores_b.score) as bigint) as sum_bb,
        cast(sum(scores_a.score * scores_b.score) as bigint) as sum_ab
    from scores as scores_a
    inner join scores as scores_b
        on
            scores_a.response_number = scores_b.response_number
            and scores_a.question_number <= scores_b.question_number
    group by
        scores_a.wave_member,
        scores_a.question_number,
        scores_b.question_number
),

named_sums as (
    select
        wave_members.wave,
        wave_members.member as loket,
        questions_a.question as question_a,
        questions_b.question as question_b,
        sums.n,
        sums.sum_a,
        sums.sum_b,
        sums.sum_aa,
        sums.sum_bb,
        sums.sum_ab
    from sums
    inner join wave_members
        on sums.wave_member = wave_members.wave_member
    inner join questions as questions_a
        on sums.number_a = questions_a.question_number
    inner join questions as questions_b
        on sums.number_b = questions_b.question_number
)

select * from named_sums
