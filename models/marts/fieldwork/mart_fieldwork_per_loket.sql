with

fieldwork as (
    select * from {{ ref('mart_fieldwork') }}
),

fieldwork_per_loket as (
    select
        year,
        loket,
        loket_label,
        {{ fieldwork_totals() }}
    from fieldwork
    group by year, loket, loket_label
)

select * from fieldwork_per_loket
