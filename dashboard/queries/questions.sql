select
    *,
    trim(
        regexp_replace(lower(strip_accents(question_label)), '[^a-z0-9]+', '-', 'g'), '-'
    ) as slug
from kto.dim_question
order by position
