{%- set questions = background_questions() %}

with

respondents as (
    select * from {{ ref('stg_kto__respondents') }}
),

answers as (
    select * from {{ ref('stg_kto__answers') }}
),

-- the questions that divide respondents into subgroups, as the codebook lists them
background_answers as (
    select
        respondent{% for question in questions %},
        max(case when question = '{{ question }}' then option end)
            as {{ question }}{% endfor %}
    from answers
    where option is not null
    group by respondent
),

responses as (
    select
        respondents.respondent,
        -- what the counts join on: a number costs a quarter of a text
        cast(row_number() over (order by respondents.respondent) as integer)
            as response_number,
        respondents.wave,
        respondents.year,
        respondents.loket,
        respondents.invited_at,
        respondents.completed_at,
        respondents.duration_seconds{% for question in questions %},
        background_answers.{{ question }}{% endfor %}
    from respondents
    left join background_answers
        on respondents.respondent = background_answers.respondent
)

select * from responses
