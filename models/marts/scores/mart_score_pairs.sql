with

pair_sums as (
    select * from {{ ref('score_pair_sums') }}
),

dim_wave as (
    select * from {{ ref('dim_wave') }}
),

score_pairs as (
    select
        dim_wave.year,
        pair_sums.loket,
        pair_sums.question_a,
        pair_sums.question_b,
        cast(sum(pair_sums.n) as bigint) as n,
        cast(sum(pair_sums.sum_a) as bigint) as sum_a,
        cast(sum(pair_sums.sum_b) as bigint) as sum_b,
        cast(sum(pair_sums.sum_aa) as bigint) as sum_aa,
        cast(sum(pair_sums.sum_bb) as bigint) as sum_bb,
        cast(sum(pair_sums.sum_ab) as bigint) as sum_ab
    from pair_sums
    inner join dim_wave
        on pair_sums.wave = dim_wave.wave
    group by
        dim_wave.year,
        pair_sums.loket,
        pair_sums.question_a,
        pair_sums.question_b
)

select * from score_pairs
