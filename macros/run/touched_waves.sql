{#
A build works on the waves of which something was delivered, corrected, superseded or
forgotten since the last one that ended well. The long tables are incremental: their rows
of those waves are deleted and made again, and everything after the counts is small.

`build.waves_built` has what each wave was made from. A run takes the waves that it will
work on out of it before it begins: should it break off, the next one works on them again.
Another codebook, policy or code works on all waves, which makes each table anew.
#}

{% macro find_touched_waves() -%}
    {%- if execute and changes_tables() -%}
        {%- call statement('find_touched_waves', auto_begin=False) -%}
            create table if not exists build.waves_built (
                wave varchar, fingerprint varchar, code varchar
            );
            create or replace view build.waves as
            with superseded as (
                select
                    delivery_id,
                    count(*) || '-' || sum(hash(line_number)) as rows
                from raw.superseded
                group by delivery_id
            )
            select
                load_log.wave,
                sha256(string_agg(
                    concat_ws(
                        '/', load_log.delivery_id, load_log.sha256, load_log.questionnaire,
                        load_log.rows_loaded, superseded.rows
                    ), ' ' order by load_log.delivery_id
                )) as fingerprint
            from raw.load_log as load_log
            left join superseded
                on load_log.delivery_id = superseded.delivery_id
            where load_log.status = 'loaded' and load_log.kind = 'responses'
            group by load_log.wave;
            create or replace table build.touched_waves as
            select coalesce(waves.wave, waves_built.wave) as wave
            from build.waves as waves
            full join build.waves_built as waves_built
                on waves.wave = waves_built.wave
            where
                waves.fingerprint is distinct from waves_built.fingerprint
                or waves_built.code is distinct from (select code from build.begun)
                or {{ flags.FULL_REFRESH or handed_over() != '' }};
            delete from build.waves_built
            where wave in (select wave from build.touched_waves)
        {%- endcall -%}
    {%- endif -%}
    {{ return('') }}
{%- endmacro %}

{# What each wave was made from, of a build that ended well. #}
{% macro remember_built_waves() -%}
    {%- call statement('remember_built_waves', auto_begin=False) -%}
        create or replace table build.waves_built as
        select
            waves.wave,
            waves.fingerprint,
            begun.code
        from build.waves as waves
        cross join build.begun as begun
    {%- endcall -%}
    {{ return('') }}
{%- endmacro %}

{# Overrides dbt's own: where all waves are worked on, a table is made anew. #}
{% macro should_full_refresh() -%}
    {%- if flags.FULL_REFRESH or config.get('full_refresh') or handed_over() -%}
        {{ return(true) }}
    {%- endif -%}
    {%- if not execute or target.type != 'duckdb'
        or config.get('materialized') != 'incremental' -%}
        {{ return(false) }}
    {%- endif -%}
    {%- if run_query('select 1 from build.waves_built limit 1').rows | length == 0 -%}
        {{ return(true) }}
    {%- endif -%}
    {#- a new month changes the weights of the whole year -#}
    {{ return(run_query(
        "select 1 from codebook.report_policy"
        ~ " where setting = 'weighting' and value != 'none'"
    ).rows | length > 0) }}
{%- endmacro %}

{#
Whether a row is of a wave that is worked on; of any wave where the table is made anew.
`key` says what the column has: wave, response_number, column_number or wave_member.
#}
{% macro is_touched(key, column) -%}
    {%- if execute and is_incremental() -%}
        {{ condition_of_touched(key, column) }}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{% macro condition_of_touched(key, column) -%}
    {%- set waves = run_query('select wave from build.touched_waves').columns[0].values()
        | list -%}
    {%- if not waves -%}
        false
    {%- elif key == 'wave' -%}
        {{ column }} in ('{{ waves | join("', '") }}')
    {%- else -%}
        {{ column }} // {{ numbers_in_a_month()[key] }} in (
        {%- for wave in waves -%}
            {{ wave[:4] | int * 12 + wave[5:7] | int }}{{ ', ' if not loop.last }}
        {%- endfor -%}
        )
    {%- endif -%}
{%- endmacro %}

{# Before a table gets the rows of the waves that are worked on: without their old ones. #}
{% macro delete_touched_rows() -%}
    {%- if execute and config.get('materialized') == 'incremental' and is_incremental() -%}
        {%- set key = ['wave', 'response_number', 'column_number', 'wave_member']
            | select('in', model.columns) | first -%}
        delete from {{ this }} where {{ condition_of_touched(key, key) }}
    {%- endif -%}
{%- endmacro %}
