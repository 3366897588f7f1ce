with

export_columns as (
    select
        questionnaire,
        from_questionnaire,
        file_kind,
        column_name,
        content,
        question,
        option,
        code_list,
        cast(code_set as integer) as code_set,
        delimiter
    from {{ ref('stg_kto__codebook') }}
    where seed = 'export_columns'
),

-- what a column takes a value for that its list does not name
anything_else as (
    select
        code_set,
        option
    from {{ ref('stg_kto__answer_codes') }}
    where raw_value = '*'
),

columns_with_anything_else as (
    select
        export_columns.*,
        anything_else.option as other_option
    from export_columns
    left join anything_else
        on export_columns.code_set = anything_else.code_set
)

select * from columns_with_anything_else
