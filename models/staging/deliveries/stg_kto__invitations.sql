with

invitations as (
    select * from {{ source('raw', 'invitations') }}
),

superseded as (
    select * from {{ source('raw', 'superseded') }}
),

load_log as (
    select * from {{ source('raw', 'load_log') }}
),

questionnaires as (
    select * from {{ ref('questionnaires') }}
),

loket_names as (
    select * from {{ ref('stg_kto__loket_names') }}
),

the_one_loket as (
    select min(loket) as loket
    from loket_names
    having count(distinct loket) = 1
),

current_invitations as (
    select
        invitations.delivery_id,
        invitations.line_number,
        load_log.wave,
        load_log.questionnaire,
        questionnaires.year,
        coalesce(loket_names.loket, the_one_loket.loket) as loket,
        invitations.loket as delivered_loket,
        invitations.n_invited
    from invitations
    inner join load_log
        on invitations.delivery_id = load_log.delivery_id
    left join superseded
        on
            invitations.delivery_id = superseded.delivery_id
            and invitations.line_number = superseded.line_number
    left join questionnaires
        on load_log.questionnaire = questionnaires.questionnaire
    left join loket_names
        on lower(invitations.loket) = loket_names.loket_name
    -- a survey of one loket need not deliver its name
    left join the_one_loket
        on invitations.loket is null
    where superseded.delivery_id is null
)

select * from current_invitations
