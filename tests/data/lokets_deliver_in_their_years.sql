-- A loket delivers in the years that it exists, as the seed lokets has them. A warning,
-- since the seed may be wrong as well as the file: what was delivered counts for the
-- loket that it names, in the year that it was delivered for.
{{ config(severity='warn') }}

with

fieldwork as (
    select * from {{ ref('fieldwork_counts') }}
),

questionnaires as (
    select * from {{ ref('questionnaires') }}
),

lokets as (
    select * from {{ ref('lokets') }}
),

outside_their_years as (
    select
        fieldwork.wave,
        fieldwork.loket,
        coalesce(fieldwork.n_responses, 0) as n_responses,
        coalesce(fieldwork.n_invited, 0) as n_invited,
        lokets.from_year,
        lokets.to_year,
        lokets.merged_into,
        coalesce(questionnaires.year > lokets.to_year, false) as is_after
    from fieldwork
    inner join questionnaires
        on fieldwork.wave between questionnaires.first_wave and questionnaires.last_wave
    inner join lokets
        on fieldwork.loket = lokets.loket
    where
        questionnaires.year < lokets.from_year or questionnaires.year > lokets.to_year
)

select
    wave || ', ' || loket || ': '
    || cast(n_responses as {{ dbt.type_string() }}) || ' responses and '
    || cast(n_invited as {{ dbt.type_string() }})
    || ' invited, and by seeds/codebook/lokets.csv this loket '
    || case
        when is_after and merged_into is not null
            then 'merged into ' || merged_into || ' after '
        when is_after then 'took part last in '
        else 'begins in '
    end
    || cast(
        case when is_after then to_year else from_year end as {{ dbt.type_string() }}
    )
    || '; correct '
    || case when is_after then 'its to_year' else 'its from_year' end
    || case
        when is_after and merged_into is not null
            then
                ', or give the name to ' || merged_into
                || ' in seeds/codebook/loket_aliases.csv and take its own row out'
        else ', or deliver a corrected file'
    end
    || '. Until then it counts as it was delivered.' as sentence
from outside_their_years
where n_responses + n_invited > 0
