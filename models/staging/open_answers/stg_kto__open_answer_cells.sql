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
)

select * from open_answer_cells
