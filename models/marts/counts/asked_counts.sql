with

fct_responses as (
    select * from {{ ref('fct_responses') }}
),

response_members as (
    select * from {{ ref('response_members') }}
),

response_routes as (
    select * from {{ ref('response_routes') }}
),

asked_questions as (
    select * from {{ ref('dim_questionnaire_question') }}
),

questions as (
    select distinct
        question,
        question_number
    from {{ ref('dim_answer_value') }}
),

responses as (
    select
        response_members.wave_member,
        fct_responses.questionnaire,
        count(*) as n
    from response_members
    inner join fct_responses
        on response_members.response_number = fct_responses.response_number
    group by response_members.wave_member, fct_responses.questionnaire
),

routed as (
    select
        response_members.wave_member,
        response_routes.question_number,
        count(*) as n
    from response_members
    inner join response_routes
        on response_members.response_number = response_routes.response_number
    group by response_members.wave_member, response_routes.question_number
),

counts as (
    select
        responses.wave_member,
        questions.question_number,
        responses.n
    from responses
    inner join asked_questions
        on responses.questionnaire = asked_questions.questionnaire
    inner join questions
        on asked_questions.question = questions.question
    where not asked_questions.is_routed
    union all
    select
        wave_member,
        question_number,
        n
    from routed
),

-- several questionnaires of a wave may ask the same
counts_per_question as (
    select
        wave_member,
        question_number,
        cast(sum(n) as bigint) as n
    from counts
    group by wave_member, question_number
)

select * from counts_per_question
