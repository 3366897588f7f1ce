with

fct_scores as (
    select * from {{ ref('fct_scores') }}
),

fct_responses as (
    select * from {{ ref('fct_responses') }}
),

response_members as (
    select * from {{ ref('response_members') }}
),

wave_members as (
    select * from {{ ref('dim_wave_member') }}
),

questions as (
    select
        question,
        row_number() over (order by question) as question_number
    from {{ ref('dim_question') }}
),

-- numbers for the largest join of all, and names again when everything is counted
scores as (
    select
        fct_responses.response_number,
        questions.question_number,
        fct_scores.score,
        fct_scores.missing_kind
    from fct_scores
    inner join fct_responses
        on fct_scores.respondent = fct_responses.respondent
    inner join questions
        on fct_scores.question = questions.question
),

counts as (
    select
        response_members.wave_member,
        scores.question_number,
        scores.score,
        scores.missing_kind,
        count(*) as n{{ sum_weights() }}
    from scores
    inner join response_members
        on scores.response_number = response_members.response_number
    {{- join_weights('scores.response_number') }}
    group by
        response_members.wave_member,
        scores.question_number,
        scores.score,
        scores.missing_kind
),

named_counts as (
    select
        wave_members.wave,
        wave_members.cut,
        wave_members.member,
        questions.question,
        counts.score,
        counts.missing_kind,
        counts.n,
        {{ summed_weights('counts') }}
    from counts
    inner join wave_members
        on counts.wave_member = wave_members.wave_member
    inner join questions
        on counts.question_number = questions.question_number
)

select * from named_counts
