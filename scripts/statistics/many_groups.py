"""More than two groups: Welch's analysis of variance and chi-square, per family."""

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

OMNIBUS = ["test", "groups", "statistic", "df", "df_denominator", "p_value", "reason"]


def welch_anova(
    family: Any, n: Numbers, mean: Numbers, variance: Numbers
) -> pd.DataFrame:
    """Welch's one-way analysis of means with unequal variances, one row a family.

    One input row is one group of a family. Groups need two marks and some variance:
    where a group lacks them the family is not tested. Indexed by family, with the
    columns of `OMNIBUS`. Source: B. L. Welch, Biometrika 38 (1951), 330-336.
    """
    codes, names, families = family_codes(family)
    n, mean, variance = as_arrays(n, mean, variance)
    check_moments(n, variance)

    def total(values: npt.NDArray[Any]) -> FloatArray:
        sums = np.bincount(codes, weights=values, minlength=families)
        return sums.astype(np.float64)

    small, missing = n < 2, np.isnan(n + mean + variance)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = n / variance
        groups = total(np.ones(len(n)))
        weights = total(weight)
        centre = total(weight * mean) / weights
        between = total(weight * (mean - centre[codes]) ** 2) / (groups - 1)
        spread = total((1 - weight / weights[codes]) ** 2 / (n - 1))
        denominator = 1 + 2 * (groups - 2) / (groups**2 - 1) * spread
        df, df_denominator = groups - 1, (groups**2 - 1) / (3 * spread)
        statistic = between / denominator
    reason = np.select(
        [
            (total(small) > 0) | (groups < 2),
            total(missing) > 0,
            total(variance == 0) > 0,
        ],
        ["base_too_small", "suppressed", "no_variance"],
        default="",
    )
    p_value = special.fdtrc(df, df_denominator, statistic)
    return _omnibus_result(
        names, "welch_anova", groups, statistic, df, df_denominator, p_value, reason
    )


def chi_square(
    family: Any, chosen: Numbers, n: Numbers, *, min_expected_count: float
) -> pd.DataFrame:
    """Chi-square test of one share in k groups, one row a family.

    One input row is one group: `chosen` of `n`. Groups with base 0 do not count.
    Indexed by family, with the columns of `OMNIBUS`. Cochran's rule guards small
    expected counts (W. G. Cochran, Biometrics 10 (1954), 417-451). Equal to
    `chi_square_table` on chosen and not chosen, but without building those rows.
    """
    codes, names, families = family_codes(family)
    chosen, n = as_arrays(chosen, n)
    check_counts(chosen, n)

    def total(values: npt.NDArray[Any]) -> FloatArray:
        sums = np.bincount(codes, weights=values, minlength=families)
        return sums.astype(np.float64)

    filled = ~(n == 0)
    groups = total(filled)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (total(chosen) / total(n))[codes]
        deviation = np.where(filled, (chosen - n * share) ** 2 / n, 0.0)
        pooled = total(chosen) / total(n)
        statistic = total(deviation) / (pooled * (1 - pooled))
    low, high = n * np.minimum(share, 1 - share), n * np.maximum(share, 1 - share)
    below = total(filled & (low < min_expected_count)) + total(
        filled & (high < min_expected_count)
    )
    return _chi_square_result(
        names,
        groups,
        statistic,
        df=groups - 1,
        missing=np.isnan(total(chosen) + total(n)),
        constant=(pooled == 0) | (pooled == 1),
        tiny=total(filled & (low < 1)) > 0,
        below=below / np.maximum(2 * groups, 1),
    )


def chi_square_table(
    family: Any, group: Any, category: Any, count: Numbers, *, min_expected_count: float
) -> pd.DataFrame:
    """Chi-square test of independence on k x m tables, one row a family.

    One input row is one cell of a family's table; cells that are absent count as 0,
    empty groups and categories are left out. Indexed by family, with the columns of
    `OMNIBUS`; Cochran's rule as in `chi_square`.
    """
    names = family_codes(family)[1]
    cells = pd.DataFrame(
        {"family": family, "group": group, "category": category, "n": count}
    ).astype({"n": float})
    groups = cells.groupby(["family", "group"], sort=False)["n"].sum().rename("rows")
    kinds = (
        cells.groupby(["family", "category"], sort=False)["n"].sum().rename("columns")
    )
    table = pd.merge(
        groups[groups != 0].reset_index(),
        kinds[kinds != 0].reset_index(),
        on="family",
    )
    observed = cells.groupby(["family", "group", "category"], sort=False)["n"].sum()
    table = table.join(observed, on=["family", "group", "category"])
    everyone = cells.groupby("family", sort=False)["n"].sum()
    expected = table["rows"] * table["columns"] / table["family"].map(everyone)
    table["part"] = (table["n"].fillna(0) - expected) ** 2 / expected
    table["tiny"] = expected < 1
    table["below"] = expected < min_expected_count
    by_family = table.groupby("family", sort=False)
    k, m, part, below = as_arrays(
        by_family["group"].nunique().reindex(names, fill_value=0),
        by_family["category"].nunique().reindex(names, fill_value=0),
        by_family["part"].sum().reindex(names, fill_value=0),
        by_family["below"].mean().reindex(names, fill_value=0),
    )
    missing = cells["n"].isna().groupby(cells["family"]).any().reindex(names)
    return _chi_square_result(
        names,
        k,
        part,
        df=(k - 1) * (m - 1),
        missing=missing.to_numpy(bool),
        constant=m < 2,
        tiny=by_family["tiny"].any().reindex(names, fill_value=False).to_numpy(bool),
        below=below,
    )


def _chi_square_result(
    names: pd.Index[Any],
    groups: FloatArray,
    statistic: FloatArray,
    *,
    df: FloatArray,
    missing: BoolArray,
    constant: BoolArray,
    tiny: BoolArray,
    below: FloatArray,
) -> pd.DataFrame:
    few = ~missing & (groups < 2)
    constant = ~missing & ~few & constant
    reason = np.select(
        [few, missing, constant, tiny | (below > 0.2)],
        ["base_too_small", "suppressed", "no_variance", "expected_too_small"],
        default="",
    )
    p_value = special.chdtrc(np.maximum(df, 1), statistic)
    no_df = np.full(len(names), np.nan)
    return _omnibus_result(
        names, "chi_square", groups, statistic, df, no_df, p_value, reason
    )


def _omnibus_result(
    names: pd.Index[Any],
    test: str,
    groups: FloatArray,
    statistic: FloatArray,
    df: FloatArray,
    df_denominator: FloatArray,
    p_value: FloatArray,
    reason: npt.NDArray[np.str_],
) -> pd.DataFrame:
    given = reason == ""
    values = {
        "statistic": statistic,
        "df": df,
        "df_denominator": df_denominator,
        "p_value": p_value,
    }
    result = pd.DataFrame(
        {k: np.where(given, v, np.nan) for k, v in values.items()}, index=names
    )
    result["test"] = np.where(given, test, "none")
    result["groups"] = groups.astype(np.int64)
    result["reason"] = reason
    return result[OMNIBUS]
