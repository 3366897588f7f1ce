with

fct_responses as (
    select * from {{ ref('fct_responses') }}
),

invited as (
    select * from {{ ref('fct_invitations') }}
),

responded as (
    select
        wave,
        loket,
        count(*) as n_responses,
        sum(duration_seconds) as sum_of_durations,
        count(duration_seconds) as n_durations
    from fct_responses
    group by wave, loket
),

-- a loket that sent invitations and got no response has a row, and the other way round
fieldwork as (
    select
        coalesce(invited.wave, responded.wave) as wave,
        coalesce(invited.loket, responded.loket) as loket,
        cast(invited.n_invited as integer) as n_invited,
        cast(coalesce(responded.n_responses, 0) as integer) as n_responses,
        cast(coalesce(responded.sum_of_durations, 0) as bigint) as sum_of_durations,
        cast(coalesce(responded.n_durations, 0) as integer) as n_durations
    from invited
    full outer join responded
        on
            invited.wave = responded.wave
            and invited.loket = responded.loket
)

select * from fieldwork
