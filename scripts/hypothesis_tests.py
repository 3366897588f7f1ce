"""Tests, intervals, effect sizes and corrections on sufficient statistics.

Means come as n, mean and sample variance, shares as chosen and base. Every function is
pure and works on whole columns at once:

- two groups: `welch_t`, `pooled_t`, `permutation_test`, `pooled_z`, `fisher_exact`,
  `two_proportions`, `wilson`, `newcombe`, `cohen_h`;
- more groups: `welch_anova`, `chi_square`, `chi_square_table`;
- corrections within a family: `holm`, `benjamini_hochberg`;
- a group's counterpart: `rest_of`.

A result that cannot be given is null, and `reason` says why (`REASONS`).

Only numpy, pandas and scipy.special are imported: scipy.stats and statsmodels take a
second to load and mostly work one test at a time. The tests hold this module against
both, and against published examples.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

FloatArray: TypeAlias = npt.NDArray[np.float64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
Numbers: TypeAlias = "pd.Series[Any] | npt.NDArray[Any] | Sequence[float] | float"

REASONS = {
    "": "tested, on bases that are large enough",
    "indicative": "tested, but a base is below min_base_firm",
    "base_too_small": "not tested: a base is below min_base_test (or below what the "
    "test itself needs: two marks for a mean, one answer for a share)",
    "no_variance": "nobody differs within either group. Equal groups: p is 1. Unequal "
    "means: not tested, since no error can be estimated",
    "suppressed": "not tested: a count, mean or variance is missing, as in the "
    "suppressed cells of the published marts",
    "expected_too_small": "omnibus chi-square not given: an expected count is below 1, "
    "or more than a fifth of them below min_expected_count (Cochran's rule)",
    "not_comparable_new_question": "not tested: first asked this year",
    "not_comparable_new_option": "not tested: the option is new this year",
    "not_comparable_changed_options": "not tested: the question's options changed",
    "not_comparable_changed_wording": "not tested: the question's wording changed",
}

# --- input ---------------------------------------------------------------------------


def as_arrays(*values: Numbers) -> list[FloatArray]:
    """One-dimensional float arrays of equal length; null becomes NaN."""
    arrays = [
        value.to_numpy(dtype=float, na_value=np.nan)
        if isinstance(value, pd.Series)
        else np.asarray(value, dtype=float)
        for value in values
    ]
    return [np.array(a) for a in np.broadcast_arrays(*map(np.atleast_1d, arrays))]


def refuse(wrong: BoolArray, message: str) -> None:
    """Raise ValueError naming the first row where `wrong` holds."""
    if wrong.any():
        raise ValueError(f"{message} (row {int(np.argmax(wrong))}, counted from 0).")


def _check_counts(chosen: FloatArray, base: FloatArray) -> None:
    refuse(base < 0, "A base is below zero")
    refuse((chosen < 0) | (chosen > base), "A count lies outside 0 to its base")


def _check_moments(n: FloatArray, variance: FloatArray) -> None:
    refuse(n < 0, "A base is below zero")
    refuse(variance < 0, "A variance is below zero")


# --- two means -----------------------------------------------------------------------


def welch_t(
    n1: Numbers,
    mean1: Numbers,
    var1: Numbers,
    n2: Numbers,
    mean2: Numbers,
    var2: Numbers,
    *,
    alpha: float,
) -> pd.DataFrame:
    """Welch's t-test of two means with unequal variances, two-sided, one row a pair.

    Returns statistic, df (Welch-Satterthwaite), p_value, difference (mean1 - mean2),
    low and high (interval of the difference at 1 - alpha), cohen_d and reason.
    One group without variance is no obstacle; for two see `REASONS`.
    Source: B. L. Welch, Biometrika 34 (1947), 28-35.
    """
    n1, mean1, var1, n2, mean2, var2 = as_arrays(n1, mean1, var1, n2, mean2, var2)
    with np.errstate(divide="ignore", invalid="ignore"):
        squared_error = var1 / n1 + var2 / n2
        # as shares of the whole, so that tiny variances do not underflow when squared
        share1 = var1 / n1 / squared_error
        df = 1 / (share1**2 / (n1 - 1) + (1 - share1) ** 2 / (n2 - 1))
        return _t_result(n1, mean1, var1, n2, mean2, var2, squared_error, df, alpha)


def pooled_t(
    n1: Numbers,
    mean1: Numbers,
    var1: Numbers,
    n2: Numbers,
    mean2: Numbers,
    var2: Numbers,
    *,
    alpha: float,
) -> pd.DataFrame:
    """Student's t-test of two means with one pooled variance; columns as `welch_t`.

    Not used for the report: it is here to show where Welch's test differs.
    """
    n1, mean1, var1, n2, mean2, var2 = as_arrays(n1, mean1, var1, n2, mean2, var2)
    with np.errstate(divide="ignore", invalid="ignore"):
        df = n1 + n2 - 2
        pooled = ((n1 - 1) * var1 + (n2 - 1) * var2) / df
        squared_error = pooled * (1 / n1 + 1 / n2)
        return _t_result(n1, mean1, var1, n2, mean2, var2, squared_error, df, alpha)


def _t_result(
    n1: FloatArray,
    mean1: FloatArray,
    var1: FloatArray,
    n2: FloatArray,
    mean2: FloatArray,
    var2: FloatArray,
    squared_error: FloatArray,
    df: FloatArray,
    alpha: float,
) -> pd.DataFrame:
    _check_moments(n1, var1)
    _check_moments(n2, var2)
    difference = mean1 - mean2
    small = (n1 < 2) | (n2 < 2)
    missing = ~small & np.isnan(n1 + n2 + difference + var1 + var2)
    constant = ~small & ~missing & (var1 == 0) & (var2 == 0)
    equal = constant & (difference == 0)
    tested = ~small & ~missing & (~constant | equal)

    error = np.sqrt(squared_error)
    statistic = np.where(equal, 0.0, difference / error)
    df = np.where(constant, n1 + n2 - 2, df)
    margin = special.stdtrit(df, 1 - alpha / 2) * error
    pooled_sd = np.sqrt(((n1 - 1) * var1 + (n2 - 1) * var2) / (n1 + n2 - 2))
    columns = {
        "statistic": statistic,
        "df": df,
        "p_value": 2 * special.stdtr(df, -np.abs(statistic)),
        "low": difference - margin,
        "high": difference + margin,
        # Cohen (1988): the difference in pooled standard deviations
        "cohen_d": np.where(equal, 0.0, difference / pooled_sd),
    }
    result = pd.DataFrame({k: np.where(tested, v, np.nan) for k, v in columns.items()})
    result.insert(3, "difference", difference)
    result["reason"] = np.select(
        [small, missing, constant],
        ["base_too_small", "suppressed", "no_variance"],
        default="",
    )
    return result


def permutation_test(
    part_n: Numbers,
    part_mean: Numbers,
    n: Numbers,
    mean: Numbers,
    variance: Numbers,
    skewness: Numbers,
) -> pd.DataFrame:
    """Fisher-Pitman permutation test of a part's mean against the rest of its total.

    Could the part be a random draw of part_n from the total's n marks, two-sided? The
    distribution of such means is approximated by the Pearson type III with the same
    mean, variance and skewness, so skewed marks do no harm. `variance` is the total's
    sample variance, `skewness` its third central moment over the 1.5th power of the
    second, both divided by n.

    Returns statistic (part_mean - mean in standard errors), p_value (twice the smaller
    tail) and reason; p is 1 where everybody in the total gave the same mark.
    Raises ValueError where a part is larger than its total.
    Source: E. J. G. Pitman, JRSS Supplement 4 (1937), 119-130; the approximation by
    three moments: F. Kazi-Aoual et al., Computational Statistics & Data Analysis 20
    (1995), 643-656.
    """
    part_n, part_mean, n, mean, variance, skewness = as_arrays(
        part_n, part_mean, n, mean, variance, skewness
    )
    _check_moments(part_n, variance)
    refuse(part_n > n, "A group is larger than the total that it belongs to")
    rest_n = n - part_n
    small = (part_n < 1) | (rest_n < 1) | (n < 3)
    constant = ~small & (variance == 0)
    skewness = np.where(constant, 0.0, skewness)
    missing = ~small & np.isnan(part_n + part_mean + n + mean + variance + skewness)
    tested = ~small & ~missing
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(variance / part_n * rest_n / n)
        statistic = np.where(constant, 0.0, (part_mean - mean) / error)
        lopsided = (n - 2 * part_n) / (n - 2) * np.sqrt((n - 1) / (part_n * rest_n))
        lower, upper = _pearson_iii_tails(statistic, skewness * lopsided)
    p_value = np.minimum(2 * np.minimum(lower, upper), 1.0)
    return pd.DataFrame(
        {
            "statistic": np.where(tested, statistic, np.nan),
            "p_value": np.where(tested, p_value, np.nan),
            "reason": np.select(
                [small, missing, constant],
                ["base_too_small", "suppressed", "no_variance"],
                default="",
            ),
        }
    )


def _pearson_iii_tails(
    z: FloatArray, skewness: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """P(Z <= z) and P(Z >= z), for Z with mean 0, variance 1 and this skewness.

    It is a gamma distribution, shifted, and mirrored where the skewness is negative.
    """
    symmetric = np.abs(skewness) < 1e-6
    with np.errstate(divide="ignore"):
        shape = 4 / skewness**2
    mirrored = np.where(skewness < 0, -z, z)
    gamma = np.maximum(shape + mirrored * np.sqrt(shape), 0)
    below = np.where(symmetric, special.ndtr(mirrored), special.gammainc(shape, gamma))
    above = np.where(
        symmetric, special.ndtr(-mirrored), special.gammaincc(shape, gamma)
    )
    return (
        np.where(skewness < 0, above, below),
        np.where(skewness < 0, below, above),
    )


# --- two shares ----------------------------------------------------------------------


def pooled_z(x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers) -> pd.DataFrame:
    """Two-proportion z-test, pooled error, no continuity correction, two-sided.

    x of n chose the option. Returns statistic, p_value and reason. Where nobody or
    everybody chose it in both groups there is nothing to tell apart: z 0, p 1.
    """
    x1, n1, x2, n2 = as_arrays(x1, n1, x2, n2)
    _check_counts(x1, n1)
    _check_counts(x2, n2)
    small = (n1 < 1) | (n2 < 1)
    missing = ~small & np.isnan(x1 + n1 + x2 + n2)
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (x1 + x2) / (n1 + n2)
        error = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
        constant = ~small & ~missing & (error == 0)
        statistic = np.where(constant, 0.0, (x1 / n1 - x2 / n2) / error)
    return pd.DataFrame(
        {
            "statistic": statistic,
            "p_value": 2 * special.ndtr(-np.abs(statistic)),
            "reason": np.select(
                [small, missing, constant],
                ["base_too_small", "suppressed", "no_variance"],
                default="",
            ),
        }
    )


def fisher_exact(x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers) -> FloatArray:
    """Fisher's exact p, two-sided: all tables no likelier than the one observed.

    Tables count as equally likely within 1e-7, as in R's fisher.test. One p a row;
    NaN where a base is 0 or a count is missing. The memory it takes is that of all
    possible tables together, at most about sqrt(5 N) a row where an expected count
    is below 5.
    """
    x1, n1, x2, n2 = as_arrays(x1, n1, x2, n2)
    _check_counts(x1, n1)
    _check_counts(x2, n2)
    p_value = np.full(len(x1), np.nan)
    defined = np.flatnonzero(~np.isnan(x1 + x2) & (n1 >= 1) & (n2 >= 1))
    if not len(defined):
        return p_value
    x1, n1, x2, n2 = x1[defined], n1[defined], x2[defined], n2[defined]

    # Every table with these margins, row after row in one flat array: k of group 1.
    chosen = x1 + x2
    lowest = np.maximum(0, chosen - n2)
    tables = (np.minimum(chosen, n1) - lowest).astype(np.int64) + 1
    starts = np.cumsum(tables) - tables
    row = np.repeat(np.arange(len(tables)), tables)
    k = lowest[row] + np.arange(len(row)) - starts[row]

    def log_weight(k: FloatArray, row: npt.NDArray[np.int64]) -> FloatArray:
        cells = (k, chosen[row] - k, n1[row] - k, n2[row] - chosen[row] + k)
        return -sum((special.gammaln(cell + 1) for cell in cells), np.zeros(len(k)))

    weight = log_weight(k, row)
    top = np.maximum.reduceat(weight, starts)
    observed = log_weight(x1, np.arange(len(x1)))
    likelihood = np.exp(weight - top[row])
    as_extreme = weight <= observed[row] + 1e-7
    extreme = np.add.reduceat(likelihood * as_extreme, starts)
    p_value[defined] = np.minimum(extreme / np.add.reduceat(likelihood, starts), 1.0)
    return p_value


def wilson(x: Numbers, n: Numbers, *, alpha: float) -> pd.DataFrame:
    """Wilson's score interval of a share: low, high; null where the base is 0.

    Source: E. B. Wilson, JASA 22 (1927), 209-212.
    """
    x, n = as_arrays(x, n)
    _check_counts(x, n)
    z2 = special.ndtri(1 - alpha / 2) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        share = x / n
        centre = (share + z2 / (2 * n)) / (1 + z2 / n)
        margin = np.sqrt(z2 * (share * (1 - share) + z2 / (4 * n)) / n) / (1 + z2 / n)
        low = np.where(x == 0, 0.0, centre - margin)
        high = np.where(x == n, 1.0, centre + margin)
    defined = n >= 1
    return pd.DataFrame(
        {"low": np.where(defined, low, np.nan), "high": np.where(defined, high, np.nan)}
    )


def newcombe(
    x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers, *, alpha: float
) -> pd.DataFrame:
    """Newcombe's hybrid score interval of the difference of two shares: low, high.

    Source: R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10.
    """
    x1, n1, x2, n2 = as_arrays(x1, n1, x2, n2)
    first, second = wilson(x1, n1, alpha=alpha), wilson(x2, n2, alpha=alpha)
    with np.errstate(divide="ignore", invalid="ignore"):
        share1, share2 = x1 / n1, x2 / n2
    difference = share1 - share2
    return pd.DataFrame(
        {
            "low": difference
            - np.hypot(share1 - first["low"], second["high"] - share2),
            "high": difference
            + np.hypot(first["high"] - share1, share2 - second["low"]),
        }
    )


def cohen_h(p1: Numbers, p2: Numbers) -> FloatArray:
    """Cohen's h: the difference of two shares after the arcsine transformation."""
    p1, p2 = as_arrays(p1, p2)
    return np.asarray(2 * np.arcsin(np.sqrt(p1)) - 2 * np.arcsin(np.sqrt(p2)))


def two_proportions(
    x1: Numbers,
    n1: Numbers,
    x2: Numbers,
    n2: Numbers,
    *,
    alpha: float,
    min_expected_count: float,
) -> pd.DataFrame:
    """The test of two shares that the policy asks for, one row a pair.

    Pooled z, or Fisher's exact where the smallest expected count of the 2 x 2 table is
    below min_expected_count. Returns test ('pooled_z', 'fisher' or 'none'), statistic
    (null for Fisher's), p_value, difference, low and high (Newcombe), cohen_h, reason.
    """
    x1, n1, x2, n2 = as_arrays(x1, n1, x2, n2)
    result = pooled_z(x1, n1, x2, n2)
    with np.errstate(divide="ignore", invalid="ignore"):
        share1, share2 = x1 / n1, x2 / n2
        chosen, everyone = x1 + x2, n1 + n2
        smallest = np.minimum(n1, n2) * np.minimum(chosen, everyone - chosen) / everyone
    tested = result["p_value"].notna().to_numpy()
    fisher = tested & (smallest < min_expected_count)
    p_value = result["p_value"].to_numpy(copy=True)
    p_value[fisher] = fisher_exact(x1[fisher], n1[fisher], x2[fisher], n2[fisher])
    interval = newcombe(x1, n1, x2, n2, alpha=alpha)
    return pd.DataFrame(
        {
            "test": np.select([fisher, tested], ["fisher", "pooled_z"], "none"),
            "statistic": result["statistic"].mask(fisher),
            "p_value": p_value,
            "difference": share1 - share2,
            "low": interval["low"],
            "high": interval["high"],
            "cohen_h": cohen_h(share1, share2),
            "reason": result["reason"],
        }
    )


# --- more than two groups ------------------------------------------------------------

OMNIBUS = ["test", "groups", "statistic", "df", "df_denominator", "p_value", "reason"]


def _codes(family: Any) -> tuple[npt.NDArray[np.int64], pd.Index[Any], int]:
    codes, names = pd.factorize(pd.Series(family))
    return codes.astype(np.int64), pd.Index(names, name="family"), len(names)


def welch_anova(
    family: Any, n: Numbers, mean: Numbers, variance: Numbers
) -> pd.DataFrame:
    """Welch's one-way analysis of means with unequal variances, one row a family.

    One input row is one group of a family. Groups need two marks and some variance:
    where a group lacks them the family is not tested. Indexed by family, with the
    columns of `OMNIBUS`. Source: B. L. Welch, Biometrika 38 (1951), 330-336.
    """
    codes, names, families = _codes(family)
    n, mean, variance = as_arrays(n, mean, variance)
    _check_moments(n, variance)

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
    codes, names, families = _codes(family)
    chosen, n = as_arrays(chosen, n)
    _check_counts(chosen, n)

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
    names = _codes(family)[1]
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
    statistic = np.where(constant, 0.0, statistic)
    reason = np.select(
        [few, missing, constant, tiny | (below > 0.2)],
        ["base_too_small", "suppressed", "no_variance", "expected_too_small"],
        default="",
    )
    p_value = np.where(constant, 1.0, special.chdtrc(np.maximum(df, 1), statistic))
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
    given = (reason == "") | ((reason == "no_variance") & (p_value == 1))
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


# --- corrections ---------------------------------------------------------------------


def holm(p_value: Numbers, family: Any = None) -> FloatArray:
    """Holm's step-down p-values within each family (all rows: one family).

    A missing p stays missing and does not count in its family.
    Source: S. Holm, Scandinavian Journal of Statistics 6 (1979), 65-70.
    """
    return _adjusted(p_value, family, step_up=False)


def benjamini_hochberg(p_value: Numbers, family: Any = None) -> FloatArray:
    """Benjamini-Hochberg p-values within each family (all rows: one family).

    A missing p stays missing and does not count in its family.
    Source: Y. Benjamini, Y. Hochberg, JRSS B 57 (1995), 289-300.
    """
    return _adjusted(p_value, family, step_up=True)


def _adjusted(p_value: Numbers, family: Any, *, step_up: bool) -> FloatArray:
    (p,) = as_arrays(p_value)
    refuse((p < 0) | (p > 1), "A p-value lies outside 0 to 1")
    codes = np.zeros(len(p), dtype=np.int64) if family is None else _codes(family)[0]
    given = np.flatnonzero(~np.isnan(p))
    order = given[np.lexsort((p[given], codes[given]))]
    ordered = pd.Series(p[order])
    by_family = ordered.groupby(codes[order], sort=False)
    rank = by_family.cumcount() + 1
    size = by_family.transform("size")
    if step_up:
        raw = (ordered * size / rank)[::-1]
        stepped = raw.groupby(codes[order][::-1], sort=False).cummin()[::-1]
    else:
        raw = ordered * (size - rank + 1)
        stepped = raw.groupby(codes[order], sort=False).cummax()
    adjusted = np.full(len(p), np.nan)
    adjusted[order] = np.minimum(stepped.to_numpy(), 1.0)
    return adjusted


def effective_n(weights: Numbers) -> float:
    """Kish's effective number of respondents: (sum w)² / sum w².

    The survey is not weighted; tests on weighted figures would need this n.
    """
    (w,) = as_arrays(weights)
    return float(w.sum() ** 2 / (w**2).sum())


# --- a group's counterpart -----------------------------------------------------------


def rest_of(
    n: Numbers,
    mean: Numbers,
    variance: Numbers,
    part_n: Numbers,
    part_mean: Numbers,
    part_variance: Numbers,
) -> pd.DataFrame:
    """n, mean and variance of everyone outside a part, from the total's and the part's.

    Exact: sums of squares add up, so nobody's answers are needed (T. F. Chan,
    G. H. Golub, R. J. LeVeque, American Statistician 37 (1983), 242-247). The mean is
    null where nobody is left, the variance where fewer than two are.
    Raises ValueError where a part is larger than its total.
    """
    n, mean, variance, part_n, part_mean, part_variance = as_arrays(
        n, mean, variance, part_n, part_mean, part_variance
    )
    _check_moments(n, variance)
    _check_moments(part_n, part_variance)
    refuse(part_n > n, "A group is larger than the total that it belongs to")
    rest_n = n - part_n
    with np.errstate(divide="ignore", invalid="ignore"):
        # An empty part leaves the total; one mark has no variance of its own.
        distance = np.where(part_n == 0, 0.0, part_mean - mean)
        within_part = np.where(part_n < 2, 0.0, part_variance * (part_n - 1))
        rest_mean = mean - distance * part_n / rest_n
        squares = variance * (n - 1)
        between = distance**2 * part_n * n / rest_n
        rest_squares = squares - within_part - between
        # What is left of a rest without variance is rounding: marks are whole numbers.
        rest_squares = np.where(rest_squares < 1e-10 * squares, 0.0, rest_squares)
        rest_variance = rest_squares / (rest_n - 1)
    return pd.DataFrame(
        {
            "n": rest_n,
            "mean": np.where(rest_n >= 1, rest_mean, np.nan),
            "variance": np.where(rest_n >= 2, rest_variance, np.nan),
        }
    )
