{%- set questions = background_questions() %}

with

respondents as (
    select * from {{ ref('stg_kto__respondents') }}
    where {{ is_touched('wave', 'wave') }}
),

response_answers as (
    select * from {{ ref('response_answers') }}
    where {{ is_touched('response_number', 'response_number') }}
),

answer_values as (
    select * from {{ ref('dim_answer_value') }}
    where question in ('{{ questions | join("', '") }}')
),

-- the questions that divide respondents into subgroups, as the codebook lists them
background_answers as (
    select
        response_answers.response_number{% for question in questions %},
        max(
            case
                when answer_values.question = '{{ question }}' then answer_values.option
            end
        ) as {{ question }}{% endfor %}
    from response_answers
    inner join answer_values
        on response_answers.answer_number = answer_values.answer_number
    group by response_answers.response_number
),

responses as (
    select
        respondents.respondent,
        respondents.response_number,
        respondents.wave,
        respondents.year,
        respondents.loket,
        respondents.invited_at,
        respondents.completed_at,
        respondents.duration_seconds{% for question in questions %},
        background_answers.{{ question }}{% endfor %}
    from respondents
    left join background_answers
        on respondents.response_number = background_answers.response_number
)

select * from responses
