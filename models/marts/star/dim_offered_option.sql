with

option_versions as (
    select * from {{ ref('stg_kto__option_versions') }}
)

select
    questionnaire,
    question,
    option
from option_versions
