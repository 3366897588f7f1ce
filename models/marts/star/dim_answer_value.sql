with

answer_values as (
    select * from {{ ref('stg_kto__answer_values') }}
)

select
    answer_number,
    question_number,
    question,
    kind,
    option,
    is_net,
    score,
    missing_kind
from answer_values
