-- The marts wait until the codebook is shown to know all that was delivered.
-- depends_on: {{ ref('stg_kto__unknowns') }}
with

invitations as (
    select * from {{ ref('stg_kto__invitations') }}
),

invitations_per_loket as (
    select
        wave,
        loket,
        sum(n_invited) as n_invited
    from invitations
    group by wave, loket
)

select * from invitations_per_loket
