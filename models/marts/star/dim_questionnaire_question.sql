with

question_versions as (
    select * from {{ ref('stg_kto__question_versions') }}
)

select
    questionnaire,
    question,
    is_routed
from question_versions
