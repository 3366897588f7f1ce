with

fieldwork as (
    select * from {{ ref('mart_fieldwork') }}
),

fieldwork_per_wave as (
    select
        wave,
        wave_label,
        year,
        {{ fieldwork_totals() }}
    from fieldwork
    group by wave, wave_label, year
)

select * from fieldwork_per_wave
