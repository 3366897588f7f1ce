with

responses as (
    select * from {{ source('raw', 'responses') }}
),

superseded as (
    select * from {{ source('raw', 'superseded') }}
),

deliveries as (
    select * from {{ ref('stg_kto__deliveries') }}
    where {{ is_touched('wave', 'wave') }}
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

respondents as (
    select
        responses.respondent,
        {{ number_of_response('deliveries.delivery_number', 'responses.line_number') }}
            as response_number,
        responses.delivery_id,
        responses.line_number,
        deliveries.wave,
        deliveries.questionnaire,
        questionnaires.year,
        coalesce(loket_names.loket, the_one_loket.loket) as loket,
        responses.loket as delivered_loket,
        responses.invited_at,
        responses.started_at,
        responses.completed_at,
        cast(
            {{ dbt.datediff(
                'responses.started_at', 'responses.completed_at', 'second'
            ) }} as integer
        ) as duration_seconds
    from responses
    inner join deliveries
        on responses.delivery_id = deliveries.delivery_id
    left join superseded
        on
            responses.delivery_id = superseded.delivery_id
            and responses.line_number = superseded.line_number
    left join questionnaires
        on deliveries.questionnaire = questionnaires.questionnaire
    left join loket_names
        on lower(responses.loket) = loket_names.loket_name
    -- a survey of one loket need not deliver its name
    left join the_one_loket
        on responses.loket is null
    where superseded.delivery_id is null
)

select * from respondents
