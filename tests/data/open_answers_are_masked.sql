-- Nothing downstream of staging meets an e-mail address, an account, a page on the web,
-- a licence plate or a long number.
-- The shapes are wider than the masking needs to be, and need no library.
with

open_answers as (
    select * from {{ ref('stg_kto__open_answers') }}
),

unmasked as (
    select
        respondent,
        question,
        option
    from open_answers
    where
        {{ matches_pattern('answer', "'[A-Za-z0-9]@[A-Za-z0-9]'") }}
        or {{ matches_pattern('answer', "'[0-9]{9}'") }}
        or {{ matches_pattern('answer', "'https?://[^ /]+/[^ ]'") }}
        or {{ matches_pattern('answer', "'[0-9]{2}-[BDFGHJKLNPRSTVXZ]{2,3}-[0-9]'") }}
)

select * from unmasked
