{#
The common table expression `comparable_years`: per year and key (a question, or an option
of one) the first year of the series of years that may be compared, and whether the year
has two versions that may not be compared with each other. Such a year compares with no
other: its series is its own, and the versions go on without it.

`versions` is a relation or CTE with year, series and the key, a row per questionnaire.
#}
{% macro comparable_years(versions, key) -%}
series_per_year as (
    select
        year,
        {{ key | join(', ') }},
        min(series) as series,
        min(series) != max(series) as has_two_versions
    from {{ versions }}
    group by year, {{ key | join(', ') }}
),

comparable_years as (
    select
        year,
        {{ key | join(', ') }},
        has_two_versions,
        case
            when has_two_versions then year
            else min(year) over (
                partition by {{ key | join(', ') }}, series, has_two_versions
            )
        end as comparable_since
    from series_per_year
)
{%- endmacro %}
