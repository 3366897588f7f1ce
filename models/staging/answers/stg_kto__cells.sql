with

responses as (
    select * from {{ source('raw', 'responses') }}
),

deliveries as (
    select * from {{ ref('stg_kto__deliveries') }}
),

respondents as (
    select * from {{ ref('stg_kto__respondents') }}
),

cells as (
    select
        respondents.wave,
        respondents.response_number,
        responses.line_number,
        deliveries.delivery_number,
        {{ explode_cells('responses.cells') }}
    from respondents
    inner join responses
        on
            respondents.delivery_id = responses.delivery_id
            and respondents.line_number = responses.line_number
    inner join deliveries
        on respondents.delivery_id = deliveries.delivery_id
),

numbered_cells as (
    select
        wave,
        response_number,
        line_number,
        {{ number_of_column('delivery_number', 'position') }} as column_number,
        value
    from cells
    where value != ''
)

select * from numbered_cells
