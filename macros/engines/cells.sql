{# The few places where engines differ in reading a row's list of cells. #}

{# One row per cell of a row, with its position. #}
{% macro explode_cells(cells) -%}
    {{ adapter.dispatch('explode_cells', 'kto')(cells) }}
{%- endmacro %}

{% macro default__explode_cells(cells) -%}
    unnest({{ cells }}) as value,
        generate_subscripts({{ cells }}, 1) as position
{%- endmacro %}

{# One row per part of a delimited list of chosen options. #}
{% macro explode_list(text, delimiter) -%}
    {{ adapter.dispatch('explode_list', 'kto')(text, delimiter) }}
{%- endmacro %}

{% macro default__explode_list(text, delimiter) -%}
    unnest(string_split({{ text }}, {{ delimiter }}))
{%- endmacro %}

{% macro matches_pattern(text, pattern) -%}
    {{ adapter.dispatch('matches_pattern', 'kto')(text, pattern) }}
{%- endmacro %}

{% macro default__matches_pattern(text, pattern) -%}
    regexp_matches({{ text }}, {{ pattern }})
{%- endmacro %}
