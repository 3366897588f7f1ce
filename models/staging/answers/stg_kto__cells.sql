with

responses as (
    select * from {{ source('raw', 'responses') }}
),

respondents as (
    select * from {{ ref('stg_kto__respondents') }}
),

-- the columns of a delivery are numbered from one on, wherever they begin
deliveries as (
    select
        delivery_id,
        min(column_number - position) as columns_before
    from {{ ref('stg_kto__columns') }}
    group by delivery_id
),

cells as (
    select
        respondents.response_number,
        respondents.line_number,
        deliveries.columns_before,
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
        response_number,
        line_number,
        columns_before + position as column_number,
        value
    from cells
    where value != ''
)

select * from numbered_cells
