{# One sentence per column, value or loket that the codebook does not know. #}
{% macro say_what_is_unknown(unknowns) -%}
    {%- if execute and flags.WHICH in ('build', 'test') -%}
        {%- set query -%}
            select
                kind,
                file_name,
                first_line,
                column_name,
                value,
                n_rows
            from {{ unknowns }}
            order by
                file_name,
                first_line,
                column_name,
                value
            limit 20
        {%- endset -%}
        {%- for row in run_query(query) -%}
            {%- set place = row.file_name ~ ', line ' ~ row.first_line ~ ', column ' ~ row.column_name -%}
            {%- if row.kind == 'column' -%}
                {%- set what = 'the codebook does not know this column (' ~ row.n_rows ~ ' rows); add it to seeds/codebook/export_columns.csv, or take it out of the file' -%}
            {%- elif row.kind == 'loket' -%}
                {%- set what = "the codebook does not know the loket '" ~ row.value ~ "' (" ~ row.n_rows ~ ' rows); add the spelling to seeds/codebook/loket_aliases.csv, or deliver a corrected file' -%}
            {%- else -%}
                {%- set what = "the codebook does not know the value '" ~ row.value ~ "' (" ~ row.n_rows ~ ' rows); add it to seeds/codebook/answer_codes.csv, or deliver a corrected file' -%}
            {%- endif -%}
            {%- do log(place ~ ': ' ~ what ~ '.', info=true) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
