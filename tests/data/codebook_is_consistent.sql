-- The seeds agree with each other: no key comes twice, and what one names another has.
{% set keys = {
    'questionnaires': ['questionnaire'],
    'questions': ['question'],
    'question_versions': ['questionnaire', 'question'],
    'routing': ['questionnaire', 'question', 'routing_question', 'routing_answer'],
    'options': ['question', 'option'],
    'option_versions': ['questionnaire', 'question', 'option'],
    'export_columns': ['questionnaire', 'file_kind', 'column_name'],
    'answer_codes': ['code_list', 'raw_value'],
    'lokets': ['loket'],
    'loket_aliases': ['alias'],
    'dimensions': ['dimension'],
    'subgroups': ['dimension', 'subgroup'],
    'subgroup_options': ['dimension', 'option'],
    'score_bands': ['band'],
    'published_tables': ['table_name'],
    'open_answer_themes': ['question', 'theme'],
    'published_figures': ['id'],
    'published_claims': ['id'],
} %}
-- (seed, column, the values that the models know)
{% set known_values = [
    ('questions', 'kind', ['scale_1_10', 'single', 'multiple', 'open']),
    ('export_columns', 'file_kind', ['responses', 'invitations']),
    ('export_columns', 'content', [
        'respondent', 'loket', 'invited_at', 'started_at', 'completed_at', 'invited',
        'origin', 'score', 'choice', 'option_flag', 'option_list', 'text',
    ]),
] %}
-- (seed, columns, the seed that has them all, its columns)
{% set references = [
    ('question_versions', ['questionnaire'], 'questionnaires', ['questionnaire']),
    ('question_versions', ['question'], 'questions', ['question']),
    ('option_versions', ['questionnaire', 'question'], 'question_versions', ['questionnaire', 'question']),
    ('option_versions', ['question', 'option'], 'options', ['question', 'option']),
    ('options', ['question', 'option'], 'option_versions', ['question', 'option']),
    ('routing', ['questionnaire', 'question'], 'question_versions', ['questionnaire', 'question']),
    ('routing', ['questionnaire', 'routing_question'], 'question_versions', ['questionnaire', 'question']),
    ('export_columns', ['questionnaire'], 'questionnaires', ['questionnaire']),
    ('export_columns', ['questionnaire', 'question'], 'question_versions', ['questionnaire', 'question']),
    ('export_columns', ['questionnaire', 'question', 'option'], 'option_versions', ['questionnaire', 'question', 'option']),
    ('question_versions', ['questionnaire', 'question'], 'export_columns', ['questionnaire', 'question']),
    ('loket_aliases', ['loket'], 'lokets', ['loket']),
    ('dimensions', ['question'], 'questions', ['question']),
    ('subgroups', ['dimension'], 'dimensions', ['dimension']),
    ('subgroup_options', ['dimension', 'subgroup'], 'subgroups', ['dimension', 'subgroup']),
    ('open_answer_themes', ['question'], 'questions', ['question']),
    ('open_answer_theme_rules', ['question', 'theme'], 'open_answer_themes', ['question', 'theme']),
    ('open_answer_theme_corrections', ['question', 'theme'], 'open_answer_themes', ['question', 'theme']),
] %}

{% for seed, columns in keys.items() %}
select
    '{{ seed }}.csv: ' || concat_ws(', ', {{ columns | join(', ') }})
    || ' stands there more than once; keep one row.' as sentence
from {{ ref(seed) }}
group by {{ columns | join(', ') }}
having count(*) > 1
union all
{% endfor %}
{% for seed, columns, home, home_columns in references %}
select distinct
    '{{ seed }}.csv: ' || concat_ws(', ', {{ columns | join(', ') }})
    || ' is not in {{ home }}.csv; add it there or correct it here.' as sentence
from {{ ref(seed) }}
where
    {{ columns | join(' is not null and ') }} is not null
    and ({{ columns | join(', ') }}) not in (
        select ({{ home_columns | join(', ') }})
        from {{ ref(home) }}
        where {{ home_columns | join(' is not null and ') }} is not null
    )
union all
{% endfor %}
{% for seed, column, values in known_values %}
select distinct
    '{{ seed }}.csv: {{ column }} is ' || coalesce({{ column }}, 'empty')
    || '; expected one of {{ values | join(', ') }}.' as sentence
from {{ ref(seed) }}
where
    coalesce({{ column }}, '') not in (
        {% for value in values %}
        '{{ value }}'{{ ',' if not loop.last }}
        {% endfor %}
    )
union all
{% endfor %}
select
    'export_columns.csv: ' || questionnaire || ', ' || column_name || ' has content '
    || content || ' and names no '
    || case when question is null then 'question' else 'option' end
    || '; add it.' as sentence
from {{ ref('export_columns') }}
where
    (
        content in ('score', 'choice', 'option_flag', 'option_list', 'text')
        and question is null
    )
    or (content = 'option_flag' and option is null)
union all
select
    'questionnaires.csv: the year ' || cast(year as {{ dbt.type_string() }})
    || ' has ' || cast(count(*) as {{ dbt.type_string() }})
    || ' questionnaires; let each year have one.' as sentence
from {{ ref('questionnaires') }}
group by year
having count(*) > 1
union all
select distinct
    'routing.csv: ' || routing.routing_answer || ' is no mark and no option of '
    || routing.routing_question || ' in ' || routing.questionnaire
    || '; correct it.' as sentence
from {{ ref('routing') }} as routing
inner join {{ ref('questions') }} as questions
    on routing.routing_question = questions.question
left join {{ ref('option_versions') }} as option_versions
    on
        routing.questionnaire = option_versions.questionnaire
        and routing.routing_question = option_versions.question
        and routing.routing_answer = option_versions.option
where
    option_versions.option is null
    and (
        questions.kind != 'scale_1_10'
        or routing.routing_answer not in (
            '1', '2', '3', '4', '5', '6', '7', '8', '9', '10'
        )
    )
union all
select distinct
    'export_columns.csv: the code list ' || export_columns.code_list
    || ' is not in answer_codes.csv; add its codes there.' as sentence
from {{ ref('export_columns') }} as export_columns
where
    export_columns.content in ('score', 'choice', 'option_flag', 'option_list')
    and coalesce(export_columns.code_list, '') not in (
        select answer_codes.code_list from {{ ref('answer_codes') }} as answer_codes
    )
union all
select
    'export_columns.csv: ' || questionnaire || ', ' || column_name
    || ' lists options and has no delimiter; add it.' as sentence
from {{ ref('export_columns') }}
where content = 'option_list' and delimiter is null
union all
select distinct
    'answer_codes.csv: ' || answer_codes.code_list || ' has the option '
    || answer_codes.option || ', which option_versions.csv does not offer at '
    || export_columns.question || ' in ' || export_columns.questionnaire
    || '; add it there or correct it here.' as sentence
from {{ ref('answer_codes') }} as answer_codes
inner join {{ ref('export_columns') }} as export_columns
    on answer_codes.code_list = export_columns.code_list
left join {{ ref('option_versions') }} as option_versions
    on
        export_columns.questionnaire = option_versions.questionnaire
        and export_columns.question = option_versions.question
        and answer_codes.option = option_versions.option
where answer_codes.option is not null and option_versions.option is null
union all
select
    'questionnaires.csv: ' || questionnaires.questionnaire || ' and '
    || overlapping.questionnaire
    || ' both cover a wave; let each wave have one.' as sentence
from {{ ref('questionnaires') }} as questionnaires
inner join {{ ref('questionnaires') }} as overlapping
    on
        questionnaires.questionnaire < overlapping.questionnaire
        and questionnaires.first_wave <= overlapping.last_wave
        and questionnaires.last_wave >= overlapping.first_wave
