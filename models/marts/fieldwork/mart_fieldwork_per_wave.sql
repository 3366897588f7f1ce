with

counts as (
    select * from {{ ref('fieldwork_counts') }}
),

dim_wave as (
    select * from {{ ref('dim_wave') }}
),

fieldwork_per_wave as (
    select
        counts.wave,
        dim_wave.wave_label,
        dim_wave.year,
        {{ fieldwork_totals() }}
    from counts
    left join dim_wave
        on counts.wave = dim_wave.wave
    group by counts.wave, dim_wave.wave_label, dim_wave.year
)

select * from fieldwork_per_wave
