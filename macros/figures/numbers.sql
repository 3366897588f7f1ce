{#
Numbers that tables inside the warehouse join on: a number costs a quarter of a text. They
begin with the month of the wave, and stay the same from build to build as long as the
wave does, since rows that other builds made stand beside them.
#}

{% macro month_of_wave(wave) -%}
    (cast(substr({{ wave }}, 1, 4) as bigint) * 12
        + cast(substr({{ wave }}, 6, 2) as bigint))
{%- endmacro %}

{# Up to a million files in a wave. #}
{% macro number_of_delivery(wave, place) -%}
    {{ month_of_wave(wave) }} * 1048576 + {{ place }}
{%- endmacro %}

{# Up to a hundred million lines in a file. #}
{% macro number_of_response(delivery_number, line_number) -%}
    {{ delivery_number }} * 134217728 + {{ line_number }}
{%- endmacro %}

{% macro number_of_column(delivery_number, position) -%}
    {{ delivery_number }} * 65536 + {{ position }}
{%- endmacro %}

{# Up to ten thousand members of all cuts. #}
{% macro number_of_wave_member(wave, member_number) -%}
    cast({{ month_of_wave(wave) }} * 10000 + {{ member_number }} as integer)
{%- endmacro %}

{# How many of each there are in a month: what a number is divided by to have the month. #}
{% macro numbers_in_a_month() -%}
    {{ return({
        'response_number': 1048576 * 134217728,
        'column_number': 1048576 * 65536,
        'wave_member': 10000,
    }) }}
{%- endmacro %}
