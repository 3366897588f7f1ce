with

figures as (
    select * from {{ ref('score_figures') }}
    where kind = 'crossing' and n_asked > 0
),

settings as (
    select * from {{ ref('report_policy') }}
),

scores_per_factor_and_control as (
    select
        figures.year,
        figures.question,
        figures.part as factor_level,
        figures.by_part as control_level,
        {{ score_columns() }}
    from figures
    inner join settings as factors
        on factors.setting = 'adjusted_factor'
    inner join settings as controls
        on controls.setting = 'adjusted_control'
    where figures.cut = {{ crossed('factors.value', 'controls.value') }}
)

select * from scores_per_factor_and_control
