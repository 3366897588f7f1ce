{#
Whether the warehouse holds the demo exports, whole and unchanged: every demo file with
its fingerprint, and nothing else for the years of the report. The report does not
weigh, so that it is no gate for a warehouse that does.
#}
{% macro holds_the_demo_exports() -%}
    {% if weighting() != 'none' %}1 = 0 and {% endif %}not exists (
        select 1
        from {{ ref('demo_files') }} as demo_files
        full outer join (
            select
                load_log.file_name,
                load_log.sha256
            from {{ source('raw', 'load_log') }} as load_log
            inner join {{ ref('questionnaires') }} as questionnaires
                on load_log.questionnaire = questionnaires.questionnaire
            where
                load_log.status = 'loaded'
                and questionnaires.year in (
                    select year from {{ ref('published_figures') }}
                )
        ) as loaded
            on
                demo_files.file_name = loaded.file_name
                and demo_files.sha256 = loaded.sha256
        where demo_files.file_name is null or loaded.file_name is null
    )
{%- endmacro %}
