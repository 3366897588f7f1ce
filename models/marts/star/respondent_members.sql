with

response_members as (
    select * from {{ ref('response_members') }}
),

fct_responses as (
    select * from {{ ref('fct_responses') }}
),

wave_members as (
    select * from {{ ref('dim_wave_member') }}
),

respondent_members as (
    select
        fct_responses.respondent,
        wave_members.wave,
        wave_members.cut,
        wave_members.member
    from response_members
    inner join fct_responses
        on response_members.response_number = fct_responses.response_number
    inner join wave_members
        on response_members.wave_member = wave_members.wave_member
)

select * from respondent_members
