{# Says in one sentence what to run where no export has been loaded yet. #}
{% macro require_loaded_exports() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'test') -%}
        {%- set load_log = adapter.get_relation(
            database=target.database, schema='raw', identifier='load_log'
        ) -%}
        {%- if load_log is none -%}
            {{ exceptions.raise_compiler_error(
                "No exports have been loaded into " ~ target.path ~ " yet: run `make load`"
                ~ " (or `python -m scripts load FOLDER`) and then dbt again."
            ) }}
        {%- endif -%}
    {%- endif -%}
    {{ return('') }}
{%- endmacro %}
