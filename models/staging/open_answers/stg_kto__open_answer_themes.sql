with

open_answers as (
    select * from {{ ref('stg_kto__open_answers') }}
    where {{ is_touched('response_number', 'response_number') }}
),

answers_outside_routing as (
    select
        outside.response_number,
        answer_values.question
    from {{ ref('stg_kto__answers_outside_routing') }} as outside
    inner join {{ ref('stg_kto__answer_values') }} as answer_values
        on outside.answer_number = answer_values.answer_number
),

respondents as (
    select * from {{ ref('stg_kto__respondents') }}
    where {{ is_touched('response_number', 'response_number') }}
),

kept_themes as (
    select * from {{ source('raw', 'kept_themes') }}
),

themes as (
    select * from {{ ref('open_answer_themes') }}
),

theme_corrections as (
    select * from {{ ref('open_answer_theme_corrections') }}
),

-- the text itself stays behind: a correction knows an answer by its fingerprint
counted_answers as (
    select
        open_answers.respondent,
        open_answers.response_number,
        open_answers.year,
        open_answers.question,
        lower(open_answers.answer) as answer,
        md5(lower(open_answers.answer)) as answer_md5
    from open_answers
    left join answers_outside_routing
        on
            open_answers.response_number = answers_outside_routing.response_number
            and open_answers.question = answers_outside_routing.question
    where
        open_answers.option is null
        and answers_outside_routing.response_number is null
),

themes_by_rule as (
    select
        counted_answers.respondent,
        counted_answers.question,
        themes.theme
    from counted_answers
    inner join themes
        on counted_answers.question = themes.question
    where
        case
            when themes.is_fallback then false
            {% for rule in theme_patterns() -%}
            {%- set pattern = rule.patterns | join('|') | replace("'", "''") -%}
            {%- set pattern = "'" ~ pattern ~ "'" %}
            when
                themes.question = '{{ rule.question }}'
                and themes.theme = '{{ rule.theme }}'
                then {{ matches_pattern('counted_answers.answer', pattern) }}
            {% endfor %}
        end
),

corrections as (
    select
        counted_answers.respondent,
        counted_answers.question,
        theme_corrections.theme,
        theme_corrections.applies
    from counted_answers
    inner join theme_corrections
        on
            counted_answers.question = theme_corrections.question
            and counted_answers.answer_md5 = theme_corrections.answer_md5
),

-- what a person decided goes before the rules
corrected_themes as (
    select
        themes_by_rule.respondent,
        themes_by_rule.question,
        themes_by_rule.theme
    from themes_by_rule
    left join corrections
        on
            themes_by_rule.respondent = corrections.respondent
            and themes_by_rule.question = corrections.question
            and themes_by_rule.theme = corrections.theme
    where coalesce(corrections.applies, true)
    union
    select
        respondent,
        question,
        theme
    from corrections
    where applies
),

answers_with_themes as (
    select
        counted_answers.respondent,
        counted_answers.response_number,
        counted_answers.year,
        counted_answers.question,
        coalesce(corrected_themes.theme, fallback_themes.theme) as theme
    from counted_answers
    left join corrected_themes
        on
            counted_answers.respondent = corrected_themes.respondent
            and counted_answers.question = corrected_themes.question
    inner join themes as fallback_themes
        on
            counted_answers.question = fallback_themes.question
            and fallback_themes.is_fallback
    union all
    -- of texts that were kept as long as they may be
    select
        respondents.respondent,
        respondents.response_number,
        respondents.year,
        kept_themes.question,
        kept_themes.theme
    from kept_themes
    inner join respondents
        on
            kept_themes.delivery_id = respondents.delivery_id
            and kept_themes.line_number = respondents.line_number
)

select * from answers_with_themes
