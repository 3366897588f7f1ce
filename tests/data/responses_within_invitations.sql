-- More responses than invitations: a response rate above 100%. A warning, since only
-- the supplier can say which of the two files is incomplete.
{{ config(severity='warn') }}

with

invited as (
    select
        wave,
        loket,
        sum(n_invited) as n_invited
    from {{ ref('stg_kto__invitations') }}
    where loket is not null
    group by wave, loket
),

responded as (
    select
        wave,
        loket,
        count(*) as n_responses
    from {{ ref('stg_kto__respondents') }}
    where loket is not null
    group by wave, loket
)

select
    invited.wave || ', ' || invited.loket || ': '
    || cast(responded.n_responses as {{ dbt.type_string() }})
    || ' responses and only '
    || cast(invited.n_invited as {{ dbt.type_string() }})
    || ' invited; ask the supplier for the whole invitations_' || invited.wave
    || '. Until then the response rate is too high.' as sentence
from invited
inner join responded
    on
        invited.wave = responded.wave
        and invited.loket = responded.loket
where responded.n_responses > invited.n_invited
