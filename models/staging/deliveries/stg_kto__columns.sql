with

load_log as (
    select * from {{ source('raw', 'load_log') }}
),

delivered_columns as (
    select * from {{ source('raw', 'columns') }}
),

export_columns as (
    select * from {{ ref('stg_kto__export_columns') }}
),

columns_with_meaning as (
    select
        {{ number_of_column(
            'delivered_columns.delivery_id', 'delivered_columns.position'
        ) }} as column_number,
        delivered_columns.delivery_id,
        delivered_columns.position,
        delivered_columns.column_name,
        load_log.file_name,
        load_log.questionnaire,
        export_columns.content,
        export_columns.question,
        export_columns.option,
        export_columns.code_list,
        export_columns.code_set,
        export_columns.delimiter,
        export_columns.other_option,
        export_columns.column_name is not null as is_known
    from delivered_columns
    inner join load_log
        on delivered_columns.delivery_id = load_log.delivery_id
    left join export_columns
        on
            load_log.questionnaire = export_columns.questionnaire
            and load_log.kind = export_columns.file_kind
            and lower(trim(delivered_columns.column_name))
            = lower(export_columns.column_name)
)

select * from columns_with_meaning
