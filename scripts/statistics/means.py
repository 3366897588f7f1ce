"""Two means: Welch's t, the same corrected for skewness, Student's t, permutation.

The permutation test is of a part and the total that it belongs to.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from scripts.statistics.inputs import (
    FloatArray,
    Numbers,
    as_arrays,
    check_moments,
    refuse,
)


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
    One group without variance is no obstacle; two give no test (`REASONS`).
    Source: B. L. Welch, Biometrika 34 (1947), 28-35.
    """
    n1, mean1, var1, n2, mean2, var2 = as_arrays(n1, mean1, var1, n2, mean2, var2)
    squared_error, df = _welch_error(n1, var1, n2, var2)
    with np.errstate(divide="ignore", invalid="ignore"):
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


def hall_t(
    n1: Numbers,
    mean1: Numbers,
    var1: Numbers,
    n2: Numbers,
    mean2: Numbers,
    var2: Numbers,
    skewness: Numbers,
    *,
    alpha: float,
) -> pd.DataFrame:
    """Welch's t corrected for skewness, two-sided; columns as `welch_t`.

    Skewed marks make t skewed where one group is much smaller than the other. Hall's
    cubic transformation takes that out; what is left is judged as Welch's t is. The
    interval holds the differences that this test does not reject: the inverse of the
    same transformation, so that it agrees with p. `statistic` is the transformed t.
    Without skewness, or with groups alike in size and spread, it is `welch_t`.

    `skewness` is that of the marks in either group, third central moment over the 1.5th
    power of the second. Take it from everyone together: that of a small group by itself
    is too uncertain to correct with. Where it is missing, there is no test.

    Source: P. Hall, JRSS B 54 (1992), 221-228 (one sample); X. H. Zhou, P. Dinh,
    Biostatistics 6 (2005), 187-200 (two samples). They judge by the normal
    distribution; Student's, with Welch's degrees of freedom, errs less
    on small groups (docs/decisions, 2026-11-24).
    """
    n1, mean1, var1, n2, mean2, var2, skewness = as_arrays(
        n1, mean1, var1, n2, mean2, var2, skewness
    )
    squared_error, df = _welch_error(n1, var1, n2, var2)
    with np.errstate(divide="ignore", invalid="ignore"):
        skew = var1**1.5 / n1**2 - var2**1.5 / n2**2
        skew = np.where(skewness == 0, 0.0, skewness * skew / squared_error**1.5)
        return _t_result(
            n1, mean1, var1, n2, mean2, var2, squared_error, df, alpha, skew
        )


def visible_mean(
    n1: Numbers,
    var1: Numbers,
    n2: Numbers,
    var2: Numbers,
    *,
    alpha: float,
    power: float,
) -> FloatArray:
    """The smallest true difference of means that Welch's test would show.

    "Would show": in a share `power` of surveys on these bases and with this spread, at
    alpha two-sided. Null where a group has fewer than two marks or no test is possible.
    Source: J. Cohen, Statistical Power Analysis (1988), 2.4, with Student's
    distribution shifted.
    """
    n1, var1, n2, var2 = as_arrays(n1, var1, n2, var2)
    squared_error, df = _welch_error(n1, var1, n2, var2)
    with np.errstate(invalid="ignore"):
        visible = np.sqrt(squared_error) * (
            special.stdtrit(df, 1 - alpha / 2) + special.stdtrit(df, power)
        )
    return np.where((n1 >= 2) & (n2 >= 2) & (squared_error > 0), visible, np.nan)


def _welch_error(
    n1: FloatArray, var1: FloatArray, n2: FloatArray, var2: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Squared error of the difference and Welch-Satterthwaite degrees of freedom."""
    with np.errstate(divide="ignore", invalid="ignore"):
        squared_error = var1 / n1 + var2 / n2
        # as shares of the whole, so that tiny variances do not underflow when squared
        share1 = var1 / n1 / squared_error
        df = 1 / (share1**2 / (n1 - 1) + (1 - share1) ** 2 / (n2 - 1))
    return squared_error, df


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
    skew: FloatArray | float = 0.0,
) -> pd.DataFrame:
    """Test and interval; `skew` is the skewness of the difference of the means."""
    check_moments(n1, var1)
    check_moments(n2, var2)
    difference = mean1 - mean2
    small = (n1 < 2) | (n2 < 2)
    constant = ~small & (var1 == 0) & (var2 == 0)
    missing = ~small & np.isnan(n1 + n2 + difference + var1 + var2)
    missing |= ~small & ~constant & np.isnan(skew)
    tested = ~small & ~missing & ~constant

    error = np.sqrt(squared_error)
    skew = np.where(tested, skew, 0.0)
    statistic = _without_skew(difference / error, skew)
    quantile = special.stdtrit(df, 1 - alpha / 2)
    pooled_sd = np.sqrt(((n1 - 1) * var1 + (n2 - 1) * var2) / (n1 + n2 - 2))
    columns = {
        "statistic": statistic,
        "df": df,
        "p_value": 2 * special.stdtr(df, -np.abs(statistic)),
        "low": difference - _with_skew(quantile, skew) * error,
        "high": difference - _with_skew(-quantile, skew) * error,
        # Cohen (1988): the difference in pooled standard deviations
        "cohen_d": difference / pooled_sd,
    }
    result = pd.DataFrame({k: np.where(tested, v, np.nan) for k, v in columns.items()})
    result.insert(3, "difference", difference)
    result["reason"] = np.select(
        [small, missing, constant],
        ["base_too_small", "suppressed", "no_variance"],
        default="",
    )
    return result


def _without_skew(t: FloatArray, skew: FloatArray) -> FloatArray:
    """Hall's transformation, ((1 + skew t / 3)³ - 1) / skew + skew / 6, written out."""
    return np.asarray(t + skew * (t**2 / 3 + 1 / 6) + skew**2 * t**3 / 27)


def _with_skew(y: FloatArray, skew: FloatArray) -> FloatArray:
    """The t that `_without_skew` turns into y; it rises with t, so there is one."""
    none = np.abs(skew) < 1e-9
    divisor = np.where(none, 1.0, skew)
    root = np.cbrt(1 + skew * (y - skew / 6)) - 1
    return np.where(none, y, 3 * root / divisor)


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
    tail) and reason; no test where everybody in the total gave the same mark.
    Raises ValueError where a part is larger than its total.
    Source: E. J. G. Pitman, JRSS Supplement 4 (1937), 119-130; the approximation by
    three moments: F. Kazi-Aoual et al., Computational Statistics & Data Analysis 20
    (1995), 643-656.
    """
    part_n, part_mean, n, mean, variance, skewness = as_arrays(
        part_n, part_mean, n, mean, variance, skewness
    )
    check_moments(part_n, variance)
    refuse(part_n > n, "A group is larger than the total that it belongs to")
    rest_n = n - part_n
    small = (part_n < 1) | (rest_n < 1) | (n < 3)
    constant = ~small & (variance == 0)
    skewness = np.where(constant, 0.0, skewness)
    missing = ~small & np.isnan(part_n + part_mean + n + mean + variance + skewness)
    tested = ~small & ~missing & ~constant
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(variance / part_n * rest_n / n)
        statistic = (part_mean - mean) / error
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
