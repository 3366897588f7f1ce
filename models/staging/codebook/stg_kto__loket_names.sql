with

lokets as (
    select * from {{ ref('lokets') }}
),

loket_aliases as (
    select * from {{ ref('loket_aliases') }}
),

loket_names as (
    select
        lower(loket) as loket_name,
        loket
    from lokets
    union all
    select
        lower(alias) as loket_name,
        loket
    from loket_aliases
)

select * from loket_names
