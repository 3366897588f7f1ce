with

response_answers as (
    select * from {{ ref('response_answers') }}
    where {{ is_touched('response_number', 'response_number') }}
),

answer_values as (
    select * from {{ ref('dim_answer_value') }}
    where score is not null
),

response_members as (
    select * from {{ ref('response_members') }}
    where {{ is_touched('wave_member', 'wave_member') }}
),

wave_members as (
    select * from {{ ref('dim_wave_member') }}
    where cut = 'loket'
),

questions as (
    select distinct
        question,
        question_number
    from answer_values
),

scores as (
    select
        response_members.response_number,
        response_members.wave_member,
        answer_values.question_number,
        answer_values.score
    from response_answers
    inner join answer_values
        on response_answers.answer_number = answer_values.answer_number
    inner join response_members
        on response_answers.response_number = response_members.response_number
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
