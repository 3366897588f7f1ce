{# Comments on the tables and columns of nodes; an engine without them does nothing. #}
{% macro default__comment_on(nodes) -%}
{%- endmacro %}


{% macro duckdb__comment_on(nodes) -%}
    {%- set known = {} -%}
    {%- for row in run_query(
        "select schema_name || '.' || table_name as name, list(column_name) as columns"
        ~ " from duckdb_columns() where database_name = current_database()"
        ~ " and not internal group by all"
    ) -%}
        {%- do known.update({row['name']: row['columns']}) -%}
    {%- endfor -%}
    {%- set statements = [] -%}
    {%- for node in nodes -%}
        {%- set columns = known.get(node.schema ~ '.' ~ (node.identifier or node.alias)) -%}
        {%- if columns -%}
            {%- set kind = 'view' if node.config.materialized == 'view' else 'table' -%}
            {%- do statements.append(
                comment_statement(kind, node.relation_name, node.description)
            ) -%}
            {%- for name, column in node.columns.items() if name in columns -%}
                {%- do statements.append(comment_statement(
                    'column', node.relation_name ~ '."' ~ name ~ '"', column.description
                )) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {#- one transaction: each on its own would be written to disk a thousand times -#}
    {%- do run_query('begin;\n' ~ statements | join('\n') ~ '\ncommit;') -%}
{%- endmacro %}


{% macro comment_statement(kind, name, text) -%}
    comment on {{ kind }} {{ name }} is '{{ text | replace("'", "''") }}';
{%- endmacro %}
