"""What weighting would change, and what it costs.

Weights come from known numbers of a stratum (a loket's invitations). From n, mean and
variance per stratum, never from respondents.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from scripts.statistics.inputs import (
    FloatArray,
    Numbers,
    as_arrays,
    check_moments,
    family_codes,
    refuse,
)

STRATIFIED = ["n", "mean", "weighted_mean", "error", "effective_n", "design_effect"]


def effective_n(weights: Numbers) -> float:
    """Kish's effective number of respondents: (sum w)² / sum w².

    Source: L. Kish, Survey Sampling (1965), 11.7.
    """
    (w,) = as_arrays(weights)
    return float(w.sum() ** 2 / (w**2).sum())


def effective_base(weight: Numbers, squares: Numbers) -> FloatArray:
    """Kish's effective number of respondents from sums of weights and of squares."""
    weight, squares = as_arrays(weight, squares)
    base = np.array(weight)
    np.divide(weight**2, squares, out=base, where=(squares > 0) & (weight != squares))
    return base


def design_effect(weights: Numbers) -> float:
    """How many times as many respondents weighting takes for the same precision.

    Kish's: n sum w² / (sum w)², 1 where all weights are equal.
    """
    (w,) = as_arrays(weights)
    return float(len(w) / effective_n(w))


def stratified_mean(
    series: Any,
    n: Numbers,
    mean: Numbers,
    variance: Numbers,
    known: Numbers,
    *,
    whole_population: bool = False,
) -> pd.DataFrame:
    """The mean weighted by the known size of each stratum, one row a series.

    One input row is one stratum: n, mean and sample variance of its respondents and its
    known size. Strata without respondents do not count, and one respondent has no
    variance of their own. Indexed by series: n, mean (unweighted), weighted_mean, its
    error, effective_n and design_effect (Kish). With whole_population the known size
    is all there are, and the error allows for that.

    Raises ValueError where a known size is below zero.
    Source: W. G. Cochran, Sampling Techniques (1977), 5.3-5.4.
    """
    codes, names, sets = family_codes(series)
    n, mean, variance, known = as_arrays(n, mean, variance, known)
    check_moments(n, variance)
    refuse(known < 0, "A known size is below zero")

    def total(values: FloatArray) -> FloatArray:
        sums = np.bincount(codes, weights=values, minlength=sets)
        return sums.astype(np.float64)

    filled = n > 0
    n, known = np.where(filled, n, 0.0), np.where(filled, known, 0.0)
    mean = np.where(filled, mean, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = known / total(known)[codes]
        left = np.where(whole_population, 1 - n / known, 1.0)
        squared = np.where(n > 1, share**2 * variance / n * left, 0.0)
        weight = np.where(filled, share / n, 0.0)
        effective = 1 / total(n * weight**2)
        table = {
            "n": total(n),
            "mean": total(n * mean) / total(n),
            "weighted_mean": total(share * mean),
            "error": np.sqrt(total(squared)),
            "effective_n": effective,
            "design_effect": total(n) / effective,
        }
    return pd.DataFrame(table, index=names)[STRATIFIED]
