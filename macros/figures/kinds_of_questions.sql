{# The kinds of questions of which an answer is one thing: a mark, or one option. #}
{% macro kinds_with_one_answer() -%}
    ('single', 'scale_1_10')
{%- endmacro %}

{# What columns hold whose values stand in a code list. #}
{% macro coded_contents() -%}
    ('score', 'choice', 'option_flag', 'option_list')
{%- endmacro %}
