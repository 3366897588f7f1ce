-- The marts wait until the codebook is shown to know all that was delivered.
-- depends_on: {{ ref('stg_kto__unknowns') }}
with

given_answers as (
    select * from {{ ref('stg_kto__given_answers') }}
),

answers_outside_routing as (
    select * from {{ ref('stg_kto__answers_outside_routing') }}
),

-- an answer of someone who was not asked does not count
answers_that_count as (
    select
        given_answers.response_number,
        given_answers.answer_number
    from given_answers
    left join answers_outside_routing
        on
            given_answers.response_number = answers_outside_routing.response_number
            and given_answers.answer_number = answers_outside_routing.answer_number
    where answers_outside_routing.response_number is null
)

select * from answers_that_count
