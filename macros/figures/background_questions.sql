{#
The questions that divide respondents into subgroups, in the codebook's order; they
become columns of fct_responses. A placeholder while dbt parses and no seed can be read.
#}
{% macro background_questions() -%}
    {%- set query -%}
        select question
        from {{ ref('dimensions') }}
        group by question
        order by min(position)
    {%- endset -%}
    {%- if execute -%}
        {{ return(run_query(query).columns[0].values()) }}
    {%- endif -%}
    {{ return(['background_question']) }}
{%- endmacro %}
