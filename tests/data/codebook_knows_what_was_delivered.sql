-- Every delivered column, value and loket is in the codebook.
select sentence
from {{ ref('stg_kto__unknowns') }}
order by file_name, first_line, column_name, value
