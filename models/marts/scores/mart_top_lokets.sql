with

scores_per_loket as (
    select * from {{ ref('mart_scores_per_loket') }}
),

scores_per_year as (
    select * from {{ ref('mart_scores_per_year') }}
),

settings as (
    select * from {{ ref('dim_question_policy') }}
),

policy as (
    select
        question,
        cast(
            max(case when setting = 'top_lokets_min_base' then value end) as double
        ) as min_base,
        cast(
            max(case when setting = 'top_lokets_min_lead' then value end) as double
        ) as min_lead,
        cast(
            max(case when setting = 'top_lokets_ranks' then value end) as double
        ) as ranks,
        cast(
            max(case when setting = 'mean_decimals' then value end) as double
        ) as decimals
    from settings
    group by question
),

rounded_means as (
    select
        scores_per_loket.year,
        scores_per_loket.question,
        scores_per_loket.question_label,
        scores_per_loket.loket,
        scores_per_loket.loket_label,
        scores_per_loket.n_valid,
        scores_per_loket.mean,
        policy.min_lead,
        policy.ranks,
        {{ round_half_up('scores_per_loket.mean', 'policy.decimals') }}
            as mean_rounded,
        {{ round_half_up('scores_per_year.mean', 'policy.decimals') }}
            as national_mean_rounded
    from scores_per_loket
    inner join scores_per_year
        on
            scores_per_loket.year = scores_per_year.year
            and scores_per_loket.question = scores_per_year.question
    inner join policy
        on scores_per_loket.question = policy.question
    where scores_per_loket.n_valid >= policy.min_base
),

-- the nudge keeps 8.1 - 7.9, which a double holds as 0.1999…, a lead of 0.2
ranked as (
    select
        *,
        cast(dense_rank() over (
            partition by year, question
            order by mean_rounded desc
        ) as integer) as rank
    from rounded_means
    where mean_rounded - national_mean_rounded >= min_lead - 1e-9
),

top_lokets as (
    select
        year,
        question,
        question_label,
        rank,
        loket,
        loket_label,
        n_valid,
        mean,
        mean_rounded,
        national_mean_rounded
    from ranked
    where rank <= ranks
)

select * from top_lokets
