with

fieldwork as (
    select * from {{ ref('mart_fieldwork') }}
),

fieldwork_per_year as (
    select
        year,
        cast(count(distinct loket) as integer) as n_lokets,
        cast(count(distinct wave) as integer) as n_waves,
        {{ fieldwork_totals() }}
    from fieldwork
    group by year
)

select * from fieldwork_per_year
