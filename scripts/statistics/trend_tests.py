"""Does a score or a share rise or fall along ordered groups?

One test for the whole order, where comparing neighbours needs each step to be clear by
itself. Shares: the Cochran-Armitage test. Means: the linear contrast, with the groups'
own variances. Groups lie at equal distances, in their order, and the slope is per step.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from scripts.statistics.inputs import (
    BoolArray,
    FloatArray,
    Numbers,
    as_arrays,
    check_counts,
    check_moments,
    family_codes,
)

TREND = ["test", "groups", "base", "slope", "statistic", "df", "p_value", "reason"]
# What trends run along besides the ordered dimensions.
YEARS, WAVES = "years", "waves"
# Two groups have a difference, not a trend.
FEWEST_GROUPS = 3


def cochran_armitage(
    series: Any, position: Numbers, chosen: Numbers, n: Numbers
) -> pd.DataFrame:
    """Cochran-Armitage test for a trend in shares, two-sided, one row a series.

    One input row is one group: `chosen` of `n` at `position`. No continuity correction;
    groups with base 0 do not count. The slope is that of the regression of the share on
    position, weighted by n. Indexed by series, with the columns of `TREND`.

    Source: P. Armitage, Biometrics 11 (1955), 375-386; A. Agresti, Categorical Data
    Analysis (2002), 5.3.5.
    """
    codes, names, sets = family_codes(series)
    position, chosen, n = as_arrays(position, chosen, n)
    check_counts(chosen, n)
    total = _totals(codes, sets)
    filled = ~(n == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        base = total(n)
        share = total(chosen) / base
        centre = total(n * position) / base
        distance = position - centre[codes]
        products = total(distance * (chosen - n * share[codes]))
        squares = total(n * distance**2)
        slope = products / squares
        statistic = products / np.sqrt(share * (1 - share) * squares)
    return _result(
        names,
        "cochran_armitage",
        groups=total(filled),
        base=base,
        slope=slope,
        statistic=statistic,
        df=np.full(sets, np.nan),
        p_value=2 * special.ndtr(-np.abs(statistic)),
        missing=np.isnan(total(chosen) + base),
        constant=(share == 0) | (share == 1),
    )


def linear_contrast(
    series: Any, position: Numbers, n: Numbers, mean: Numbers, variance: Numbers
) -> pd.DataFrame:
    """Linear contrast of means with unequal variances, two-sided, one row a series.

    One input row is one group at `position`; it needs two marks, and groups without
    marks do not count. Every group weighs the same, whatever its base; its error is its
    own, with Satterthwaite's degrees of freedom. Indexed by series, with `TREND`.

    Source: S. E. Maxwell, H. D. Delaney, Designing Experiments and Analyzing Data
    (2004), 4.5 and 6.3.
    """
    codes, names, sets = family_codes(series)
    position, n, mean, variance = as_arrays(position, n, mean, variance)
    check_moments(n, variance)
    total = _totals(codes, sets)
    filled = ~(n == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        groups = total(filled)
        centre = total(np.where(filled, position, 0.0)) / groups
        weight = np.where(filled, position - centre[codes], 0.0)
        scale = total(weight**2)
        slope = total(np.where(filled, weight * mean, 0.0)) / scale
        parts = np.where(filled, weight**2 * variance / n, 0.0)
        squared_error = total(parts)
        df = squared_error**2 / total(np.where(filled, parts**2 / (n - 1), 0.0))
        statistic = slope * scale / np.sqrt(squared_error)
    few_marks = total(filled & (n < 2)) > 0
    return _result(
        names,
        "linear_contrast",
        groups=np.where(few_marks, 0.0, groups),
        base=total(n),
        slope=slope,
        statistic=statistic,
        df=df,
        p_value=2 * special.stdtr(df, -np.abs(statistic)),
        missing=total(filled & np.isnan(n + mean + variance)) > 0,
        constant=squared_error == 0,
    )


def trends_of(rows: pd.DataFrame, keys: list[str], min_base: float) -> pd.DataFrame:
    """The trend test of each series of groups, a row a series.

    rows: the keys, position, and is_share, base, estimate, variance, chosen as in
    `comparing.stack`. Groups with a base below min_base do not count. Returns the keys,
    first_estimate and last_estimate (of the groups that count) and `TREND`.
    """
    rows = rows.sort_values([*keys, "position"], ignore_index=True)
    rows["base"] = rows["base"].astype(float).mask(rows["base"] < min_base, 0.0)
    rows.loc[rows["base"] == 0, ["estimate", "variance", "chosen"]] = 0.0
    grouped = rows.groupby(keys, sort=True)
    code = grouped.ngroup()
    share = rows["is_share"].to_numpy(bool)
    means, shares = rows[~share], rows[share]
    tests = [
        linear_contrast(
            code[~share],
            *(means[c] for c in ("position", "base", "estimate", "variance")),
        ),
        cochran_armitage(
            code[share], *(shares[c] for c in ("position", "chosen", "base"))
        ),
    ]
    found = pd.concat(tests).sort_index().reset_index(drop=True)
    series = grouped[keys].first().reset_index(drop=True)
    counted = rows["estimate"].where(rows["base"] > 0).groupby(code)
    ends = {"first_estimate": counted.first(), "last_estimate": counted.last()}
    return pd.concat([series, pd.DataFrame(ends), found], axis=1)


def _totals(codes: npt.NDArray[np.int64], sets: int) -> Any:
    """A function that sums the values of each series."""

    def total(values: npt.NDArray[Any]) -> FloatArray:
        sums = np.bincount(codes, weights=values, minlength=sets)
        return sums.astype(np.float64)

    return total


def _result(
    names: pd.Index[Any],
    test: str,
    *,
    groups: FloatArray,
    base: FloatArray,
    slope: FloatArray,
    statistic: FloatArray,
    df: FloatArray,
    p_value: FloatArray,
    missing: BoolArray,
    constant: BoolArray,
) -> pd.DataFrame:
    reason = np.select(
        [missing, groups < FEWEST_GROUPS, constant],
        ["suppressed", "too_few_groups", "no_variance"],
        default="",
    )
    given = reason == ""
    values = {"slope": slope, "statistic": statistic, "df": df, "p_value": p_value}
    result = pd.DataFrame(
        {k: np.where(given, v, np.nan) for k, v in values.items()}, index=names
    )
    result["test"] = np.where(given, test, "none")
    result["groups"] = groups.astype(np.int64)
    result["base"] = np.round(base)  # weighted ones are no whole numbers
    result["reason"] = reason
    return result[TREND]
