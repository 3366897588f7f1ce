{# The id of two things that are crossed: a cut by a cut, a member by a member. #}
{% macro crossed(one, by) -%}
    {{ one }} || '|' || {{ by }}
{%- endmacro %}
