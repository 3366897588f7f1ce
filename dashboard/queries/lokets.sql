select
    *,
    trim(
        regexp_replace(lower(strip_accents(loket_label)), '[^a-z0-9]+', '-', 'g'), '-'
    ) as slug
from kto.dim_loket
order by loket_label
