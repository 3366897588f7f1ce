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

written_values as (
    select * from {{ ref('stg_kto__delivered_values') }}
    where is_written
),

open_answer_cells as (
    select
        respondents.respondent,
        respondents.response_number,
        respondents.wave,
        respondents.year,
        text_columns.question,
        text_columns.option,
        {{ trimmed('cells.value') }} as answer
    from cells
    inner join text_columns
        on cells.column_number = text_columns.column_number
    inner join respondents
        on cells.response_number = respondents.response_number
    where
        {{ trimmed('cells.value') }}
        not in ('', {{ mark_of_what_expired() }})
    union all
    -- what somebody wrote where a list has a code for anything else
    select
        respondents.respondent,
        respondents.response_number,
        respondents.wave,
        respondents.year,
        written_values.question,
        written_values.option,
        written_values.part as answer
    from cells
    inner join written_values
        on
            cells.column_number = written_values.column_number
            and cells.value = written_values.value
            and written_values.part != {{ mark_of_what_expired() }}
    inner join respondents
        on cells.response_number = respondents.response_number
)

select * from open_answer_cells
