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

respondent_subgroups as (
    select * from {{ ref('stg_kto__respondent_subgroups') }}
),

dim_subgroup as (
    select * from {{ ref('dim_subgroup') }}
),

answers_per_year as (
    select * from {{ ref('mart_answers_per_year') }}
),

bases as (
    select
        answers.year,
        respondent_subgroups.dimension,
        respondent_subgroups.subgroup,
        answers.question,
        {{ answer_base() }} as n_base
    from answers
    inner join respondent_subgroups
        on answers.respondent = respondent_subgroups.respondent
    group by
        answers.year,
        respondent_subgroups.dimension,
        respondent_subgroups.subgroup,
        answers.question
),

chosen as (
    select
        fct_responses.year,
        respondent_subgroups.dimension,
        respondent_subgroups.subgroup,
        fct_choices.question,
        fct_choices.option,
        count(*) as n_chosen
    from fct_choices
    inner join fct_responses
        on fct_choices.respondent = fct_responses.respondent
    inner join respondent_subgroups
        on fct_choices.respondent = respondent_subgroups.respondent
    group by
        fct_responses.year,
        respondent_subgroups.dimension,
        respondent_subgroups.subgroup,
        fct_choices.question,
        fct_choices.option
),

answers_per_subgroup as (
    select
        answers_per_year.year,
        dim_subgroup.dimension,
        dim_subgroup.dimension_label,
        dim_subgroup.subgroup,
        dim_subgroup.subgroup_label,
        answers_per_year.question,
        answers_per_year.question_label,
        answers_per_year.option,
        answers_per_year.option_label,
        answers_per_year.position,
        {{ share_columns() }}
    from answers_per_year
    cross join dim_subgroup
    left join bases
        on
            answers_per_year.year = bases.year
            and answers_per_year.question = bases.question
            and dim_subgroup.dimension = bases.dimension
            and dim_subgroup.subgroup = bases.subgroup
    left join chosen
        on
            answers_per_year.year = chosen.year
            and answers_per_year.question = chosen.question
            and answers_per_year.option = chosen.option
            and dim_subgroup.dimension = chosen.dimension
            and dim_subgroup.subgroup = chosen.subgroup
)

select * from answers_per_subgroup
