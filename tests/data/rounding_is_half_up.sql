-- A half that a double holds as a little less than a half must still be rounded up.
with

cases as (
    select
        cast(157 as double) / 20 as value,
        1 as decimals,
        7.9 as expected
    union all
    -- 28.5% as 57 / 200 is 28.499999999999996 in a double
    select
        100 * cast(57 as double) / 200 as value,
        0 as decimals,
        29.0 as expected
    union all
    select
        100 * (cast(57 as double) / 200) as value,
        0 as decimals,
        29.0 as expected
    union all
    -- half way in percent
    select
        cast(100 as double) * 1 / 200 as value,
        0 as decimals,
        1.0 as expected
    union all
    -- the nearest below a half that a base of ten million can give
    select
        cast(78499999 as double) / 10000000 as value,
        1 as decimals,
        7.8 as expected
    union all
    select
        cast(0 as double) as value,
        1 as decimals,
        0.0 as expected
)

select *
from cases
where abs({{ round_half_up('value', 'decimals') }} - expected) > 1e-9
