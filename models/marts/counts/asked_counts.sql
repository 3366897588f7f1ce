with

response_members as (
    select * from {{ ref('response_members') }}
    where {{ is_touched('wave_member', 'wave_member') }}
),

wave_members as (
    select
        dim_wave_member.wave_member,
        dim_wave.questionnaire
    from {{ ref('dim_wave_member') }} as dim_wave_member
    inner join {{ ref('dim_wave') }} as dim_wave
        on dim_wave_member.wave = dim_wave.wave
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
        count(*) as n{{ sum_weights() }}
    from response_members
    {{- join_weights('response_members.response_number') }}
    group by response_members.wave_member
),

routed as (
    select
        response_members.wave_member,
        questions.question,
        count(*) as n{{ sum_weights() }}
    from response_members
    inner join response_routes
        on response_members.response_number = response_routes.response_number
    inner join questions
        on response_routes.question_number = questions.question_number
    {{- join_weights('response_members.response_number') }}
    group by response_members.wave_member, questions.question
),

counts as (
    select
        responses.wave_member,
        asked_questions.question,
        responses.n,
        {{ summed_weights('responses') }}
    from responses
    inner join wave_members
        on responses.wave_member = wave_members.wave_member
    inner join asked_questions
        on wave_members.questionnaire = asked_questions.questionnaire
    where not asked_questions.is_routed
    union all
    select
        wave_member,
        question,
        n,
        {{ summed_weights('routed') }}
    from routed
)

select * from counts
