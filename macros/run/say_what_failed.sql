{#
Prints what is wrong before dbt's summary: the sentences of each test that did not pass.
A test whose mistakes are a user's selects them in a column `sentence`. Then which
warehouse it was: the way back after `make build WAREHOUSE=…` is to build that one.
#}
{% macro say_what_failed(results) -%}
    {%- if execute -%}
        {%- for result in results
            if result.status in ('fail', 'warn') and result.node.resource_type == 'test' -%}
            {%- set failures = run_query(
                'select * from (\n' ~ result.node.compiled_code ~ '\n) limit 20'
            ) -%}
            {%- if 'sentence' in failures.column_names -%}
                {%- for sentence in failures.columns['sentence'].values() -%}
                    {%- do print(sentence) -%}
                {%- endfor -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if execute and target.type == 'duckdb'
        and results | selectattr('status', 'in', ['error', 'fail']) | list -%}
        {%- do print(
            'Warehouse: ' ~ target.path ~ '. When it is put right: `KTO_WAREHOUSE='
            ~ target.path ~ ' dbt build`, and then publish; see'
            ~ ' docs/when-something-goes-wrong.md.'
        ) -%}
    {%- endif -%}
    {{ return('') }}
{%- endmacro %}
