-- The marts wait until the codebook is shown to know all that was delivered.
-- depends_on: {{ ref('stg_kto__unknowns') }}
with

themes as (
    select * from {{ ref('stg_kto__open_answer_themes') }}
)

select
    respondent,
    question,
    theme
from themes
