"""Two shares: pooled z, Fisher's exact test, Wilson's and Newcombe's intervals."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from scripts.statistics.inputs import (
    FloatArray,
    Numbers,
    as_arrays,
    check_counts,
)


def pooled_z(x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers) -> pd.DataFrame:
    """Two-proportion z-test, pooled error, no continuity correction, two-sided.

    x of n chose the option. Returns statistic, p_value and reason. Where nobody or
    everybody chose it in both groups there is nothing to tell apart: z 0, p 1.
    """
    x1, n1, x2, n2 = as_arrays(x1, n1, x2, n2)
    check_counts(x1, n1)
    check_counts(x2, n2)
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
    check_counts(x1, n1)
    check_counts(x2, n2)
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
    check_counts(x, n)
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
