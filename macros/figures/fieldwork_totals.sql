{#
Invitations and responses added up, from rows of fieldwork_counts. Responses without
moments have no duration and are not in its base. Where a loket's invitations of a wave
are not known, there is no response rate.
#}
{% macro fieldwork_totals() -%}
    cast(sum(counts.n_invited) as integer) as n_invited,
    cast(sum(counts.n_responses) as integer) as n_responses,
    case
        when count(*) = count(counts.n_invited)
            then
                cast(sum(counts.n_responses) as double)
                / nullif(sum(counts.n_invited), 0)
    end as response_rate,
    cast(sum(counts.sum_of_durations) as double)
    / nullif(sum(counts.n_durations), 0) as mean_duration_seconds
{%- endmacro %}
