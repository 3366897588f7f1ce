with

routed_responses as (
    select * from {{ ref('stg_kto__routed_responses') }}
)

select
    response_number,
    question_number
from routed_responses
