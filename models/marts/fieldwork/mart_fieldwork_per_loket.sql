with

counts as (
    select * from {{ ref('fieldwork_counts') }}
),

dim_wave as (
    select * from {{ ref('dim_wave') }}
),

dim_loket as (
    select * from {{ ref('dim_loket') }}
),

fieldwork_per_loket as (
    select
        dim_wave.year,
        counts.loket,
        dim_loket.loket_label,
        {{ fieldwork_totals() }}
    from counts
    left join dim_wave
        on counts.wave = dim_wave.wave
    left join dim_loket
        on counts.loket = dim_loket.loket
    group by dim_wave.year, counts.loket, dim_loket.loket_label
)

select * from fieldwork_per_loket
