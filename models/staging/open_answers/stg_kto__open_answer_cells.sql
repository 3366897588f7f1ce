with

responses as (
    select * from {{ source('raw', 'responses') }}
),

respondents as (
    select * from {{ ref('stg_kto__respondents') }}
),

text_columns as (
    select *
    from {{ ref('stg_kto__columns') }}
    where content = 'text'
),

coded_answers as (
    select * from {{ ref('stg_kto__coded_answers') }}
    where written_answer is not null
),

open_answer_cells as (
    select
        respondents.respondent,
        respondents.year,
        text_columns.question,
        text_columns.option,
        trim({{ cell_at('responses.cells', 'text_columns.position') }}) as answer
    from respondents
    inner join responses
        on
            respondents.delivery_id = responses.delivery_id
            and respondents.line_number = responses.line_number
    inner join text_columns
        on respondents.delivery_id = text_columns.delivery_id
    where trim({{ cell_at('responses.cells', 'text_columns.position') }}) != ''
    union all
    -- what somebody wrote where a list has a code for anything else
    select
        respondents.respondent,
        respondents.year,
        coded_answers.question,
        coded_answers.option,
        coded_answers.written_answer as answer
    from coded_answers
    inner join respondents
        on coded_answers.respondent = respondents.respondent
)

select * from open_answer_cells
