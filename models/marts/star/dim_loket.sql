with

lokets as (
    select * from {{ ref('lokets') }}
),

respondents as (
    select * from {{ ref('stg_kto__respondents') }}
),

invitations as (
    select * from {{ ref('stg_kto__invitations') }}
),

participation as (
    select
        loket,
        year
    from respondents
    union all
    select
        loket,
        year
    from invitations
),

years_per_loket as (
    select
        loket,
        min(year) as first_year,
        max(year) as last_year
    from participation
    group by loket
),

lokets_with_years as (
    select
        lokets.loket,
        lokets.label as loket_label,
        lokets.position,
        lokets.merged_into,
        lokets.from_year,
        lokets.to_year,
        years_per_loket.first_year,
        years_per_loket.last_year
    from lokets
    left join years_per_loket
        on lokets.loket = years_per_loket.loket
)

select * from lokets_with_years
