with

responses as (
    select * from {{ source('raw', 'responses') }}
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

respondents as (
    select
        responses.respondent,
        {{ number_of_response('responses.delivery_id', 'responses.line_number') }}
            as response_number,
        responses.delivery_id,
        responses.line_number,
        load_log.wave,
        load_log.questionnaire,
        questionnaires.year,
        loket_names.loket,
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
    inner join load_log
        on responses.delivery_id = load_log.delivery_id
    left join superseded
        on
            responses.delivery_id = superseded.delivery_id
            and responses.line_number = superseded.line_number
    left join questionnaires
        on load_log.questionnaire = questionnaires.questionnaire
    left join loket_names
        on lower(responses.loket) = loket_names.loket_name
    where
        superseded.delivery_id is null
        and {{ is_touched('delivery_id', 'responses.delivery_id') }}
)

select * from respondents
