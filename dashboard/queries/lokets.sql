select dim_loket.*, slugs.slug
from kto.dim_loket as dim_loket
inner join ${slugs} as slugs on slugs.kind = 'loket' and dim_loket.loket = slugs.id
order by loket_label
