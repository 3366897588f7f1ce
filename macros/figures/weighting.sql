{#
How answers are weighted: the setting `weighting` of the policy. Without weighting the
counts hold whole numbers and nothing is joined or added up besides them.
#}
{% macro weighting() -%}
    {%- set query -%}
        select value from {{ ref('report_policy') }} where setting = 'weighting'
    {%- endset -%}
    {%- if execute -%}
        {{ return(run_query(query).columns[0].values()[0]) }}
    {%- endif -%}
    {{ return('none') }}
{%- endmacro %}

{# The column of a counts table that is added up: respondents, or their weights. #}
{% macro weight() -%}
    {{ return('n' if weighting() == 'none' else 'weight') }}
{%- endmacro %}

{# The same of the squared weights. #}
{% macro weight_squared() -%}
    {{ return('n' if weighting() == 'none' else 'weight_squared') }}
{%- endmacro %}

{# The weights of respondents, joined to whoever has the response number. #}
{% macro join_weights(response_number) -%}
    {%- set weights = ref('response_weights') -%}
    {%- if weighting() != 'none' %}
    inner join {{ weights }} as response_weights
        on {{ response_number }} = response_weights.response_number
    {%- endif -%}
{%- endmacro %}

{# The sums of weights and of their squares, beside the number of respondents. #}
{% macro sum_weights() -%}
    {%- if weighting() != 'none' -%}
        ,
        sum(response_weights.weight) as weight,
        sum(response_weights.weight * response_weights.weight) as weight_squared
    {%- endif -%}
{%- endmacro %}

{# Those sums; without weighting everyone weighs 1. #}
{% macro summed_weights(counts) -%}
    {%- if weighting() == 'none' -%}
        cast({{ counts }}.n as double) as weight,
        cast({{ counts }}.n as double) as weight_squared
    {%- else -%}
        {{ counts }}.weight,
        {{ counts }}.weight_squared
    {%- endif -%}
{%- endmacro %}
