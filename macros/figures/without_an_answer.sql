{#
A CTE with the number of those who were asked and gave no answer: no row is kept of an
empty cell. `given` has the answers by wave_member and question_number; the model has
asked_counts and answer_values.
#}
{% macro without_an_answer(given) -%}
without_an_answer as (
    select
        asked_counts.wave_member,
        asked_counts.question_number,
        asked_counts.n - coalesce(answered.n, 0) as n,
        asked_counts.weight - coalesce(answered.weight, 0) as weight,
        asked_counts.weight_squared - coalesce(answered.weight_squared, 0)
            as weight_squared
    from asked_counts
    left join (
        select
            wave_member,
            question_number,
            cast(sum(n) as bigint) as n,
            sum(weight) as weight,
            sum(weight_squared) as weight_squared
        from {{ given }}
        group by wave_member, question_number
    ) as answered
        on
            asked_counts.wave_member = answered.wave_member
            and asked_counts.question_number = answered.question_number
    where
        asked_counts.question_number in (select question_number from answer_values)
        and asked_counts.n > coalesce(answered.n, 0)
)
{%- endmacro %}
