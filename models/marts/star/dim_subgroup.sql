with

subgroups as (
    select * from {{ ref('subgroups') }}
),

dimensions as (
    select * from {{ ref('dimensions') }}
),

subgroups_of_dimensions as (
    select
        subgroups.dimension,
        dimensions.label as dimension_label,
        dimensions.position as dimension_position,
        dimensions.question,
        subgroups.subgroup,
        subgroups.label as subgroup_label,
        subgroups.position
    from subgroups
    inner join dimensions
        on subgroups.dimension = dimensions.dimension
)

select * from subgroups_of_dimensions
