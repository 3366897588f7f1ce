-- The marts wait until the codebook is shown to know all that was delivered.
-- depends_on: {{ ref('stg_kto__unknowns') }}
with

coded_answers as (
    select * from {{ ref('stg_kto__coded_answers') }}
),

open_answers as (
    select * from {{ ref('stg_kto__open_answers') }}
),

respondents as (
    select * from {{ ref('stg_kto__respondents') }}
),

questions as (
    select * from {{ ref('questions') }}
),

question_versions as (
    select * from {{ ref('stg_kto__question_versions') }}
),

routing as (
    select * from {{ ref('stg_kto__routing') }}
),

given_answers as (
    select
        coded_answers.respondent,
        coded_answers.question,
        coded_answers.score,
        coded_answers.option,
        coded_answers.missing_kind,
        not coded_answers.is_empty as is_answered
    from coded_answers
    inner join questions
        on coded_answers.question = questions.question
    where questions.kind != 'multiple'
    union all
    -- a multiple response comes in parts; which options were chosen is in the choices
    select
        coded_answers.respondent,
        coded_answers.question,
        cast(null as integer) as score,
        cast(null as {{ dbt.type_string() }}) as option,
        cast(null as {{ dbt.type_string() }}) as missing_kind,
        not min(coded_answers.is_empty) as is_answered
    from coded_answers
    inner join questions
        on coded_answers.question = questions.question
    where questions.kind = 'multiple'
    group by coded_answers.respondent, coded_answers.question
    union all
    select
        respondent,
        question,
        cast(null as integer) as score,
        cast(null as {{ dbt.type_string() }}) as option,
        cast(null as {{ dbt.type_string() }}) as missing_kind,
        true as is_answered
    from open_answers
    where option is null
),

routed_questions as (
    select distinct
        questionnaire,
        question
    from routing
),

routed_respondents as (
    select distinct
        respondents.respondent,
        routing.question
    from coded_answers
    inner join respondents
        on coded_answers.respondent = respondents.respondent
    inner join routing
        on
            respondents.questionnaire = routing.questionnaire
            and coded_answers.question = routing.routing_question
            and coalesce(
                cast(coded_answers.score as {{ dbt.type_string() }}),
                case when coded_answers.is_chosen then coded_answers.option end
            ) = routing.routing_answer
),

answers as (
    select
        respondents.respondent,
        respondents.year,
        question_versions.question,
        questions.kind,
        routed_questions.question is null
        or routed_respondents.respondent is not null as is_asked,
        coalesce(given_answers.is_answered, false) as is_answered,
        given_answers.score,
        given_answers.option,
        given_answers.missing_kind
    from respondents
    inner join question_versions
        on respondents.questionnaire = question_versions.questionnaire
    inner join questions
        on question_versions.question = questions.question
    left join given_answers
        on
            respondents.respondent = given_answers.respondent
            and question_versions.question = given_answers.question
    left join routed_questions
        on
            respondents.questionnaire = routed_questions.questionnaire
            and question_versions.question = routed_questions.question
    left join routed_respondents
        on
            respondents.respondent = routed_respondents.respondent
            and question_versions.question = routed_respondents.question
),

-- the kinds of missing stay apart; an answer outside the routing does not count
answers_with_missing_kinds as (
    select
        respondent,
        year,
        question,
        kind,
        case when is_asked then score end as score,
        case when is_asked then option end as option,
        case
            when not is_asked then 'not_asked'
            when missing_kind is not null then missing_kind
            when not is_answered then 'no_answer'
        end as missing_kind,
        is_answered,
        is_answered and not is_asked as is_outside_routing
    from answers
)

select * from answers_with_missing_kinds
