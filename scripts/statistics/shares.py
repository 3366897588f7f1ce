"""Two shares: pooled z, Fisher's exact test, and intervals of a share and of two."""

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
from scripts.statistics.intervals import agreeing

# How exactly the ends of the score interval are found.
PRECISION = 1e-10
LEAST_DISTANCE = 1e-9
SECANT_STEPS = 3
HALVINGS = 40


def pooled_z(x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers) -> pd.DataFrame:
    """Two-proportion z-test, pooled error, no continuity correction, two-sided.

    x of n chose the option. Returns statistic, p_value and reason. Where nobody or
    everybody chose it in both groups there is nothing to tell apart, and no test.
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
        statistic = np.where(constant, np.nan, (x1 / n1 - x2 / n2) / error)
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
    is below 5. Weighted counts are rounded to whole ones.
    """
    x1, n1, x2, n2 = (np.round(counts) for counts in as_arrays(x1, n1, x2, n2))
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


def score_interval(
    x1: Numbers, n1: Numbers, x2: Numbers, n2: Numbers, *, alpha: float
) -> pd.DataFrame:
    """The score interval of the difference of two shares: low, high.

    It holds every difference that the score test does not reject. The score test of no
    difference is `pooled_z`, so this interval excludes 0 exactly where that test
    rejects. Null where a base is 0 or a count is missing.
    Source: R. W. Mee, Biometrics 40 (1984), 1175-1176; the restricted estimates in
    closed form: O. Miettinen, M. Nurminen, Statistics in Medicine 4 (1985), 213-226.
    """
    x1, n1, x2, n2 = as_arrays(x1, n1, x2, n2)
    check_counts(x1, n1)
    check_counts(x2, n2)
    low, high = np.full(len(x1), np.nan), np.full(len(x1), np.nan)
    given = (n1 >= 1) & (n2 >= 1) & ~np.isnan(x1 + x2)
    first, second = (x1[given], n1[given]), (x2[given], n2[given])
    z = float(special.ndtri(1 - alpha / 2))
    low[given] = _lowest_kept(*first, *second, z)
    # the highest difference of a from b is the lowest of b from a
    high[given] = -_lowest_kept(*second, *first, z)
    return pd.DataFrame({"low": low, "high": high})


def _lowest_kept(
    x1: FloatArray, n1: FloatArray, x2: FloatArray, n2: FloatArray, z: float
) -> FloatArray:
    """The difference that lies z restricted errors below the observed one, or -1.

    Found by the secant from Newcombe's bound, which is near; where that fails, by
    halving what lies between -1 and the observed difference.
    """
    share1, share2 = x1 / n1, x2 / n2
    observed = share1 - share2

    def excess(delta: FloatArray, of: npt.NDArray[np.int64]) -> FloatArray:
        error = _restricted_error(share1[of], n1[of], share2[of], n2[of], delta)
        return np.asarray(observed[of] - delta - z * error)

    rows = np.arange(len(x1))
    alpha = 2 * special.ndtr(-z)
    near = newcombe(x1, n1, x2, n2, alpha=alpha)["low"].to_numpy()
    # just below what was observed, where the error may be 0 without being a root
    highest = np.maximum(observed - LEAST_DISTANCE, -1.0)
    before = np.clip(near, -1.0, highest)
    off_before = excess(before, rows)
    found = np.clip(before + off_before, -1.0, highest)
    for _ in range(SECANT_STEPS):
        off = excess(found, rows)
        fall = off - off_before
        step = np.zeros(len(x1))
        np.divide(off * (found - before), fall, out=step, where=fall != 0)
        before, off_before = found, off
        found = np.clip(found - step, -1.0, highest)
    far = rows[~(np.abs(off) < PRECISION)]
    if len(far):
        low, high = np.full(len(far), -1.0), highest[far]
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            below = excess(middle, far) > 0
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        found[far] = (low + high) / 2
    return np.asarray(found)


def _restricted_error(
    share1: FloatArray,
    n1: FloatArray,
    share2: FloatArray,
    n2: FloatArray,
    delta: FloatArray,
) -> FloatArray:
    """Error of the difference at the likeliest two shares that are `delta` apart.

    The first of them is the root of a cubic that lies between 0 and 1.
    """
    theta = n2 / n1
    a = 1 + theta
    b = -(1 + theta + share1 + theta * share2 + delta * (theta + 2))
    c = delta**2 + delta * (2 * share1 + theta + 1) + share1 + theta * share2
    d = -share1 * delta * (1 + delta)
    third = b / (3 * a)
    v = third**3 - b * c / (6 * a**2) + d / (2 * a)
    u = np.where(v < 0, -1.0, 1.0) * np.sqrt(np.maximum(third**2 - c / (3 * a), 0.0))
    ratio = np.divide(v, u**3, out=np.ones(len(v)), where=np.abs(u) > 1e-12)
    angle = (np.pi + np.arccos(np.clip(ratio, -1, 1))) / 3
    p1 = np.clip(2 * u * np.cos(angle) - third, np.maximum(delta, 0), 1)
    p1 = np.minimum(p1, 1 + np.minimum(delta, 0))
    p2 = np.clip(p1 - delta, 0, 1)
    return np.asarray(np.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2))


def visible_share(
    n1: Numbers, p1: Numbers, n2: Numbers, p2: Numbers, *, alpha: float, power: float
) -> FloatArray:
    """The smallest true difference of shares that the pooled z-test would show.

    "Would show": in a share `power` of surveys on these bases, at alpha two-sided,
    shares near the pooled one. Null where nobody or everybody chose it.
    Source: J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and
    Proportions (2003), 4.2, with one error for both hypotheses.
    """
    n1, p1, n2, p2 = as_arrays(n1, p1, n2, p2)
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (n1 * p1 + n2 * p2) / (n1 + n2)
        error = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    z = special.ndtri(1 - alpha / 2) + special.ndtri(power)
    return np.where((n1 >= 1) & (n2 >= 1) & (error > 0), z * error, np.nan)


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
    (null for Fisher's), p_value, difference, low and high (`score_interval`; beside
    Fisher's test `agreeing` with it), cohen_h, reason. Without a test no interval.
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
    low, high = np.full(len(x1), np.nan), np.full(len(x1), np.nan)
    counts = x1[tested], n1[tested], x2[tested], n2[tested]
    interval = score_interval(*counts, alpha=alpha)
    low[tested], high[tested] = interval["low"], interval["high"]
    low[fisher], high[fisher] = agreeing(
        low[fisher],
        high[fisher],
        (share1 - share2)[fisher],
        p_value[fisher],
        alpha=alpha,
    )
    return pd.DataFrame(
        {
            "test": np.select([fisher, tested], ["fisher", "pooled_z"], "none"),
            "statistic": result["statistic"].mask(fisher),
            "p_value": p_value,
            "difference": share1 - share2,
            "low": low,
            "high": high,
            "cohen_h": cohen_h(share1, share2),
            "reason": result["reason"],
        }
    )
