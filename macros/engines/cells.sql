{# The few places where engines differ in reading a row's list of cells. #}

{# One row per cell of a row, with its position, which begins at 1. #}
{% macro explode_cells(cells) -%}
    {{ adapter.dispatch('explode_cells', 'kto')(cells) }}
{%- endmacro %}

{% macro default__explode_cells(cells) -%}
    unnest({{ cells }}) as value,
        generate_subscripts({{ cells }}, 1) as position
{%- endmacro %}

{# Spark takes one generator in a select, which may give two columns. #}
{% macro spark__explode_cells(cells) -%}
    inline(transform(
            {{ cells }}, (cell, i) -> named_struct('value', cell, 'position', i + 1)
        ))
{%- endmacro %}

{# One row per part of a delimited list of chosen options, without spaces around it. #}
{% macro explode_list(text, delimiter) -%}
    {{ adapter.dispatch('explode_list', 'kto')(text, delimiter) }}
{%- endmacro %}

{% macro default__explode_list(text, delimiter) -%}
    {{ trimmed('unnest(string_split(' ~ text ~ ', ' ~ delimiter ~ '))') }}
{%- endmacro %}

{# Spark refuses a generator inside a function, and splits by a pattern. #}
{% macro spark__explode_list(text, delimiter) -%}
    explode(transform(
            split({{ text }}, concat('\\Q', {{ delimiter }}, '\\E')),
            part -> {{ trimmed('part') }}
        ))
{%- endmacro %}
