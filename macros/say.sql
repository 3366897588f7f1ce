{# Prints the sentences (first column) of a query above a test's result: what is wrong. #}
{% macro say(query) -%}
    {%- if execute and flags.WHICH in ('build', 'test') -%}
        {%- for row in run_query(query) -%}
            {%- do log(row[0], info=true) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
