with

fct_scores as (
    select * from {{ ref('fct_scores') }}
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

scores_per_year as (
    select * from {{ ref('mart_scores_per_year') }}
),

statistics as (
    select
        fct_responses.year,
        respondent_subgroups.dimension,
        respondent_subgroups.subgroup,
        fct_scores.question,
        {{ score_statistics() }}
    from fct_scores
    inner join fct_responses
        on fct_scores.respondent = fct_responses.respondent
    inner join respondent_subgroups
        on fct_scores.respondent = respondent_subgroups.respondent
    group by
        fct_responses.year,
        respondent_subgroups.dimension,
        respondent_subgroups.subgroup,
        fct_scores.question
),

-- a subgroup without an answer has a row too
scores_per_subgroup as (
    select
        scores_per_year.year,
        dim_subgroup.dimension,
        dim_subgroup.dimension_label,
        dim_subgroup.subgroup,
        dim_subgroup.subgroup_label,
        scores_per_year.question,
        scores_per_year.question_label,
        {{ score_columns() }}
    from scores_per_year
    cross join dim_subgroup
    left join statistics
        on
            scores_per_year.year = statistics.year
            and scores_per_year.question = statistics.question
            and dim_subgroup.dimension = statistics.dimension
            and dim_subgroup.subgroup = statistics.subgroup
)

select * from scores_per_subgroup
