with

fct_responses as (
    select * from {{ ref('fct_responses') }}
),

invited as (
    select * from {{ ref('fct_invitations') }}
),

dim_loket as (
    select * from {{ ref('dim_loket') }}
),

dim_wave as (
    select * from {{ ref('dim_wave') }}
),

responded as (
    select
        wave,
        loket,
        count(*) as n_responses,
        cast(sum(duration_seconds) as double) / nullif(count(duration_seconds), 0)
            as mean_duration_seconds
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
        cast(coalesce(responded.n_responses, 0) as double)
        / nullif(invited.n_invited, 0) as response_rate,
        responded.mean_duration_seconds
    from invited
    full outer join responded
        on
            invited.wave = responded.wave
            and invited.loket = responded.loket
),

fieldwork_with_labels as (
    select
        fieldwork.wave,
        dim_wave.wave_label,
        dim_wave.year,
        fieldwork.loket,
        dim_loket.loket_label,
        fieldwork.n_invited,
        fieldwork.n_responses,
        fieldwork.response_rate,
        fieldwork.mean_duration_seconds
    from fieldwork
    left join dim_wave
        on fieldwork.wave = dim_wave.wave
    left join dim_loket
        on fieldwork.loket = dim_loket.loket
)

select * from fieldwork_with_labels
