with

question_versions as (
    select * from {{ ref('stg_kto__question_versions') }}
),

routing as (
    select * from {{ ref('stg_kto__routing') }}
),

questions as (
    select
        question_versions.questionnaire,
        question_versions.question,
        count(routing.question) > 0 as is_routed
    from question_versions
    left join routing
        on
            question_versions.questionnaire = routing.questionnaire
            and question_versions.question = routing.question
    group by question_versions.questionnaire, question_versions.question
)

select * from questions
