-- what is called the same has a number behind it
select
    kind,
    id,
    slug || case when number > 1 then '-' || number else '' end as slug
from (
select
    kind,
    id,
    slug,
    row_number() over (partition by kind, slug order by id) as number
from (
select
    kind,
    id,
    trim(regexp_replace(lower(strip_accents(label)), '[^a-z0-9]+', '-', 'g'), '-') as slug
from (
    select 'loket' as kind, loket as id, loket_label as label from kto.dim_loket
    union all
    select 'question', question, question_label from kto.dim_question
) as named
) as slugged
) as numbered
