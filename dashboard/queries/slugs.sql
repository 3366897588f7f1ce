select
    kind,
    id,
    trim(regexp_replace(lower(strip_accents(label)), '[^a-z0-9]+', '-', 'g'), '-') as slug
from (
    select 'loket' as kind, loket as id, loket_label as label from kto.dim_loket
    union all
    select 'question', question, question_label from kto.dim_question
) as named
