select
    max(case when setting = 'mean_decimals' then cast(value as integer) end) as mean_decimals,
    max(case when setting = 'trend_waves_shown' then cast(value as integer) end) as trend_waves_shown
from kto.report_policy
where question is null
