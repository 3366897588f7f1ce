with

report_policy as (
    select * from {{ ref('report_policy') }}
),

questions as (
    select * from {{ ref('questions') }}
),

general_settings as (
    select * from report_policy
    where question is null
),

-- an exception for one question goes before the setting for all
settings_per_question as (
    select
        questions.question,
        general_settings.setting,
        coalesce(exceptions.value, general_settings.value) as value
    from questions
    cross join general_settings
    left join report_policy as exceptions
        on
            questions.question = exceptions.question
            and general_settings.setting = exceptions.setting
)

select * from settings_per_question
