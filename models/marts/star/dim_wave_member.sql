with

dim_wave as (
    select * from {{ ref('dim_wave') }}
),

dim_member as (
    select * from {{ ref('dim_member') }}
    where kind != 'wave'
),

member_numbers as (
    select
        cut,
        member,
        row_number() over (order by cut, member) as member_number
    from dim_member
    group by cut, member
),

wave_members as (
    select
        {{ number_of_wave_member('dim_wave.wave', 'member_numbers.member_number') }}
            as wave_member,
        dim_wave.wave,
        dim_member.cut,
        dim_member.member
    from dim_wave
    inner join dim_member
        on dim_wave.year = dim_member.year
    inner join member_numbers
        on
            dim_member.cut = member_numbers.cut
            and dim_member.member = member_numbers.member
)

select * from wave_members
