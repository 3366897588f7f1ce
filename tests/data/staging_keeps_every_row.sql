-- What counts in staging is what the load log says is loaded: no row lost or doubled.
with

loaded as (
    select
        kind,
        sum(rows_loaded) as n_rows
    from {{ source('raw', 'load_log') }}
    group by kind
),

staged as (
    select
        'responses' as kind,
        count(*) as n_rows
    from {{ ref('stg_kto__respondents') }}
    union all
    select
        'invitations' as kind,
        count(*) as n_rows
    from {{ ref('stg_kto__invitations') }}
),

differences as (
    select
        loaded.kind,
        loaded.n_rows as n_loaded,
        staged.n_rows as n_staged
    from loaded
    inner join staged
        on loaded.kind = staged.kind
    where loaded.n_rows != staged.n_rows
)

select * from differences
