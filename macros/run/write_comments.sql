{#
Writes what tables and columns mean into the warehouse, at the end of a run: for what
the run built and for the raw tables, all in one statement. dbt's own persist_docs asks
the database about every table, which made the build a tenth slower.
#}
{% macro write_comments(results) -%}
    {%- if execute -%}
        {%- set built = [] -%}
        {%- for result in results
            if result.status == 'success'
            and result.node.resource_type in ('model', 'seed') -%}
            {%- do built.append(result.node) -%}
        {%- endfor -%}
        {%- if built -%}
            {%- do adapter.dispatch('comment_on')(
                built + (graph.sources.values() | list)
            ) -%}
        {%- endif -%}
    {%- endif -%}
    {{ return('') }}
{%- endmacro %}
