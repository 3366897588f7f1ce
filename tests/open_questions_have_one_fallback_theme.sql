-- An answer that no rule fits would be lost from its base, or counted twice.
{% set problems %}
select
    'open_answer_themes.csv: question ' || question || ' has '
    || sum(case when is_fallback then 1 else 0 end)
    || ' themes with is_fallback true; let one have it.' as sentence
from {{ ref('open_answer_themes') }}
group by question
having sum(case when is_fallback then 1 else 0 end) != 1
{% endset %}
{{ say(problems) }}

{{ problems }}
