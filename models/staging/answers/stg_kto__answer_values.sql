with

export_columns as (
    select * from {{ ref('export_columns') }}
),

answer_codes as (
    select * from {{ ref('answer_codes') }}
),

questions as (
    select * from {{ ref('questions') }}
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
        answer_codes.score,
        answer_codes.missing_kind
    from export_columns
    inner join answer_codes
        on export_columns.code_list = answer_codes.code_list
    inner join questions
        on export_columns.question = questions.question
    where export_columns.content in {{ coded_contents() }}
),

-- that a multiple response or an open question was answered, whatever was chosen
answered as (
    select
        question,
        kind
    from questions
    where kind not in {{ kinds_with_one_answer() }}
),

answer_values as (
    select
        question,
        kind,
        option,
        score,
        missing_kind
    from coded_values
    where kind in {{ kinds_with_one_answer() }} or option is not null
    union
    select
        question,
        kind,
        cast(null as {{ dbt.type_string() }}) as option,
        cast(null as integer) as score,
        cast(null as {{ dbt.type_string() }}) as missing_kind
    from answered
),

numbered_values as (
    select
        cast(
            row_number() over (order by question, option, score, missing_kind)
            as smallint
        ) as answer_number,
        cast(dense_rank() over (order by question) as smallint) as question_number,
        question,
        kind,
        option,
        score,
        missing_kind
    from answer_values
)

select * from numbered_values
