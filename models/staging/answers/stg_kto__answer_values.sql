with

export_columns as (
    select * from {{ ref('stg_kto__export_columns') }}
),

answer_codes as (
    select * from {{ ref('stg_kto__answer_codes') }}
),

questions as (
    select * from {{ ref('questions') }}
),

option_groups as (
    select * from {{ ref('option_groups') }}
),

-- what the codes of the codebook's columns can say of a question
coded_values as (
    select
        questions.question,
        questions.kind,
        case
            when coalesce(answer_codes.is_chosen, true)
                then coalesce(export_columns.option, answer_codes.option)
        end as option,
        false as is_net,
        answer_codes.score,
        answer_codes.missing_kind
    from export_columns
    inner join answer_codes
        on export_columns.code_set = answer_codes.code_set
    inner join questions
        on export_columns.question = questions.question
    where export_columns.content in {{ coded_contents() }}
),

answer_values as (
    select * from coded_values
    where kind not in {{ kinds_answered_in_parts() }} or option is not null
    union
    -- that there is an answer, whatever was chosen or written
    select
        question,
        kind,
        cast(null as {{ dbt.type_string() }}) as option,
        false as is_net,
        cast(null as integer) as score,
        cast(null as {{ dbt.type_string() }}) as missing_kind
    from questions
    where kind in {{ kinds_answered_in_parts() }}
    union
    -- that some option of a net was chosen
    select
        questions.question,
        questions.kind,
        option_groups.net as option,
        true as is_net,
        cast(null as integer) as score,
        cast(null as {{ dbt.type_string() }}) as missing_kind
    from option_groups
    inner join questions
        on option_groups.question = questions.question
),

numbered_values as (
    select
        cast(
            row_number() over (
                order by
                    question, option nulls last, score nulls last,
                    missing_kind nulls last
            ) as smallint
        ) as answer_number,
        cast(dense_rank() over (order by question) as smallint) as question_number,
        question,
        kind,
        option,
        is_net,
        score,
        missing_kind
    from answer_values
)

select * from numbered_values
