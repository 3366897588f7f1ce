with

answers as (
    select * from {{ ref('stg_kto__answers') }}
),

dimensions as (
    select * from {{ ref('dimensions') }}
),

subgroup_options as (
    select * from {{ ref('subgroup_options') }}
),

respondent_subgroups as (
    select
        answers.respondent,
        dimensions.dimension,
        subgroup_options.subgroup
    from answers
    inner join dimensions
        on answers.question = dimensions.question
    inner join subgroup_options
        on
            dimensions.dimension = subgroup_options.dimension
            and answers.option = subgroup_options.option
)

select * from respondent_subgroups
