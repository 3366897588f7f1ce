with

dim_wave as (
    select
        wave,
        year,
        -- a questionnaire's year need not be that of the month
        cast(substr(wave, 1, 4) as integer) as year_of_month,
        cast(substr(wave, 6, 2) as integer) as month
    from {{ ref('dim_wave') }}
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
        {{ number_of_wave_member(
            'dim_wave.year_of_month', 'dim_wave.month', 'member_numbers.member_number'
        ) }} as wave_member,
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
