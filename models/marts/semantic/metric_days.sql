with

dim_wave as (
    select * from {{ ref('dim_wave') }}
),

ends as (
    select
        min(cast(wave || '-01' as date)) as first_day,
        last_day(max(cast(wave || '-01' as date))) as last_day
    from dim_wave
),

days as (
    select unnest(generate_series(first_day, last_day, interval 1 day)) as moment
    from ends
)

select cast(moment as date) as calendar_day
from days
