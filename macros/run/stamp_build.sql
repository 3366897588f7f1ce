{#
The stamp of a build that ended well: `build.stamp`, one row. Publishing demands one that
agrees with the views `build.made_from` and `build.made` of that moment.

A run that changes tables withdraws the stamp before it begins, and sets it again only if
every model, seed and test of the data was built and passed, from the same deliveries and
the same files from beginning to end.
#}

{% macro changes_tables() -%}
    {{ return(target.type == 'duckdb' and flags.WHICH in ('build', 'run', 'seed', 'snapshot')) }}
{%- endmacro %}

{# Takes the stamp away, and notes what this run makes its tables from. #}
{% macro withdraw_stamp() -%}
    {%- if execute and changes_tables() -%}
        {%- call statement('withdraw_stamp', auto_begin=False) -%}
            create schema if not exists build;
            drop table if exists build.stamp;
            create or replace view build.made_from as
            select
                sha256((
                    select count(*) || '-' || coalesce(sum(hash(load_log)), 0)
                    from raw.load_log as load_log
                    where status = 'loaded'
                ) || '-' || (
                    select count(*) || '-' || coalesce(sum(hash(superseded)), 0)
                    from raw.superseded as superseded
                ) || '-' || (
                    select
                        count(*) || '-'
                        || coalesce(sum(hash(delivery_id, line_number)), 0)
                    from raw.responses
                )) as deliveries,
                (
                    select
                        sha256(string_agg(
                            parse_filename(filename) || sha256(content), '/'
                            order by parse_filename(filename), sha256(content)
                        ))
                    -- relative to the project: its folder may move
                    from read_blob([
                        'dbt_project.yml',
                        'macros/**/*.sql',
                        'models/**/*.sql', 'models/**/*.py', 'models/**/*.yml',
                        'seeds/**/*.csv', 'seeds/**/*.yml',
                        'scripts/**/*.py'
                    ])
                ) as code;
            create or replace table build.begun as
            select
                '{{ invocation_id }}' as invocation_id,
                cast(get_current_timestamp() as timestamp) as begun_at,
                deliveries,
                code
            from build.made_from
        {%- endcall -%}
    {%- endif -%}
    {{ return('') }}
{%- endmacro %}

{# Sets the stamp if the run was a whole build that ended well, and says so. #}
{% macro set_stamp(results) -%}
    {%- if execute and changes_tables() and is_whole(results) -%}
        {%- call statement('set_stamp', auto_begin=False) -%}
            create or replace view build.made as
            select
                string_agg(
                    name || ':' || n_rows || '-' || fingerprint, ' ' order by name
                ) as tables
            from (
                {%- for name in tables_that_are_published() %}
                select
                    '{{ name }}' as name,
                    count(*) as n_rows,
                    coalesce(sum(hash(rows_of)), 0) as fingerprint
                from {{ name }} as rows_of
                {%- if not loop.last %}
                union all
                {%- endif %}
                {%- endfor %}
            );
            create table build.stamp as
            select
                begun.invocation_id,
                begun.begun_at,
                cast(get_current_timestamp() as timestamp) as built_at,
                '{{ dbt_version }}' as dbt_version,
                version() as duckdb_version,
                begun.deliveries,
                begun.code,
                made.tables
            from build.begun as begun
            inner join build.made_from as made_from
                on
                    begun.deliveries = made_from.deliveries
                    and begun.code = made_from.code
            cross join build.made as made
            where begun.invocation_id = '{{ invocation_id }}'
        {%- endcall -%}
        {%- if run_query('from build.stamp').rows | length == 1 -%}
            {%- do remember_built_waves() -%}
            {%- do print(target.path ~ ' holds a whole build: it can be published.') -%}
        {%- else -%}
            {%- do print(
                'Files were loaded or changed while ' ~ target.path ~ ' was built: run '
                ~ dbt_build_of(target.path) ~ ' once more.'
            ) -%}
        {%- endif -%}
    {%- endif -%}
    {{ return('') }}
{%- endmacro %}

{# Whether everything that a build makes and tests was made, and passed. #}
{% macro is_whole(results) -%}
    {%- set passed = results
        | selectattr('status', 'in', ['success', 'pass', 'warn'])
        | map(attribute='node.unique_id') | list -%}
    {%- set wanted = [] -%}
    {%- for id, node in graph.nodes.items()
        if node.resource_type in ('model', 'seed', 'snapshot', 'test')
        and node.config.enabled
        and node.config.materialized != 'ephemeral' -%}
        {%- do wanted.append(id) -%}
    {%- endfor -%}
    {#- with --empty or --sample every model passes, on other rows -#}
    {%- set other_rows = invocation_args_dict.get('empty') or invocation_args_dict.get('sample') -%}
    {{ return(not other_rows and wanted | reject('in', passed) | list | length == 0) }}
{%- endmacro %}

{# The marts that are published, and the codebook: what publishing reads. #}
{% macro tables_that_are_published() -%}
    {%- set names = [
        'staging.stg_kto__question_versions',
        'staging.stg_kto__option_versions',
        'staging.stg_kto__routing'
    ] -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'seed' -%}
        {%- do names.append(node.schema ~ '.' ~ node.alias) -%}
    {%- endfor -%}
    {%- for row in run_query('select table_name from codebook.published_tables').rows -%}
        {%- do names.append('marts.' ~ row[0]) -%}
    {%- endfor -%}
    {{ return(names | sort) }}
{%- endmacro %}

{# The command that builds a warehouse, also one that is not the usual file. #}
{% macro dbt_build_of(path) -%}
    {%- set usual = path == 'warehouse/warehouse.duckdb' -%}
    {{ return('`' ~ ('' if usual else "KTO_WAREHOUSE='" ~ path ~ "' ") ~ 'dbt build`') }}
{%- endmacro %}
