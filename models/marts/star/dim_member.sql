with

dim_loket as (
    select * from {{ ref('dim_loket') }}
),

loket_successors as (
    select * from {{ ref('loket_successors') }}
),

dim_subgroup as (
    select * from {{ ref('dim_subgroup') }}
),

dim_wave as (
    select * from {{ ref('dim_wave') }}
),

crossings as (
    select * from {{ ref('crossings') }}
),

value_labels as (
    select * from {{ ref('value_labels') }}
),

members as (
    select
        'total' as kind,
        'total' as cut,
        cast(null as {{ dbt.type_string() }}) as cut_label,
        value as member,
        label as member_label
    from value_labels
    where column_name = 'loket' and value = 'all'
    union all
    select
        'loket' as kind,
        'loket' as cut,
        cast(null as {{ dbt.type_string() }}) as cut_label,
        loket as member,
        loket_label as member_label
    from dim_loket
    union all
    -- a loket that others went up in, with all that they delivered
    select
        'successor' as kind,
        'successor' as cut,
        cast(null as {{ dbt.type_string() }}) as cut_label,
        dim_loket.loket as member,
        dim_loket.loket_label as member_label
    from dim_loket
    inner join loket_successors
        on dim_loket.loket = loket_successors.successor
    where loket_successors.loket = loket_successors.successor
    union all
    select
        'subgroup' as kind,
        dimension as cut,
        dimension_label as cut_label,
        subgroup as member,
        subgroup_label as member_label
    from dim_subgroup
),

crossed_members as (
    select
        'crossing' as kind,
        {{ crossed('crossings.cut', 'crossings.by_cut') }} as cut,
        {{ crossed('members.cut_label', 'by_members.cut_label') }} as cut_label,
        {{ crossed('members.member', 'by_members.member') }} as member,
        {{ crossed('members.member_label', 'by_members.member_label') }}
            as member_label,
        members.member as part,
        by_members.member as by_part
    from crossings
    inner join members
        on crossings.cut = members.cut
    inner join members as by_members
        on crossings.by_cut = by_members.cut
),

years as (
    select distinct year from dim_wave
),

-- a wave belongs to one year, any other member to each year that there is
members_per_year as (
    select
        years.year,
        members.*,
        members.member as part,
        cast(null as {{ dbt.type_string() }}) as by_part
    from years
    cross join members
    union all
    select
        years.year,
        crossed_members.*
    from years
    cross join crossed_members
    union all
    select
        year,
        'wave' as kind,
        'wave' as cut,
        cast(null as {{ dbt.type_string() }}) as cut_label,
        wave as member,
        wave_label as member_label,
        wave as part,
        cast(null as {{ dbt.type_string() }}) as by_part
    from dim_wave
)

select * from members_per_year
