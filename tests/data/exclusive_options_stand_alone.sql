-- 'Nothing' beside other options of a multiple response contradicts itself. Both count
-- as they were given; a warning, since only the supplier can say what was meant.
{{ config(severity='warn') }}

with

choices as (
    select
        given_answers.response_number,
        answer_values.question,
        answer_values.option
    from {{ ref('stg_kto__given_answers') }} as given_answers
    inner join {{ ref('stg_kto__answer_values') }} as answer_values
        on given_answers.answer_number = answer_values.answer_number
    where
        answer_values.option is not null
        and not answer_values.is_net
        and answer_values.question in (
            select lonely.question from {{ ref('options') }} as lonely
            where lonely.excludes_others
        )
),

options as (
    select * from {{ ref('options') }}
),

respondents as (
    select * from {{ ref('stg_kto__respondents') }}
),

contradictions as (
    select
        choices.response_number,
        choices.question,
        min(case when options.excludes_others then choices.option end) as option
    from choices
    inner join options
        on
            choices.question = options.question
            and choices.option = options.option
    group by choices.response_number, choices.question
    having
        count(*) > 1
        and max(case when options.excludes_others then 1 else 0 end) = 1
)

select
    respondents.wave || ', ' || contradictions.question || ': '
    || cast(count(*) as {{ dbt.type_string() }})
    || ' respondents chose ''' || contradictions.option
    || ''' beside other options; all of them count. Ask the supplier.' as sentence
from contradictions
inner join respondents
    on contradictions.response_number = respondents.response_number
group by respondents.wave, contradictions.question, contradictions.option
