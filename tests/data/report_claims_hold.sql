-- Every stated or inferred claim of the published report holds by the computed tests;
-- of a contradicted one that does not, the printed figures prove that it cannot.
-- A gate for the demo exports, whole and unchanged; for any other delivery the table
-- report_claims is a report.
select
    id || ' (' || slide || '): the report claims that ' || question
    || coalesce(', ' || option, '') || ' is ' || expected
    || coalesce(' for ' || higher, '') || coalesce(' against ' || lower, '')
    || '; the marts say ' || computed || '.' as sentence
from {{ ref('report_claims') }}
where
    not holds
    and (status != 'contradicted' or proof is null)
    and {{ holds_the_demo_exports() }}
order by id
