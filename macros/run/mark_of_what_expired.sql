{# What stands in a cell in the place of an open answer that was kept as long as it may. #}
{% macro mark_of_what_expired() -%}
    '[bewaartermijn]'
{%- endmacro %}
