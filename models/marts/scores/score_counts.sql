with

fct_scores as (
    select * from {{ ref('fct_scores') }}
),

respondent_members as (
    select * from {{ ref('respondent_members') }}
),

counts as (
    select
        respondent_members.wave,
        respondent_members.cut,
        respondent_members.member,
        fct_scores.question,
        fct_scores.score,
        fct_scores.missing_kind,
        count(*) as n
    from fct_scores
    inner join respondent_members
        on fct_scores.respondent = respondent_members.respondent
    group by
        respondent_members.wave,
        respondent_members.cut,
        respondent_members.member,
        fct_scores.question,
        fct_scores.score,
        fct_scores.missing_kind
)

select * from counts
