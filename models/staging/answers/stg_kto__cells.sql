with

responses as (
    select * from {{ source('raw', 'responses') }}
),

respondents as (
    select * from {{ ref('stg_kto__respondents') }}
),

cells as (
    select
        respondents.response_number,
        responses.delivery_id,
        responses.line_number,
        {{ explode_cells('responses.cells') }}
    from respondents
    inner join responses
        on
            respondents.delivery_id = responses.delivery_id
            and respondents.line_number = responses.line_number
),

numbered_cells as (
    select
        response_number,
        delivery_id,
        line_number,
        {{ number_of_column('delivery_id', 'position') }} as column_number,
        value
    from cells
    where value != ''
)

select * from numbered_cells
