with

dim_wave as (
    select * from {{ ref('dim_wave') }}
),

dim_member as (
    select * from {{ ref('dim_member') }}
    where kind != 'wave'
),

wave_members as (
    select
        cast(row_number() over (
            order by dim_wave.wave, dim_member.cut, dim_member.member
        ) as integer) as wave_member,
        dim_wave.wave,
        dim_member.cut,
        dim_member.member
    from dim_wave
    inner join dim_member
        on dim_wave.year = dim_member.year
)

select * from wave_members
