{#
The kinds of questions of which an answer may come in parts, several options or texts. Of
all others it is one thing: an option, or a mark on the scale that the kind names.
#}
{% macro kinds_answered_in_parts() -%}
    ('multiple', 'open')
{%- endmacro %}

{# What columns hold whose values stand in a code list. #}
{% macro coded_contents() -%}
    ('score', 'choice', 'option_flag', 'option_list')
{%- endmacro %}
