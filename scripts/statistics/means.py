"""Two means: Welch's t, Student's t, a permutation test of a part and its rest."""

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
    check_moments(n1, var1)
    check_moments(n2, var2)
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
    check_moments(part_n, variance)
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
