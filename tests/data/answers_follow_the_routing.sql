-- Whoever was not asked a question did not answer it. Such answers are kept in staging
-- and do not count; a warning, since only the supplier can say what they are.
{{ config(severity='warn') }}

select
    cast(year as {{ dbt.type_string() }}) || ', ' || question || ': '
    || cast(count(*) as {{ dbt.type_string() }}) || ' of those who were not asked'
    || ' (seeds/codebook/routing.csv) answered; this does not count. Ask the supplier;'
    || ' staging.stg_kto__answers has the answers as is_outside_routing.' as sentence
from {{ ref('stg_kto__answers') }}
where is_outside_routing
group by year, question
