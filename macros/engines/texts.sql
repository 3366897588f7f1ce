{# What engines read otherwise in a text. #}

{# A text without spaces around it: whatever Unicode calls a space (Zs), not tabs. #}
{% macro trimmed(text) -%}
    {{ adapter.dispatch('trimmed', 'kto')(text) }}
{%- endmacro %}

{% macro default__trimmed(text) -%}
    trim({{ text }})
{%- endmacro %}

{# Spark's own trim knows one space only. #}
{% macro spark__trimmed(text) -%}
    regexp_replace({{ text }}, '^\\p{Zs}+|\\p{Zs}+\\z', '')
{%- endmacro %}

{# Whether a pattern, a literal of standard SQL, is found in a text. #}
{% macro matches_pattern(text, pattern) -%}
    {{ adapter.dispatch('matches_pattern', 'kto')(text, pattern) }}
{%- endmacro %}

{% macro default__matches_pattern(text, pattern) -%}
    regexp_matches({{ text }}, {{ pattern }})
{%- endmacro %}

{#
The same pattern as Java reads it: where a word begins or ends by letters without accents,
`$` at the very end only, a line that ends at its \n (the flag d), space without \x0b. In
a literal of Spark a backslash is an escape, and two apostrophes are none.
#}
{% macro spark__matches_pattern(text, pattern) -%}
    {%- set letter = '[0-9A-Za-z_]' -%}
    {%- set edge = '(?:(?<=' ~ letter ~ ')(?!' ~ letter ~ ')|(?<!' ~ letter ~ ')(?='
        ~ letter ~ '))' -%}
    {%- set said = pattern[1:-1] | replace("''", "'") -%}
    {%- set said = said | replace('\\b', edge) | replace('\\s', '[ \\t\\n\\f\\r]') -%}
    {%- set said = '(?d)' ~ modules.re.sub('(?<!\\\\)[$]', '\\\\z', said) -%}
    {{ text }} rlike '{{ said | replace('\\', '\\\\') | replace("'", "\\'") }}'
{%- endmacro %}
