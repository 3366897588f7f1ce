with

cells as (
    select * from {{ ref('stg_kto__cells') }}
    where {{ is_touched('wave', 'wave') }}
),

delivered_values as (
    select * from {{ ref('stg_kto__delivered_values') }}
),

answer_values as (
    select * from {{ ref('stg_kto__answer_values') }}
),

text_columns as (
    select * from {{ ref('stg_kto__columns') }}
    where content = 'text' and option is null
),

option_groups as (
    select * from {{ ref('option_groups') }}
),

-- what a delivered value says: one thing; of an answer in parts also that there is one,
-- and of an option of a net also the net
answers_per_value as (
    select
        delivered_values.column_number,
        delivered_values.value,
        answer_values.answer_number,
        false as is_in_parts
    from delivered_values
    inner join answer_values
        on
            delivered_values.question = answer_values.question
            and coalesce(delivered_values.option, '')
            = coalesce(answer_values.option, '')
            and coalesce(delivered_values.score, -1) = coalesce(answer_values.score, -1)
            and coalesce(delivered_values.missing_kind, '')
            = coalesce(answer_values.missing_kind, '')
    where answer_values.kind not in {{ kinds_answered_in_parts() }}
    union
    select
        delivered_values.column_number,
        delivered_values.value,
        answer_values.answer_number,
        true as is_in_parts
    from delivered_values
    inner join answer_values
        on
            delivered_values.question = answer_values.question
            and (
                delivered_values.option = answer_values.option
                or answer_values.option is null
            )
    where answer_values.kind in {{ kinds_answered_in_parts() }}
    union
    select
        delivered_values.column_number,
        delivered_values.value,
        answer_values.answer_number,
        true as is_in_parts
    from delivered_values
    inner join option_groups
        on
            delivered_values.question = option_groups.question
            and delivered_values.option = option_groups.option
    inner join answer_values
        on
            option_groups.question = answer_values.question
            and option_groups.net = answer_values.option
),

open_columns as (
    select
        text_columns.column_number,
        answer_values.answer_number
    from text_columns
    inner join answer_values
        on text_columns.question = answer_values.question
),

-- one look at the cells: a column has coded values, or is in someone's own words
decoded as (
    select
        cells.response_number,
        coalesce(answers_per_value.answer_number, open_columns.answer_number)
            as answer_number,
        coalesce(answers_per_value.is_in_parts, true) as is_in_parts
    from cells
    left join answers_per_value
        on
            cells.column_number = answers_per_value.column_number
            and cells.value = answers_per_value.value
    left join open_columns
        on cells.column_number = open_columns.column_number
    where
        answers_per_value.answer_number is not null
        or (
            open_columns.answer_number is not null
            and {{ trimmed('cells.value') }} != ''
        )
),

given_answers as (
    select
        response_number,
        answer_number
    from decoded
    where not is_in_parts
    union all
    -- an option may come twice, in a list or as two of a net: it was chosen once
    select distinct
        response_number,
        answer_number
    from decoded
    where is_in_parts
)

select * from given_answers
