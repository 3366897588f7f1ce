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

settings as (
    select * from {{ ref('report_policy') }}
),

factor_levels as (
    select
        respondent_subgroups.respondent,
        respondent_subgroups.subgroup as factor_level
    from respondent_subgroups
    inner join settings
        on
            respondent_subgroups.dimension = settings.value
            and settings.setting = 'adjusted_factor'
),

control_levels as (
    select
        respondent_subgroups.respondent,
        respondent_subgroups.subgroup as control_level
    from respondent_subgroups
    inner join settings
        on
            respondent_subgroups.dimension = settings.value
            and settings.setting = 'adjusted_control'
),

scores_per_cell as (
    select
        fct_responses.year,
        fct_scores.question,
        factor_levels.factor_level,
        control_levels.control_level,
        {{ score_statistics() }}
    from fct_scores
    inner join fct_responses
        on fct_scores.respondent = fct_responses.respondent
    inner join factor_levels
        on fct_scores.respondent = factor_levels.respondent
    inner join control_levels
        on fct_scores.respondent = control_levels.respondent
    group by
        fct_responses.year,
        fct_scores.question,
        factor_levels.factor_level,
        control_levels.control_level
)

select * from scores_per_cell
