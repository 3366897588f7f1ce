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

dim_loket as (
    select * from {{ ref('dim_loket') }}
),

answers_per_year as (
    select * from {{ ref('mart_answers_per_year') }}
),

bases as (
    select
        fct_responses.year,
        fct_responses.loket,
        answers.question,
        {{ answer_base() }} as n_base
    from answers
    inner join fct_responses
        on answers.respondent = fct_responses.respondent
    group by fct_responses.year, fct_responses.loket, answers.question
),

chosen as (
    select
        fct_responses.year,
        fct_responses.loket,
        fct_choices.question,
        fct_choices.option,
        count(*) as n_chosen
    from fct_choices
    inner join fct_responses
        on fct_choices.respondent = fct_responses.respondent
    group by
        fct_responses.year,
        fct_responses.loket,
        fct_choices.question,
        fct_choices.option
),

answers_per_loket as (
    select
        answers_per_year.year,
        dim_loket.loket,
        dim_loket.loket_label,
        answers_per_year.question,
        answers_per_year.question_label,
        answers_per_year.option,
        answers_per_year.option_label,
        answers_per_year.position,
        {{ share_columns() }}
    from answers_per_year
    cross join dim_loket
    left join bases
        on
            answers_per_year.year = bases.year
            and answers_per_year.question = bases.question
            and dim_loket.loket = bases.loket
    left join chosen
        on
            answers_per_year.year = chosen.year
            and answers_per_year.question = chosen.question
            and answers_per_year.option = chosen.option
            and dim_loket.loket = chosen.loket
)

select * from answers_per_loket
