-- depends_on: {{ ref('raked_weights') }}
{%- set weighting = weighting() %}

with

fct_responses as (
    select * from {{ ref('fct_responses') }}
),

{%- if weighting == 'raking' %}

raked_weights as (
    select * from {{ ref('raked_weights') }}
),

weights as (
    select
        fct_responses.response_number,
        fct_responses.year,
        coalesce(raked_weights.weight, 1.0) as weight
    from fct_responses
    left join raked_weights
        on fct_responses.response_number = raked_weights.response_number
),
{%- else %}

counts as (
    select * from {{ ref('fieldwork_counts') }}
),

dim_wave as (
    select * from {{ ref('dim_wave') }}
),

fieldwork as (
    select
        counts.*,
        dim_wave.year,
        substr(counts.wave, 1, 4) as calendar_year,
        cast(floor((dim_wave.month - 1) / 3.0) as integer) as period
    from counts
    inner join dim_wave
        on counts.wave = dim_wave.wave
),

-- a loket has a handful of answers a month: a quarter is the shortest period that
-- gives no wild weights
strata as (
    select
        year,
        loket,
        calendar_year,
        period,
        cast(sum(n_invited) as double) / nullif(sum(n_responses), 0) as weight
    from fieldwork
    where n_invited is not null
    group by year, loket, calendar_year, period
),

years as (
    select
        year,
        cast(sum(n_invited) as double) / nullif(sum(n_responses), 0) as weight
    from fieldwork
    where n_invited is not null
    group by year
),

-- whose loket's invitations are not known weighs as the year does
weights as (
    select
        fct_responses.response_number,
        fct_responses.year,
        coalesce(strata.weight, years.weight, 1.0) as weight
    from fct_responses
    left join fieldwork
        on
            fct_responses.wave = fieldwork.wave
            and fct_responses.loket = fieldwork.loket
    left join strata
        on
            fieldwork.year = strata.year
            and fieldwork.loket = strata.loket
            and fieldwork.calendar_year = strata.calendar_year
            and fieldwork.period = strata.period
    left join years
        on fct_responses.year = years.year
    {%- if weighting == 'none' %}
    where 1 = 0
    {%- endif %}
),
{%- endif %}

-- on average a respondent weighs 1
scaled_weights as (
    select
        response_number,
        weight / avg(weight) over (partition by year) as weight
    from weights
)

select * from scaled_weights
