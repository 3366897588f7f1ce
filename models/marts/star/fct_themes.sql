with

themes as (
    select * from {{ ref('stg_kto__open_answer_themes') }}
)

select
    respondent,
    question,
    theme
from themes
