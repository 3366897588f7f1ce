-- 'Nothing' beside other options of a multiple response contradicts itself. Both count
-- as they were given; a warning, since only the supplier can say what was meant.
{{ config(severity='warn') }}

with

choices as (
    select * from {{ ref('stg_kto__choices') }}
),

options as (
    select * from {{ ref('options') }}
),

respondents as (
    select * from {{ ref('stg_kto__respondents') }}
),

contradictions as (
    select
        choices.respondent,
        choices.question,
        min(case when options.excludes_others then choices.option end) as option
    from choices
    inner join options
        on
            choices.question = options.question
            and choices.option = options.option
    group by choices.respondent, choices.question
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
    on contradictions.respondent = respondents.respondent
group by respondents.wave, contradictions.question, contradictions.option
