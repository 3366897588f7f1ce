-- The grain of each table: its key is never empty and never comes twice.
-- One test for all: dbt takes longer to start a test than the engine to run one.
{# Keys of tables that are not published. #}
{% set keys = {
    'stg_kto__answer_codes': ['code_set', 'raw_value'],
    'stg_kto__answer_values': ['answer_number'],
    'stg_kto__answers_outside_routing': ['response_number', 'answer_number'],
    'stg_kto__routed_responses': ['response_number', 'question_number'],
    'stg_kto__columns': ['delivery_id', 'position'],
    'stg_kto__deliveries': ['delivery_id'],
    'stg_kto__invitations': ['delivery_id', 'line_number'],
    'stg_kto__loket_names': ['loket_name'],
    'stg_kto__open_answer_themes': ['respondent', 'question', 'theme'],
    'stg_kto__option_versions': ['questionnaire', 'question', 'option'],
    'stg_kto__question_versions': ['questionnaire', 'question'],
    'stg_kto__routing': [
        'questionnaire', 'question', 'routing_question', 'routing_answer'
    ],
    'stg_kto__export_columns': ['questionnaire', 'file_kind', 'column_name'],
    'stg_kto__respondents': ['respondent'],
    'dim_member': ['year', 'cut', 'member'],
    'dim_option_version': ['year', 'question', 'option'],
    'dim_offered_option': ['questionnaire', 'question', 'option'],
    'loket_successors': ['loket', 'successor'],
    'mart_net_scores': ['year', 'cut', 'member', 'question'],
    'mart_scores_per_successor': ['year', 'loket', 'question'],
    'mart_answers_per_successor': ['year', 'loket', 'question', 'option'],
    'dim_question_policy': ['question', 'setting'],
    'fct_invitations': ['wave', 'loket'],
    'fieldwork_counts': ['wave', 'loket'],
    'fct_responses': ['respondent'],
    'fct_themes': ['respondent', 'question', 'theme'],
    'raked_weights': ['response_number'],
    'response_weights': ['response_number'],
    'metric_days': ['calendar_day'],
    'dim_wave_member': ['wave_member'],
    'response_counts': ['wave_member', 'answer_number'],
    'asked_counts': ['wave_member', 'question'],
    'unanswered_counts': ['wave_member', 'question'],
    'dim_questionnaire_question': ['questionnaire', 'question'],
    'answer_counts': ['wave', 'cut', 'member', 'question', "coalesce(option, '')", "coalesce(missing_kind, '')"],
    'answer_figures': ['year', 'cut', 'member', 'question', 'option'],
    'score_counts': ['wave', 'cut', 'member', 'question', 'coalesce(score, 0)', "coalesce(missing_kind, '')"],
    'score_figures': ['year', 'cut', 'member', 'question'],
    'score_pair_sums': ['wave', 'loket', 'question_a', 'question_b'],
    'theme_counts': ['wave', 'cut', 'member', 'question', "coalesce(theme, '')"],
    'mart_score_pairs': ['year', 'loket', 'question_a', 'question_b'],
    'mart_scores_per_factor_and_control': ['year', 'question', 'factor_level', 'control_level'],
    'report_figures': ['id'],
    'report_claims': ['id'],
} %}

{# Those of published tables stand in the seed; dbt wants their names when it parses. #}
{% set published = [
    'dim_loket',
    'dim_question',
    'dim_question_version',
    'dim_answer_option',
    'dim_subgroup',
    'dim_wave',
    'mart_scores_per_year',
    'mart_scores_per_loket',
    'mart_scores_per_subgroup',
    'mart_answers_per_year',
    'mart_answers_per_loket',
    'mart_answers_per_subgroup',
    'mart_fieldwork',
    'mart_fieldwork_per_wave',
    'mart_fieldwork_per_loket',
    'mart_fieldwork_per_year',
    'mart_top_lokets',
    'mart_open_answer_themes',
    'mart_scores_per_wave',
    'mart_wave_trends',
    'mart_importance_performance',
    'mart_adjusted_test_effect',
    'sig_year_on_year',
    'sig_subgroups',
    'sig_lokets',
    'sig_lokets_year_on_year',
    'mart_loket_standing',
    'sig_trends',
    'mart_weighting_effect',
    'findings',
    'story',
] %}
{% set seed = ref('published_tables') %}
{% for table in published %}{% do ref(table) %}{% endfor %}
{% if execute %}
    {% for row in run_query('select table_name, keys from ' ~ seed) %}
        {# the comparison of a mark has no option #}
        {% set empty = row['table_name'].startswith('sig_') %}
        {% set option = "coalesce(option,'')" if empty else 'option' %}
        {% do keys.update({
            row['table_name']: (row['keys'] | replace('option', option)).split()
        }) %}
    {% endfor %}
{% endif %}

{% for table, columns in keys.items() %}
select
    '{{ table }}: ' || concat_ws(', ', {{ columns | join(', ') }}) || ' stands in '
    || count(*) || ' rows; {{ columns | join(', ') | replace("'", "''") }}'
    || ' should be filled and name one row.' as sentence
from {{ ref(table) }}
group by {{ columns | join(', ') }}
having count(*) > 1 or {{ columns | join(' is null or ') }} is null
{{ 'union all' if not loop.last }}
{% endfor %}
