with

answer_themes as (
    select * from {{ ref('stg_kto__open_answer_themes') }}
),

themes as (
    select * from {{ ref('open_answer_themes') }}
),

dim_question as (
    select * from {{ ref('dim_question') }}
),

-- an answer can have several themes and always has one
counted_answers as (
    select distinct
        respondent,
        year,
        question
    from answer_themes
),

bases as (
    select
        year,
        question,
        count(*) as n_base
    from counted_answers
    group by year, question
),

counts as (
    select
        year,
        question,
        theme,
        count(*) as n_answers
    from answer_themes
    group by year, question, theme
),

open_answer_themes as (
    select
        bases.year,
        bases.question,
        dim_question.question_label,
        themes.theme,
        themes.label as theme_label,
        themes.position,
        cast(bases.n_base as integer) as n_base,
        cast(coalesce(counts.n_answers, 0) as integer) as n_answers,
        cast(coalesce(counts.n_answers, 0) as double) / bases.n_base as share
    from bases
    inner join dim_question
        on bases.question = dim_question.question
    inner join themes
        on bases.question = themes.question
    left join counts
        on
            bases.year = counts.year
            and bases.question = counts.question
            and themes.theme = counts.theme
)

select * from open_answer_themes
