{#
The figures of a scale question, from rows of score_counts.

Sums of whole marks are exact, so the results do not depend on the order in which an
engine adds them up. Shares are of all who were asked; mean, variance and skewness
(m3 / m2 ^ 1.5, moments divided by n) are of those who gave a mark. Under a policy that
weighs every sum but the numbers of respondents is one of weights.
#}
{% macro score_statistics() -%}
    {%- set w = weight() -%}
    {%- set w_squared = weight_squared() -%}
    {%- set exact = 'bigint' if w == 'n' else 'double' -%}
    {%- set n = 'sum(case when score is not null then ' ~ w ~ ' else 0 end)' -%}
    {%- set total = 'sum(' ~ w ~ ' * score)' -%}
    {%- set squares = 'sum(' ~ w ~ ' * score * score)' -%}
    {%- set cubes = 'sum(' ~ w ~ ' * score * score * score)' -%}
    cast(sum(n) as integer) as n_asked,
    cast(sum(case when score is not null then n else 0 end) as integer) as n_valid,
    cast({{ n }} as double) as weight,
    cast(
        sum(case when score is not null then {{ w_squared }} else 0 end) as double
    ) as weight_squared,
    cast({{ total }} as double) / nullif({{ n }}, 0) as mean,
    cast(
        cast({{ n }} as {{ exact }}) * cast({{ squares }} as {{ exact }})
        - cast({{ total }} as {{ exact }}) * cast({{ total }} as {{ exact }})
        as double
    )
    / nullif(cast({{ n }} as double) * ({{ n }} - 1), 0) as variance,
    {%- for name, condition in [
        ('good', "band = 'good'"),
        ('sufficient', "band = 'sufficient'"),
        ('insufficient', "band = 'insufficient'"),
        ('not_applicable', "missing_kind = 'not_applicable'"),
    ] %}
    cast(sum(case when {{ condition }} then {{ w }} else 0 end) as double)
    / nullif(sum({{ w }}), 0) as share_{{ name }},
    {%- endfor %}
    {%- set n = 'cast(' ~ n ~ ' as double)' -%}
    {%- set total = 'cast(' ~ total ~ ' as double)' -%}
    {%- set squares = 'cast(' ~ squares ~ ' as double)' %}
    (
        {{ n }} * {{ n }} * cast({{ cubes }} as double)
        - 3 * {{ n }} * {{ total }} * {{ squares }}
        + 2 * {{ total }} * {{ total }} * {{ total }}
    )
    / power(nullif({{ n }} * {{ squares }} - {{ total }} * {{ total }}, 0), 1.5)
        as skewness
{%- endmacro %}

{# The columns that every table of scores has, from score_figures. #}
{% macro score_columns() -%}
    {%- for name in [
        'n_asked', 'n_valid', 'mean', 'variance', 'share_good', 'share_sufficient',
        'share_insufficient', 'share_not_applicable',
    ] %}
    {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
