{#
Invitations and responses added up, from rows of mart_fieldwork. Durations are whole
seconds, so a mean times its base is one again and the order of rows does not matter.
Responses without moments have no duration and are not in its base.
Where a loket's invitations of a wave are not known, there is no response rate.
#}
{% macro fieldwork_totals() -%}
    cast(sum(n_invited) as integer) as n_invited,
    cast(sum(n_responses) as integer) as n_responses,
    case
        when count(*) = count(n_invited)
            then cast(sum(n_responses) as double) / nullif(sum(n_invited), 0)
    end as response_rate,
    cast(
        sum(cast(round(mean_duration_seconds * n_responses) as bigint)) as double
    ) / nullif(
        sum(case when mean_duration_seconds is not null then n_responses end), 0
    ) as mean_duration_seconds
{%- endmacro %}
