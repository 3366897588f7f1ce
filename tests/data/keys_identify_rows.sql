-- The grain of each table: its key is never empty and never comes twice.
-- One test for all: dbt takes longer to start a test than the engine to run one.
{% set keys = {
    'stg_kto__answer_codes': ['code_list', 'raw_value'],
    'stg_kto__answers': ['respondent', 'question'],
    'stg_kto__choices': ['respondent', 'question', 'option'],
    'stg_kto__columns': ['delivery_id', 'position'],
    'stg_kto__invitations': ['delivery_id', 'line_number'],
    'stg_kto__loket_names': ['loket_name'],
    'stg_kto__open_answer_themes': ['respondent', 'question', 'theme'],
    'stg_kto__option_versions': ['year', 'question', 'option'],
    'stg_kto__policy': ['question', 'setting'],
    'stg_kto__question_versions': ['year', 'question'],
    'stg_kto__respondent_subgroups': ['respondent', 'dimension'],
    'stg_kto__respondents': ['respondent'],
    'dim_answer_option': ['question', 'option'],
    'dim_loket': ['loket'],
    'dim_question': ['question'],
    'dim_question_version': ['year', 'question'],
    'dim_subgroup': ['dimension', 'subgroup'],
    'dim_wave': ['wave'],
    'fct_choices': ['respondent', 'question', 'option'],
    'fct_responses': ['respondent'],
    'fct_scores': ['respondent', 'question'],
    'mart_answers_per_loket': ['year', 'loket', 'question', 'option'],
    'mart_answers_per_subgroup': ['year', 'dimension', 'subgroup', 'question', 'option'],
    'mart_answers_per_year': ['year', 'question', 'option'],
    'mart_fieldwork': ['wave', 'loket'],
    'mart_fieldwork_per_loket': ['year', 'loket'],
    'mart_fieldwork_per_wave': ['wave'],
    'mart_fieldwork_per_year': ['year'],
    'mart_loket_standing': ['year', 'loket', 'question'],
    'mart_open_answer_themes': ['year', 'question', 'theme'],
    'mart_score_pairs': ['year', 'loket', 'question_a', 'question_b'],
    'mart_scores_per_factor_and_control': ['year', 'question', 'factor_level', 'control_level'],
    'mart_scores_per_loket': ['year', 'loket', 'question'],
    'mart_scores_per_subgroup': ['year', 'dimension', 'subgroup', 'question'],
    'mart_scores_per_wave': ['wave', 'question'],
    'mart_scores_per_year': ['year', 'question'],
    'mart_top_lokets': ['year', 'question', 'rank', 'loket'],
    'sig_lokets': ['year', 'loket', 'question', "coalesce(option, '')"],
    'sig_lokets_year_on_year': ['year', 'loket', 'question', "coalesce(option, '')"],
    'sig_trends': ['year', 'dimension', 'question', "coalesce(option, '')"],
    'sig_subgroups': ['year', 'dimension', 'subgroup_a', 'subgroup_b', 'question', "coalesce(option, '')"],
    'sig_year_on_year': ['year', 'question', "coalesce(option, '')"],
    'mart_adjusted_test_effect': ['year', 'question'],
    'mart_importance_performance': ['year', 'loket', 'question'],
    'mart_weighting_effect': ['year', 'question'],
    'mart_wave_trends': ['wave', 'question'],
    'findings': ['year', 'position'],
    'report_figures': ['id'],
    'report_claims': ['id'],
} %}

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
