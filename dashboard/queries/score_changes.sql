select *
from kto.sig_year_on_year
where coalesce(cast(option as varchar), '') = ''
