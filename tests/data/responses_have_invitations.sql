-- Without the invitations of a wave there is no response rate; a warning, since they
-- may follow. A questionnaire that lists no file of invitations has none to miss.
{{ config(severity='warn') }}

with

fieldwork as (
    select * from {{ ref('fieldwork_counts') }}
),

questionnaires as (
    select * from {{ ref('questionnaires') }}
),

with_invitations as (
    select distinct questionnaire
    from {{ ref('stg_kto__export_columns') }}
    where file_kind = 'invitations'
)

select
    fieldwork.wave || ', ' || fieldwork.loket || ': '
    || cast(fieldwork.n_responses as {{ dbt.type_string() }})
    || ' responses and no invitations; deliver them in a file invitations_'
    || fieldwork.wave
    || '. Until then no response rate includes them.' as sentence
from fieldwork
inner join questionnaires
    on fieldwork.wave between questionnaires.first_wave and questionnaires.last_wave
inner join with_invitations
    on questionnaires.questionnaire = with_invitations.questionnaire
where fieldwork.n_invited is null
