"""How sure the place of a loket is: shrunken means, reliability, intervals of ranks.

A loket's mean is its true mean and chance; with fifty marks chance is the larger part.
Empirical Bayes tells the two apart: from the spread between lokets beyond what chance
gives, each mean is drawn in to the common one, the more so the fewer its marks. What is
left uncertain is carried into the ranks, so that a top three says how sure it is.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from scripts.statistics.inputs import FloatArray, as_arrays
from scripts.statistics.weighting import effective_base

SEED = 20231231
DRAWS = 4000
# Halvings of the interval in which the variance between groups is looked for.
HALVINGS = 60
# How sure it is that the variance between groups is below the one of the intervals.
SURE = 0.9

STANDING_COLUMNS = [
    "n_valid",
    "mean",
    "shrunken_mean",
    "low",
    "high",
    "reliability",
    "rank",
    "rank_low",
    "rank_high",
    "top_probability",
    "centre",
    "funnel_low",
    "funnel_high",
    "reason",
]


def paule_mandel(
    estimate: FloatArray, variance: FloatArray, sure: float | None = None
) -> FloatArray:
    """The variance between groups beyond their sampling variances, one a row.

    The value at which the weighted squares around the weighted mean are as large as
    expected, groups less one; 0 where they are smaller without any. Or an upper limit
    of it, at which the squares would be that small with a chance of 1 - sure.

    Args:
        estimate: Sets x groups; null where a set lacks a group.
        variance: Their sampling variances, above 0, in the same shape.
        sure: Confidence of the upper limit; None for the estimate.

    Source: R. C. Paule, J. Mandel, Journal of Research of the National Bureau of
    Standards 87 (1982), 377-385; of the limit W. Viechtbauer, Statistics in Medicine 26
    (2007), 37-52 (the Q-profile method).
    """
    given = ~np.isnan(estimate) & ~np.isnan(variance)
    y, v = np.where(given, estimate, 0.0), np.where(given, variance, 1.0)
    freedom = given.sum(axis=1) - 1.0
    expected = freedom if sure is None else special.chdtri(freedom, sure)

    def excess(between: FloatArray) -> FloatArray:
        weight = np.where(given, 1 / (v + between[:, None]), 0.0)
        total = np.maximum(weight.sum(axis=1), 1e-300)
        centre = (weight * y).sum(axis=1) / total
        squares = (weight * (y - centre[:, None]) ** 2).sum(axis=1)
        return np.asarray(squares - expected)

    low = np.zeros(len(y))
    lowest = np.where(given, y, np.inf).min(axis=1, initial=np.inf)
    highest = np.where(given, y, -np.inf).max(axis=1, initial=-np.inf)
    several = freedom > 0
    # squares around a mean are at most the range squared, times the number of groups
    width = np.where(several, highest, 0.0) - np.where(several, lowest, 0.0)
    high = width**2 * (freedom + 1) / np.where(several, expected, 1.0)
    none = ~several | (excess(low) <= 0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        above = excess(middle) > 0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(none, 0.0, (low + high) / 2)


def standing(
    scores: pd.DataFrame,
    *,
    keys: list[str],
    member: str,
    min_base: float,
    top: int,
    alpha: float,
) -> pd.DataFrame:
    """Where each member of a set stands, and how sure that is.

    - shrunken_mean, low, high: empirical Bayes estimate of the true mean, and its
      interval. Members that seem alike by chance may differ all the same, so that the
      interval is that of the largest variance between members that fits the means
      (`SURE`): where they differ no more than seen it is somewhat too wide;
    - reliability: which part of the differences between members of this base is true;
    - rank: by the mean, 1 the highest, ties share the best place; rank_low, rank_high:
      interval of the rank of the true mean; top_probability: how likely it is among
      the `top` highest. From `DRAWS` draws of all true means, with a fixed seed
      (H. Goldstein, D. J. Spiegelhalter, JRSS A 159 (1996), 385-443), which allow for
      the common mean and for the variance between members being estimates too (C. N.
      Morris, JASA 78 (1983), 47-55);
    - centre, funnel_low, funnel_high: the common mean, and where the mean of a member
      of this base lies in 1 - alpha of cases if it is no different.

    The sampling variance of a mean is the variance within members, all together, over
    its base: that of a small member by itself is too uncertain.

    Args:
        scores: The keys, member, n_valid, mean, variance (null below two).
        keys: Columns that tell sets apart: year and question.
        member: Column that tells members apart: the loket.
        min_base: Smaller members take no part: reason 'base_too_small'. One of which
            mean or variance is missing neither: reason 'suppressed'. Where nobody
            differs within any member there is nothing to go by: 'no_variance'.
        top: Number of places that count as the top.
        alpha: 1 less the confidence of the intervals.

    Returns:
        The keys, member and `STANDING_COLUMNS`, a row per row of scores, ordered by
        keys and member.
    """
    rows = scores.sort_values([*keys, member], ignore_index=True)
    n, mean, variance = as_arrays(rows["n_valid"], rows["mean"], rows["variance"])
    base_of = effective_base(
        rows.get("weight", rows["n_valid"]), rows.get("weight_squared", rows["n_valid"])
    )
    small = base_of < max(min_base, 2)
    missing = ~small & np.isnan(n + mean + variance)
    taking_part = ~small & ~missing
    sets = rows.groupby(keys, sort=True).ngroup().to_numpy()
    place = rows.groupby(keys, sort=True).cumcount().to_numpy()
    shape = (int(sets.max()) + 1 if len(sets) else 0, int(place.max(initial=-1)) + 1)

    def spread(values: FloatArray) -> FloatArray:
        table = np.full(shape, np.nan)
        table[sets[taking_part], place[taking_part]] = values[taking_part]
        return table

    base, y, s2 = spread(base_of), spread(mean), spread(variance)
    freedom = np.nansum(base - 1, axis=1)
    within = np.nansum((base - 1) * s2, axis=1) / np.where(freedom > 0, freedom, 1.0)
    constant = ~(within > 0)
    base[constant], y[constant] = np.nan, np.nan
    sampling = within[:, None] / base
    shrunken, error, reliability, centre = _shrunken(y, sampling)
    z = special.ndtri(1 - alpha / 2)
    widest = _widest_error(y, sampling)
    rank, rank_low, rank_high, in_top = _ranks(y, shrunken, error, top, alpha)
    limit = z * np.sqrt(sampling)
    found = {
        "shrunken_mean": shrunken,
        "low": shrunken - z * widest,
        "high": shrunken + z * widest,
        "reliability": reliability,
        "rank": rank,
        "rank_low": rank_low,
        "rank_high": rank_high,
        "top_probability": in_top,
        "centre": centre,
        "funnel_low": centre - limit,
        "funnel_high": centre + limit,
    }
    for name, table in found.items():
        rows[name] = table[sets, place]
    counts = ["n_valid", "rank", "rank_low", "rank_high"]
    rows[counts] = rows[counts].astype("Int64")
    rows["reason"] = np.select(
        [small, missing, constant[sets]],
        ["base_too_small", "suppressed", "no_variance"],
        default="",
    )
    return rows[[*keys, member, *STANDING_COLUMNS]]


def _shrunken(
    y: FloatArray, sampling: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Shrunken means, their errors, reliabilities and common means, sets x members."""
    given = ~np.isnan(y)
    v, means = np.where(given, sampling, 1.0), np.where(given, y, 0.0)
    between = paule_mandel(y, sampling)[:, None]
    weight = np.where(given, 1 / (v + between), 0.0)
    # a set without members divides by one and stays empty
    total = np.where(given.any(axis=1), weight.sum(axis=1), 1.0)[:, None]
    members = np.maximum(given.sum(axis=1), 1)[:, None]
    centre = (weight * means).sum(axis=1, keepdims=True) / total
    reliability = between / (between + v)
    typical = np.where(given, v, 0.0).sum(axis=1, keepdims=True) / members
    # how uncertain the shrinkage is, since the variance between members is estimated
    of_shrinkage = 2 / np.maximum(members - 3, 1) * (1 - reliability) ** 2
    of_shrinkage = of_shrinkage * (typical + between) / (v + between)
    variance = reliability * v + (1 - reliability) ** 2 / total
    variance = variance + of_shrinkage * (means - centre) ** 2
    shrunken = centre + reliability * (means - centre)
    found = (shrunken, np.sqrt(variance), reliability, centre)
    empty, common = np.nan, np.broadcast_to(centre, y.shape)
    shrunken, error, reliability, _ = (np.where(given, f, empty) for f in found)
    return shrunken, error, reliability, np.where(given, common, empty)


def _widest_error(y: FloatArray, sampling: FloatArray) -> FloatArray:
    """The error of a shrunken mean at the largest variance between that fits."""
    given = ~np.isnan(y)
    v = np.where(given, sampling, 1.0)
    between = paule_mandel(y, sampling, SURE)[:, None]
    weight = np.where(given, 1 / (v + between), 0.0)
    total = np.where(given.any(axis=1), weight.sum(axis=1), 1.0)[:, None]
    reliability = between / (between + v)
    variance = reliability * v + (1 - reliability) ** 2 / total
    return np.where(given, np.sqrt(variance), np.nan)


def _ranks(
    y: FloatArray, shrunken: FloatArray, error: FloatArray, top: int, alpha: float
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Rank of the mean; interval of the true one's rank; how often it is in the top."""
    rng = np.random.default_rng(SEED)
    rank, low, high, in_top = (np.full(y.shape, np.nan) for _ in range(4))
    for i in range(len(y)):
        given = ~np.isnan(y[i])
        if not given.any():
            continue
        drawn = rng.normal(shrunken[i, given], error[i, given], (DRAWS, given.sum()))
        places = np.argsort(np.argsort(-drawn, axis=1), axis=1) + 1
        means = y[i, given]
        rank[i, given] = (means > means[:, None]).sum(axis=1) + 1
        ends = [alpha / 2, 1 - alpha / 2]
        low[i, given], high[i, given] = np.quantile(
            places, ends, axis=0, method="inverted_cdf"
        )
        in_top[i, given] = (places <= top).mean(axis=0)
    return rank, low, high, in_top
