with

routing as (
    select
        questionnaire,
        from_questionnaire,
        question,
        routing_question,
        routing_answer
    from {{ ref('stg_kto__codebook') }}
    where seed = 'routing'
)

select * from routing
