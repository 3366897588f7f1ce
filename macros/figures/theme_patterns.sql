{#
One pattern per theme, of all its rules. They go into the SQL as literals: an engine
compiles a literal once, and a pattern from a column again for each text (a thousand
times as slow). A placeholder while dbt parses and no seed can be read.
#}
{% macro theme_patterns() -%}
    {%- set query -%}
        select
            question,
            theme,
            pattern
        from {{ ref('open_answer_theme_rules') }}
        order by question, theme, pattern
    {%- endset -%}
    {%- set themes = [] -%}
    {%- if execute -%}
        {%- for question, theme, pattern in run_query(query).rows -%}
            {%- if themes
                and themes[-1].question == question and themes[-1].theme == theme -%}
                {%- do themes[-1].patterns.append(pattern) -%}
            {%- else -%}
                {%- do themes.append(
                    {'question': question, 'theme': theme, 'patterns': [pattern]}
                ) -%}
            {%- endif -%}
        {%- endfor -%}
        {{ return(themes) }}
    {%- endif -%}
    {{ return([{'question': 'question', 'theme': 'theme', 'patterns': ['pattern']}]) }}
{%- endmacro %}
