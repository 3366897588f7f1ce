{#
Dutch rounding: half up, on the exact value.

A mean or share is a whole number divided by a base. Its distance from a rounding edge
is zero or at least 1 / (2 * base), far above both a double's error and the nudge of
1e-9 for any base below a hundred million: the nudge only repairs halves that a double
holds as slightly less (7.85 as 7.8499…).
#}
{% macro round_half_up(value, decimals) -%}
    floor({{ value }} * power(10, {{ decimals }}) + 0.5 + 1e-9)
    / power(10, {{ decimals }})
{%- endmacro %}
