{# The columns together identify a row: none is null and no combination comes twice. #}
{% test is_key(model, columns) %}
select
    {{ columns | join(", ") }},
    count(*) as n_rows
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1 or {{ columns | join(' is null or ') }} is null
{% endtest %}
