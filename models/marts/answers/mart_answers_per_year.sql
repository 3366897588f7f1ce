with

answers as (
    select * from {{ ref('stg_kto__answers') }}
),

fct_choices as (
    select * from {{ ref('fct_choices') }}
),

fct_responses as (
    select * from {{ ref('fct_responses') }}
),

dim_question as (
    select * from {{ ref('dim_question') }}
),

dim_answer_option as (
    select * from {{ ref('dim_answer_option') }}
),

option_versions as (
    select * from {{ ref('stg_kto__option_versions') }}
),

years as (
    select distinct year from {{ ref('dim_wave') }}
),

-- every option that was offered, chosen or not
offered_options as (
    select
        option_versions.year,
        option_versions.question,
        dim_question.question_label,
        option_versions.option,
        option_versions.label as option_label,
        dim_answer_option.position,
        option_versions.comparable_since
    from years
    inner join option_versions
        on years.year = option_versions.year
    inner join dim_question
        on option_versions.question = dim_question.question
    inner join dim_answer_option
        on
            option_versions.question = dim_answer_option.question
            and option_versions.option = dim_answer_option.option
),

bases as (
    select
        year,
        question,
        {{ answer_base() }} as n_base
    from answers
    group by year, question
),

chosen as (
    select
        fct_responses.year,
        fct_choices.question,
        fct_choices.option,
        count(*) as n_chosen
    from fct_choices
    inner join fct_responses
        on fct_choices.respondent = fct_responses.respondent
    group by fct_responses.year, fct_choices.question, fct_choices.option
),

answers_per_year as (
    select
        offered_options.year,
        offered_options.question,
        offered_options.question_label,
        offered_options.option,
        offered_options.option_label,
        offered_options.position,
        offered_options.comparable_since,
        {{ share_columns() }}
    from offered_options
    left join bases
        on
            offered_options.year = bases.year
            and offered_options.question = bases.question
    left join chosen
        on
            offered_options.year = chosen.year
            and offered_options.question = chosen.question
            and offered_options.option = chosen.option
)

select * from answers_per_year
