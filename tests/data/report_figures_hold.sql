-- Every stated or inferred figure of the published report is found back in the marts.
-- A gate for the demo exports, whole and unchanged; for any other delivery the table
-- report_figures is a report.
select
    id || ' (' || slide || '): the report has ' || published || ', the marts '
    || coalesce(cast(rounded as varchar), 'nothing') || '.' as sentence
from {{ ref('report_figures') }}
where not holds and status != 'contradicted' and {{ holds_the_demo_exports() }}
order by id
