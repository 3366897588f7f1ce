with

cells as (
    select * from {{ ref('stg_kto__cells') }}
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
        respondents.response_number,
        respondents.year,
        text_columns.question,
        text_columns.option,
        trim(cells.value) as answer
    from cells
    inner join text_columns
        on cells.column_number = text_columns.column_number
    inner join respondents
        on cells.response_number = respondents.response_number
    where trim(cells.value) != ''
)

select * from open_answer_cells
