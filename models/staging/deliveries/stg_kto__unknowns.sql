with

load_log as (
    select * from {{ source('raw', 'load_log') }}
),

respondents as (
    select * from {{ ref('stg_kto__respondents') }}
),

invitations as (
    select * from {{ ref('stg_kto__invitations') }}
),

delivered_columns as (
    select * from {{ ref('stg_kto__columns') }}
),

coded_answers as (
    select * from {{ ref('stg_kto__coded_answers') }}
),

-- a file of which no row counts any more need not be understood
delivered_rows as (
    select
        delivery_id,
        line_number,
        loket,
        delivered_loket
    from respondents
    union all
    select
        delivery_id,
        line_number,
        loket,
        delivered_loket
    from invitations
),

rows_per_delivery as (
    select
        delivery_id,
        count(*) as n_rows
    from delivered_rows
    group by delivery_id
),

unknown_columns as (
    select
        'column' as kind,
        delivered_columns.delivery_id,
        1 as first_line,
        delivered_columns.column_name,
        cast(null as {{ dbt.type_string() }}) as value,
        rows_per_delivery.n_rows
    from delivered_columns
    inner join rows_per_delivery
        on delivered_columns.delivery_id = rows_per_delivery.delivery_id
    where not delivered_columns.is_known
),

unknown_values as (
    select
        'value' as kind,
        respondents.delivery_id,
        min(respondents.line_number) as first_line,
        coded_answers.unknown_column as column_name,
        coded_answers.unknown_value as value,
        count(*) as n_rows
    from coded_answers
    inner join respondents
        on coded_answers.respondent = respondents.respondent
    where coded_answers.unknown_value is not null
    group by
        respondents.delivery_id,
        coded_answers.unknown_column,
        coded_answers.unknown_value
),

unknown_lokets as (
    select
        'loket' as kind,
        delivered_rows.delivery_id,
        min(delivered_rows.line_number) as first_line,
        min(delivered_columns.column_name) as column_name,
        delivered_rows.delivered_loket as value,
        count(*) as n_rows
    from delivered_rows
    inner join delivered_columns
        on
            delivered_rows.delivery_id = delivered_columns.delivery_id
            and delivered_columns.content = 'loket'
    where delivered_rows.loket is null
    group by delivered_rows.delivery_id, delivered_rows.delivered_loket
),

unknowns as (
    select * from unknown_columns
    union all
    select * from unknown_values
    union all
    select * from unknown_lokets
),

unknowns_with_files as (
    select
        unknowns.kind,
        load_log.file_name,
        unknowns.first_line,
        unknowns.column_name,
        unknowns.value,
        unknowns.n_rows
    from unknowns
    inner join load_log
        on unknowns.delivery_id = load_log.delivery_id
),

unknowns_in_a_sentence as (
    select
        *,
        file_name || ', line ' || first_line || ', column ' || column_name
        || ': the codebook does not know '
        || case kind
            when 'column' then 'this column'
            when 'loket' then 'the loket ''' || value || ''''
            else 'the value ''' || value || ''''
        end
        || ' (' || n_rows || case n_rows when 1 then ' row' else ' rows' end || '); '
        || case kind
            when 'column' then 'add it to seeds/codebook/export_columns.csv'
            when 'loket' then 'add it to seeds/codebook/loket_aliases.csv'
            else 'add it to seeds/codebook/answer_codes.csv'
        end
        || ', or deliver a corrected file.' as sentence
    from unknowns_with_files
)

select * from unknowns_in_a_sentence
