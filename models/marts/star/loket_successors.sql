with recursive

lokets as (
    select * from {{ ref('lokets') }}
),

mergers as (
    select
        loket,
        merged_into as successor
    from lokets
    where merged_into is not null
    union all
    select
        mergers.loket,
        lokets.merged_into as successor
    from mergers
    inner join lokets
        on mergers.successor = lokets.loket
    where lokets.merged_into is not null
),

loket_successors as (
    select
        loket,
        successor
    from mergers
    union
    select
        successor as loket,
        successor
    from mergers
)

select * from loket_successors
