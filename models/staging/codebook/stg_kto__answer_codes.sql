with

answer_codes as (
    select
        cast(code_set as integer) as code_set,
        code_list,
        raw_value,
        option,
        cast(score as integer) as score,
        missing_kind,
        is_chosen = 'true' as is_chosen
    from {{ ref('stg_kto__codebook') }}
    where seed = 'answer_codes'
),

-- spreadsheets and statistical packages write the code 7 as 7.0 or 7,0 as well
spellings as (
    select '' as suffix
    union all
    select '.0' as suffix
    union all
    select ',0' as suffix
),

spelled_codes as (
    select
        answer_codes.code_set,
        answer_codes.code_list,
        lower(answer_codes.raw_value) || spellings.suffix as raw_value,
        answer_codes.option,
        answer_codes.score,
        answer_codes.missing_kind,
        answer_codes.is_chosen
    from answer_codes
    cross join spellings
    where
        spellings.suffix = ''
        or {{ matches_pattern('answer_codes.raw_value', "'^[0-9]+$'") }}
)

select * from spelled_codes
