select *
from kto.sig_year_on_year
where
    coalesce(cast(option as varchar), '') <> ''
    and (question, option) not in (
        select (question, option) from kto.dim_answer_option where is_net
    )
