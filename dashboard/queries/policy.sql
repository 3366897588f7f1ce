select
    max(case when setting = 'alpha' then 100 - 100 * cast(value as double) end) as confidence,
    max(case when setting = 'mean_against_rest' then value end) as mean_against_rest,
    max(case when setting = 'min_base_test' then value end) as min_base_test,
    max(case when setting = 'min_base_firm' then value end) as min_base_firm,
    max(case when setting = 'top_lokets_min_base' and question is null then value end) as top_lokets_min_base,
    max(case when setting = 'top_lokets_min_base' and question is not null then value end) as top_lokets_min_base_exception,
    max(case when setting = 'top_lokets_min_lead' then replace(value, '.', ',') end) as top_lokets_min_lead,
    max(case when setting = 'top_lokets_ranks' then value end) as top_lokets_ranks
from kto.report_policy
