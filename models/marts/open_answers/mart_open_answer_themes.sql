with

theme_counts as (
    select * from {{ ref('theme_counts') }}
    where cut = 'total'
),

dim_wave as (
    select * from {{ ref('dim_wave') }}
),

themes as (
    select * from {{ ref('open_answer_themes') }}
),

dim_question as (
    select * from {{ ref('dim_question') }}
),

counts as (
    select
        dim_wave.year,
        theme_counts.question,
        theme_counts.theme,
        sum(theme_counts.n) as n
    from theme_counts
    inner join dim_wave
        on theme_counts.wave = dim_wave.wave
    group by dim_wave.year, theme_counts.question, theme_counts.theme
),

open_answer_themes as (
    select
        bases.year,
        bases.question,
        dim_question.question_label,
        themes.theme,
        themes.label as theme_label,
        themes.position,
        cast(bases.n as integer) as n_base,
        cast(coalesce(counts.n, 0) as integer) as n_answers,
        cast(coalesce(counts.n, 0) as double) / bases.n as share
    from counts as bases
    inner join dim_question
        on bases.question = dim_question.question
    inner join themes
        on bases.question = themes.question
    left join counts
        on
            bases.year = counts.year
            and bases.question = counts.question
            and themes.theme = counts.theme
    where bases.theme is null
)

select * from open_answer_themes
