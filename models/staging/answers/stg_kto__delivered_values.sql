with

cells as (
    select * from {{ ref('stg_kto__cells') }}
    where {{ is_touched('wave', 'wave') }}
),

answer_columns as (
    select * from {{ ref('stg_kto__columns') }}
    where content in {{ coded_contents() }}
),

answer_codes as (
    select * from {{ ref('stg_kto__answer_codes') }}
),

-- a value is decoded once, however many cells have it
distinct_values as (
    select
        cells.column_number,
        cells.value,
        count(*) as n_rows,
        min(cells.line_number) as first_line
    from cells
    inner join answer_columns
        on cells.column_number = answer_columns.column_number
    group by cells.column_number, cells.value
),

-- a cell with a list of chosen options becomes a row per option
parts as (
    select
        distinct_values.*,
        {{ trimmed('distinct_values.value') }} as part
    from distinct_values
    inner join answer_columns
        on distinct_values.column_number = answer_columns.column_number
    where answer_columns.content != 'option_list'
    union all
    select
        distinct_values.*,
        {{ explode_list('distinct_values.value', 'answer_columns.delimiter') }}
            as part
    from distinct_values
    inner join answer_columns
        on distinct_values.column_number = answer_columns.column_number
    where answer_columns.content = 'option_list'
),

decoded_values as (
    select
        parts.column_number,
        parts.value,
        parts.part,
        parts.n_rows,
        parts.first_line,
        answer_columns.question,
        case
            when answer_codes.code_set is null then answer_columns.other_option
            when coalesce(answer_codes.is_chosen, answer_codes.option is not null)
                then coalesce(answer_columns.option, answer_codes.option)
        end as option,
        answer_codes.score,
        answer_codes.missing_kind,
        -- a value that no code names: another option, in the respondent's own words
        answer_codes.code_set is null
        and answer_columns.other_option is not null as is_written,
        answer_codes.code_set is null
        and answer_columns.other_option is null as is_unknown
    from parts
    inner join answer_columns
        on parts.column_number = answer_columns.column_number
    left join answer_codes
        on
            answer_columns.code_set = answer_codes.code_set
            and lower(parts.part) = answer_codes.raw_value
    where parts.part != ''
)

select * from decoded_values
