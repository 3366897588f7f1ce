with

option_versions as (
    select * from {{ ref('stg_kto__option_versions') }}
),

dim_answer_option as (
    select * from {{ ref('dim_answer_option') }}
),

dim_question as (
    select * from {{ ref('dim_question') }}
),

versions as (
    select
        option_versions.year,
        option_versions.question,
        dim_question.question_label,
        dim_question.kind,
        option_versions.option,
        option_versions.label as option_label,
        dim_answer_option.position,
        option_versions.comparable_since
    from option_versions
    inner join dim_question
        on option_versions.question = dim_question.question
    inner join dim_answer_option
        on
            option_versions.question = dim_answer_option.question
            and option_versions.option = dim_answer_option.option
)

select * from versions
