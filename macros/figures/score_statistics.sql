{#
The sufficient statistics of a scale question, from rows of fct_scores.

Sums of whole marks are exact, so the results do not depend on the order in which an
engine reads the rows. Shares are of all who were asked; mean and variance are of those
who gave a mark.
#}
{% macro score_statistics() -%}
    cast(count(fct_scores.respondent) as integer) as n_asked,
    cast(count(fct_scores.score) as integer) as n_valid,
    cast(sum(fct_scores.score) as double)
    / nullif(count(fct_scores.score), 0) as mean,
    cast(
        count(fct_scores.score)
        * cast(sum(fct_scores.score * fct_scores.score) as bigint)
        - cast(sum(fct_scores.score) as bigint)
        * cast(sum(fct_scores.score) as bigint)
        as double
    )
    / nullif(
        cast(count(fct_scores.score) as double) * (count(fct_scores.score) - 1), 0
    ) as variance,
    {%- for name, condition in [
        ('good', "fct_scores.band = 'good'"),
        ('sufficient', "fct_scores.band = 'sufficient'"),
        ('insufficient', "fct_scores.band = 'insufficient'"),
        ('not_applicable', "fct_scores.missing_kind = 'not_applicable'"),
    ] %}
    cast(sum(case when {{ condition }} then 1 else 0 end) as double)
    / nullif(count(fct_scores.respondent), 0) as share_{{ name }}
    {%- if not loop.last %},{% endif %}
    {%- endfor %}
{%- endmacro %}

{# The same columns after a left join on every combination there could be: none is 0. #}
{% macro score_columns() -%}
    coalesce(statistics.n_asked, 0) as n_asked,
    coalesce(statistics.n_valid, 0) as n_valid,
    statistics.mean,
    statistics.variance,
    statistics.share_good,
    statistics.share_sufficient,
    statistics.share_insufficient,
    statistics.share_not_applicable
{%- endmacro %}

{# Skewness of the marks, from whole sums too: m3 / m2 ^ 1.5, moments divided by n. #}
{% macro skewness() -%}
    {%- set n = 'cast(count(fct_scores.score) as double)' -%}
    {%- set total = 'cast(sum(fct_scores.score) as double)' -%}
    {%- set squares = 'cast(sum(fct_scores.score * fct_scores.score) as double)' -%}
    {%- set cubes -%}
        cast(sum(fct_scores.score * fct_scores.score * fct_scores.score) as double)
    {%- endset -%}
    ({{ n }} * {{ n }} * {{ cubes }} - 3 * {{ n }} * {{ total }} * {{ squares }}
    + 2 * {{ total }} * {{ total }} * {{ total }})
    / power(nullif({{ n }} * {{ squares }} - {{ total }} * {{ total }}, 0), 1.5)
{%- endmacro %}
