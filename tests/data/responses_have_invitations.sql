-- Without the invitations of a wave there is no response rate; a warning, since they
-- may follow.
{{ config(severity='warn') }}

select
    wave || ', ' || loket || ': ' || cast(n_responses as {{ dbt.type_string() }})
    || ' responses and no invitations; deliver them in a file invitations_' || wave
    || '. Until then no response rate includes them.' as sentence
from {{ ref('fieldwork_counts') }}
where n_invited is null
