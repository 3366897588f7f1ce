with

counts as (
    select * from {{ ref('fieldwork_counts') }}
),

dim_wave as (
    select * from {{ ref('dim_wave') }}
),

fieldwork_per_year as (
    select
        dim_wave.year,
        cast(count(distinct counts.loket) as integer) as n_lokets,
        cast(count(distinct counts.wave) as integer) as n_waves,
        {{ fieldwork_totals() }}
    from counts
    left join dim_wave
        on counts.wave = dim_wave.wave
    group by dim_wave.year
)

select * from fieldwork_per_year
