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

delivered_values as (
    select * from {{ ref('stg_kto__delivered_values') }}
    where is_unknown
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
        delivered_columns.delivery_id,
        min(delivered_values.first_line) as first_line,
        delivered_columns.column_name,
        delivered_values.part as value,
        sum(delivered_values.n_rows) as n_rows
    from delivered_values
    inner join delivered_columns
        on delivered_values.column_number = delivered_columns.column_number
    group by
        delivered_columns.delivery_id,
        delivered_columns.column_name,
        delivered_values.part
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

known_values as (
    select
        code_list,
        raw_value
    from {{ ref('stg_kto__answer_codes') }}
    union all
    select
        'loket' as code_list,
        loket_name as raw_value
    from {{ ref('stg_kto__loket_names') }}
),

columns_with_lists as (
    select distinct
        load_log.file_name,
        delivered_columns.column_name,
        case
            when delivered_columns.content = 'loket' then 'loket'
            else delivered_columns.code_list
        end as code_list
    from delivered_columns
    inner join load_log
        on delivered_columns.delivery_id = load_log.delivery_id
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

-- a slip of the pen in a known value is no personal data, and neither is a code; what a
-- shifted row puts in its place may be
close_to_known as (
    select distinct
        unknowns_with_files.file_name,
        unknowns_with_files.column_name,
        unknowns_with_files.value
    from unknowns_with_files
    inner join columns_with_lists
        on
            unknowns_with_files.file_name = columns_with_lists.file_name
            and unknowns_with_files.column_name = columns_with_lists.column_name
    inner join known_values
        on columns_with_lists.code_list = known_values.code_list
    where
        length(known_values.raw_value) >= 4
        and length(unknowns_with_files.value) <= 60
        and levenshtein(lower(unknowns_with_files.value), known_values.raw_value)
        <= length(known_values.raw_value) / 4
),

unknowns_as_shown as (
    select
        unknowns_with_files.kind,
        unknowns_with_files.file_name,
        unknowns_with_files.first_line,
        unknowns_with_files.column_name,
        unknowns_with_files.value,
        unknowns_with_files.n_rows,
        case
            when unknowns_with_files.kind = 'column' then 'this column'
            when
                close_to_known.value is not null
                or {{ matches_pattern(
                    'unknowns_with_files.value', "'^-?[0-9]{1,3}([.,][0-9]{1,2})?$'"
                ) }}
                or {{ matches_pattern(
                    'unknowns_with_files.value', "'^[A-Za-z]{1,4}$'"
                ) }}
                or (
                    unknowns_with_files.kind = 'loket'
                    and {{ matches_pattern(
                        'unknowns_with_files.value', "'^[A-Za-z-]{1,20}$'"
                    ) }}
                )
                then
                    'the ' || unknowns_with_files.kind || ' '''
                    || unknowns_with_files.value || ''''
            else
                'a ' || unknowns_with_files.kind || ' of '
                || cast(
                    length(unknowns_with_files.value) as {{ dbt.type_string() }}
                )
                || ' characters'
        end as shown
    from unknowns_with_files
    left join close_to_known
        on
            unknowns_with_files.file_name = close_to_known.file_name
            and unknowns_with_files.column_name = close_to_known.column_name
            and unknowns_with_files.value = close_to_known.value
),

unknowns_in_a_sentence as (
    select
        kind,
        file_name,
        first_line,
        column_name,
        value,
        n_rows,
        file_name || ', line ' || first_line || ', column '
        || case
            when {{ matches_pattern('column_name', "'@|([0-9].*){6}|.{61}'") }}
                then 'with a name that may be personal'
            else column_name
        end
        || ': the codebook does not know ' || shown
        || ' (' || n_rows || case n_rows when 1 then ' row' else ' rows' end || '); '
        || case kind
            when 'column' then 'add it to seeds/codebook/export_columns.csv'
            when 'loket' then 'add it to seeds/codebook/loket_aliases.csv'
            else 'add it to seeds/codebook/answer_codes.csv'
        end
        || ', or deliver a corrected file.' as sentence
    from unknowns_as_shown
)

select * from unknowns_in_a_sentence
