{#
The base of a share, from rows of stg_kto__answers: of a single choice all who answered,
of a multiple response all who were asked.
#}
{% macro answer_base() -%}
    sum(
        case
            when missing_kind is null then 1
            when kind = 'multiple' and missing_kind != 'not_asked' then 1
            else 0
        end
    )
{%- endmacro %}

{# Base, count and share after a left join on every option that was offered. #}
{% macro share_columns() -%}
    cast(coalesce(bases.n_base, 0) as integer) as n_base,
    cast(coalesce(chosen.n_chosen, 0) as integer) as n_chosen,
    cast(coalesce(chosen.n_chosen, 0) as double) / nullif(bases.n_base, 0) as share
{%- endmacro %}
