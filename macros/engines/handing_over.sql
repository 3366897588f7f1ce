{#
Two engines, one way: DuckDB hands raw tables and codebook to Spark as Parquet, and Spark
hands back what it made of them (scripts/spark/). Here is what either takes over.
#}

{# The folder of a handing over; none where DuckDB makes everything itself. #}
{% macro handed_over() -%}
    {{ return(env_var('KTO_HANDED_OVER', '')) }}
{%- endmacro %}

{# At the beginning of a run: is what the engine reads there? #}
{% macro take_over() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'test') -%}
        {{ adapter.dispatch('take_over', 'kto')() }}
    {%- endif -%}
    {{ return('') }}
{%- endmacro %}

{#
Spark counted what was loaded when it began, by the code of that moment: anything else now
would make a warehouse of two halves. Nobody can load while a run of dbt has the warehouse.
#}
{% macro default__take_over() -%}
    {%- if handed_over() -%}
        {%- set folder = handed_over() ~ '/from_duckdb' -%}
        {%- set changed = run_query(
            "select 1 from (select code from build.begun"
            ~ " except select code from read_parquet('" ~ folder ~ "/build/code/*')) "
            ~ "union all select 1 from ((from raw.load_log except all from read_parquet('"
            ~ folder ~ "/raw/load_log/*')) union all (from read_parquet('" ~ folder
            ~ "/raw/load_log/*') except all from raw.load_log)) "
            ~ "union all select 1 from (select delivery_id, line_number from raw.superseded"
            ~ " except select delivery_id, line_number from read_parquet('" ~ folder
            ~ "/raw/superseded/*')) limit 1"
        ) -%}
        {%- if changed.rows | length -%}
            {{ exceptions.raise_compiler_error(
                "Files were loaded, or the code changed, while Spark counted: run it again."
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{# Tables that are files: `folder/schema/table/…parquet`. #}
{% macro spark__take_over() -%}
    {%- if not handed_over() -%}
        {{ exceptions.raise_compiler_error(
            "Spark reads what DuckDB hands over: run `python -m scripts spark`."
        ) }}
    {%- endif -%}
    {%- for table in env_var('KTO_HANDED_TABLES').split() -%}
        {%- set schema = table.split('.')[0] -%}
        {%- do run_query('create schema if not exists ' ~ schema) -%}
        {%- do run_query(
            'create table if not exists ' ~ table ~ " using parquet location '"
            ~ handed_over() ~ '/from_duckdb/' ~ table | replace('.', '/') ~ "'"
        ) -%}
    {%- endfor -%}
{%- endmacro %}

{#
Overrides dbt-duckdb's: a table that Spark made is its Parquet, in the columns and types
that the model has here, which DuckDB works out without running it.
#}
{% macro duckdb__create_table_as(
    temporary, relation, compiled_code, language='sql', partitioned_by=none, sorted_by=none
) -%}
    {%- if language == 'sql' and handed_over() and 'spark' in model.tags -%}
        {%- set compiled_code = rows_of_spark(compiled_code) -%}
    {%- endif -%}
    {{ return(dbt.duckdb__create_table_as(
        temporary, relation, compiled_code, language, partitioned_by, sorted_by
    )) }}
{%- endmacro %}

{% macro rows_of_spark(compiled_code) -%}
    {%- set columns = [] -%}
    {%- for row in run_query('describe ' ~ compiled_code).rows -%}
        {%- do columns.append('cast("' ~ row[0] ~ '" as ' ~ row[1] ~ ') as "' ~ row[0] ~ '"') -%}
    {%- endfor -%}
    select {{ columns | join(', ') }}
    from read_parquet(
        '{{ handed_over() }}/from_spark/{{ model.schema }}.db/{{ model.alias }}/*.parquet'
    )
{%- endmacro %}
