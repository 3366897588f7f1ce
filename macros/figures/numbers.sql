{#
Numbers that tables inside the warehouse join on: a number costs a quarter of a text. They
stay the same from build to build, since rows of other builds stand beside them.
#}

{% macro number_of_response(delivery_id, line_number) -%}
    cast({{ delivery_id }} as bigint) * 4294967296 + {{ line_number }}
{%- endmacro %}

{% macro delivery_of_response(response_number) -%}
    ({{ response_number }} >> 32)
{%- endmacro %}

{% macro number_of_column(delivery_id, position) -%}
    cast({{ delivery_id }} as bigint) * 1000000 + {{ position }}
{%- endmacro %}

{# A member of a wave: months since the year 0, and the number of the member. #}
{% macro number_of_wave_member(year, month, member_number) -%}
    cast(({{ year }} * 12 + {{ month }}) * 10000 + {{ member_number }} as integer)
{%- endmacro %}

{% macro month_of_wave_member(wave_member) -%}
    ({{ wave_member }} // 10000)
{%- endmacro %}
