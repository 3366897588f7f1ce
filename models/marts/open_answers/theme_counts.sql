with

fct_themes as (
    select * from {{ ref('fct_themes') }}
),

respondent_members as (
    select * from {{ ref('respondent_members') }}
    where {{ is_touched('wave', 'wave') }}
),

-- an answer can have several themes; the row without one counts the answer once
themes as (
    select
        respondent,
        question,
        theme
    from fct_themes
    union
    select
        respondent,
        question,
        cast(null as {{ dbt.type_string() }}) as theme
    from fct_themes
),

counts as (
    select
        respondent_members.wave,
        respondent_members.cut,
        respondent_members.member,
        themes.question,
        themes.theme,
        count(*) as n
    from themes
    inner join respondent_members
        on themes.respondent = respondent_members.respondent
    group by
        respondent_members.wave,
        respondent_members.cut,
        respondent_members.member,
        themes.question,
        themes.theme
)

select * from counts
