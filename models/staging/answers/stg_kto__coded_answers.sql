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
        answer_columns.column_name,
        answer_columns.content,
        answer_columns.question,
        answer_columns.option,
        answer_columns.code_set,
        answer_columns.other_option,
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
        column_name,
        question,
        option,
        code_set,
        other_option,
        value
    from cells
    where content != 'option_list'
    union all
    select
        respondent,
        column_name,
        question,
        option,
        code_set,
        other_option,
        trim({{ explode_list('value', 'delimiter') }}) as value
    from cells
    where content = 'option_list'
),

values_with_codes as (
    select
        values_per_cell.respondent,
        values_per_cell.column_name,
        values_per_cell.question,
        -- a value that no code names: another option, in the respondent's own words
        values_per_cell.value != '' and answer_codes.code_set is null as is_unnamed,
        values_per_cell.other_option,
        coalesce(values_per_cell.option, answer_codes.option) as option,
        values_per_cell.value,
        answer_codes.score,
        answer_codes.missing_kind,
        coalesce(answer_codes.is_chosen, answer_codes.option is not null) as is_chosen
    from values_per_cell
    left join answer_codes
        on
            values_per_cell.code_set = answer_codes.code_set
            and lower(values_per_cell.value) = answer_codes.raw_value
),

-- the largest table of all: no column more than is needed
coded as (
    select
        respondent,
        question,
        case when is_unnamed then coalesce(option, other_option) else option end
            as option,
        score,
        missing_kind,
        is_chosen or (is_unnamed and other_option is not null) as is_chosen,
        value = '' as is_empty,
        case when is_unnamed and other_option is null then column_name end
            as unknown_column,
        case when is_unnamed and other_option is null then value end as unknown_value,
        case when is_unnamed and other_option is not null then value end
            as written_answer
    from values_with_codes
)

select * from coded
