-- Single-choice shares add up to 1, the bands of a mark and n.v.t. to no more than 1,
-- and no count exceeds its base or the respondents there are.
with

answers as (
    select * from {{ ref('mart_answers_per_loket') }}
),

scores as (
    select * from {{ ref('mart_scores_per_loket') }}
),

questions as (
    select * from {{ ref('dim_question') }}
),

fieldwork as (
    select * from {{ ref('mart_fieldwork_per_loket') }}
),

single_choices as (
    select
        answers.year,
        answers.loket,
        answers.question,
        'shares of a single choice do not add up to 1' as problem
    from answers
    inner join questions
        on answers.question = questions.question
    where questions.kind = 'single' and answers.n_base > 0 and not answers.is_net
    group by answers.year, answers.loket, answers.question
    -- an option of some of the year's questionnaires has a base of its own
    having
        abs(sum(answers.share) - 1) > 1e-9
        and min(answers.n_base) = max(answers.n_base)
),

bands as (
    select
        year,
        loket,
        question,
        'bands and n.v.t. add up to more than 1' as problem
    from scores
    where
        share_good + share_sufficient + share_insufficient + share_not_applicable
        > 1 + 1e-9
),

bases as (
    select
        answers.year,
        answers.loket,
        answers.question,
        'more chose than answered, or more answered than responded' as problem
    from answers
    left join fieldwork
        on
            answers.year = fieldwork.year
            and answers.loket = fieldwork.loket
    where
        answers.n_chosen > answers.n_base
        or answers.n_base > coalesce(fieldwork.n_responses, 0)
),

problems as (
    select * from single_choices
    union all
    select * from bands
    union all
    select * from bases
)

select * from problems
