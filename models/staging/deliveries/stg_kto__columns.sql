with

deliveries as (
    select * from {{ ref('stg_kto__deliveries') }}
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
            'deliveries.delivery_number', 'delivered_columns.position'
        ) }} as column_number,
        delivered_columns.delivery_id,
        delivered_columns.position,
        delivered_columns.column_name,
        deliveries.file_name,
        deliveries.questionnaire,
        export_columns.content,
        export_columns.question,
        export_columns.option,
        export_columns.code_list,
        export_columns.code_set,
        export_columns.delimiter,
        export_columns.other_option,
        export_columns.column_name is not null as is_known
    from delivered_columns
    inner join deliveries
        on delivered_columns.delivery_id = deliveries.delivery_id
    left join export_columns
        on
            deliveries.questionnaire = export_columns.questionnaire
            and deliveries.kind = export_columns.file_kind
            and lower({{ trimmed('delivered_columns.column_name') }})
            = lower(export_columns.column_name)
)

select * from columns_with_meaning
