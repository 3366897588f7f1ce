{# Says in one sentence what to run where no export has been loaded yet. #}
{% macro require_loaded_exports() -%}
    {%- if execute and target.type == 'duckdb' and flags.WHICH in ('build', 'run', 'test') -%}
        {#- not adapter.get_relation, which leaves a transaction open: what the hooks
            after this one write would be rolled back with it -#}
        {%- set load_log = run_query(
            "select 1 from information_schema.tables"
            ~ " where table_schema = 'raw' and table_name = 'load_log'"
        ) -%}
        {%- if load_log.rows | length == 0 -%}
            {{ exceptions.raise_compiler_error(
                "No exports have been loaded into " ~ target.path ~ " yet: run `make load`"
                ~ " (or `python -m scripts load FOLDER`) and then dbt again."
            ) }}
        {%- endif -%}
    {%- endif -%}
    {{ return('') }}
{%- endmacro %}
