-- Every delivered column, value and loket is in the codebook. The marts wait for this:
-- coded answers are upstream of them all.
{{ say_what_is_unknown(ref('stg_kto__unknowns')) }}

select unknowns.*
from {{ ref('stg_kto__unknowns') }} as unknowns
left join {{ ref('stg_kto__coded_answers') }} as coded_answers
    on false
