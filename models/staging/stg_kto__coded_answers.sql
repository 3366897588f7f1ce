with

responses as (
    select * from {{ source('raw', 'responses') }}
),

respondents as (
    select * from {{ ref('stg_kto__respondents') }}
),

answer_columns as (
    select *
    from {{ ref('stg_kto__columns') }}
    where content in ('score', 'choice', 'option_flag', 'option_list')
),

answer_codes as (
    select * from {{ ref('stg_kto__answer_codes') }}
),

cells as (
    select
        respondents.respondent,
        respondents.questionnaire,
        respondents.delivery_id,
        respondents.line_number,
        answer_columns.column_name,
        answer_columns.content,
        answer_columns.question,
        answer_columns.option,
        answer_columns.code_list,
        answer_columns.delimiter,
        trim({{ cell_at('responses.cells', 'answer_columns.position') }}) as value
    from respondents
    inner join responses
        on
            respondents.delivery_id = responses.delivery_id
            and respondents.line_number = responses.line_number
    inner join answer_columns
        on respondents.delivery_id = answer_columns.delivery_id
),

-- a cell with a list of chosen options becomes a row per option
values_per_cell as (
    select
        respondent,
        questionnaire,
        delivery_id,
        line_number,
        column_name,
        content,
        question,
        option,
        code_list,
        value
    from cells
    where content != 'option_list'
    union all
    select
        respondent,
        questionnaire,
        delivery_id,
        line_number,
        column_name,
        content,
        question,
        option,
        code_list,
        trim({{ explode_list('value', 'delimiter') }}) as value
    from cells
    where content = 'option_list'
),

coded as (
    select
        values_per_cell.respondent,
        values_per_cell.questionnaire,
        values_per_cell.delivery_id,
        values_per_cell.line_number,
        values_per_cell.column_name,
        values_per_cell.content,
        values_per_cell.question,
        coalesce(values_per_cell.option, answer_codes.option) as option,
        answer_codes.score,
        answer_codes.missing_kind,
        coalesce(answer_codes.is_chosen, answer_codes.option is not null) as is_chosen,
        values_per_cell.value = '' as is_empty,
        case
            when values_per_cell.value != '' and answer_codes.code_list is null
                then values_per_cell.value
        end as unknown_value
    from values_per_cell
    left join answer_codes
        on
            values_per_cell.code_list = answer_codes.code_list
            and lower(values_per_cell.value) = answer_codes.raw_value
)

select * from coded
