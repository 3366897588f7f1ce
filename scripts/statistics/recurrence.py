"""Would it be told again? Surveys drawn again from counts, means and variances.

A parametric bootstrap: a share is drawn binomially from its base, a mean from the
normal distribution with its own error; whoever is in a group stays in it. Every
function has the same fixed seed and says in which part of the drawn surveys something
would be found again. No respondent is needed, and many surveys cost one operation on
arrays.

Source: B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap (1993), 6.5 and 21.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from scripts.statistics.inputs import BoolArray, FloatArray

SEED = 20231231
DRAWS = 1000
# Keeps 8.1 - 7.9, which a double holds as 0.1999…, a difference of 0.2.
NUDGE = 1e-9


@dataclass(frozen=True)
class Cells:
    """Figures that are drawn again together: means, or shares of one base each.

    Attributes:
        base: Respondents per cell.
        estimate: Means, or shares as fractions.
        variance: Sample variances of the means; not read for shares.
        is_share: What they are.
    """

    base: FloatArray
    estimate: FloatArray
    variance: FloatArray
    is_share: bool

    def drawn(self, draws: int = DRAWS) -> FloatArray:
        """The estimates of `draws` other surveys: draws x cells."""
        rng = np.random.default_rng(SEED)
        shape = (draws, len(self.base))
        if self.is_share:
            chosen = rng.binomial(self.base.astype(np.int64), self.estimate, shape)
            return np.asarray(chosen / self.base)
        return rng.normal(self.estimate, np.sqrt(self.variance / self.base), shape)


def differ_again(
    cells: Cells,
    higher: Sequence[int],
    lower: Sequence[int],
    weight: Sequence[float],
    *,
    alpha: float,
    smallest: float,
) -> float:
    """In which part of surveys all of these pairs differ again, in this direction.

    Pair i is cell higher[i] above cell lower[i]. It differs where its p, times
    weight[i] (what a correction for many tests made of it), is below alpha and the
    difference is at least `smallest`. Means: Welch's t; shares: the pooled z-test.
    """
    differs = _differ(cells, higher, lower, weight, alpha, smallest)
    return float(differs.all(axis=1).mean())


def none_differ_again(
    cells: Cells, one: Sequence[int], other: Sequence[int], *, alpha: float
) -> float:
    """In which part of surveys none of these pairs is significant, either way."""
    even = [1.0] * len(one)
    up = _differ(cells, one, other, even, alpha, -np.inf)
    down = _differ(cells, other, one, even, alpha, -np.inf)
    return float((~(up | down)).all(axis=1).mean())


def _differ(
    cells: Cells,
    higher: Sequence[int],
    lower: Sequence[int],
    weight: Sequence[float],
    alpha: float,
    smallest: float,
) -> BoolArray:
    """Draws x pairs: whether the first is clearly above the second."""
    drawn, a, b = cells.drawn(), list(higher), list(lower)
    n1, n2 = cells.base[a], cells.base[b]
    difference = drawn[:, a] - drawn[:, b]
    with np.errstate(divide="ignore", invalid="ignore"):
        if cells.is_share:
            pooled = (drawn[:, a] * n1 + drawn[:, b] * n2) / (n1 + n2)
            error = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
            p_value = 2 * special.ndtr(-np.abs(difference / error))
        else:
            part1, part2 = cells.variance[a] / n1, cells.variance[b] / n2
            squared = part1 + part2
            df = squared**2 / (part1**2 / (n1 - 1) + part2**2 / (n2 - 1))
            t = np.abs(difference) / np.sqrt(squared)
            p_value = 2 * special.stdtr(df, -t)
    clear = (p_value * np.asarray(weight) < alpha) & (difference > 0)
    return np.asarray(clear & (difference >= smallest - NUDGE))


def trend_again(
    cells: Cells,
    position: FloatArray,
    *,
    rises: bool,
    weight: float,
    alpha: float,
    smallest: float,
) -> float:
    """In which part of surveys a trend along `position` is found again.

    Means: the linear contrast; shares: Cochran-Armitage. The first and the last cell
    differ by `smallest` at least, in the direction of the trend.
    """
    drawn, n = cells.drawn(), cells.base
    ends = drawn[:, -1] - drawn[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        if cells.is_share:
            share = drawn @ n / n.sum()
            distance = position - (position @ n) / n.sum()
            products = (drawn - share[:, None]) @ (n * distance)
            statistic = products / np.sqrt(share * (1 - share) * (n @ distance**2))
            p_value = 2 * special.ndtr(-np.abs(statistic))
        else:
            distance = position - position.mean()
            parts = distance**2 * cells.variance / n
            df = parts.sum() ** 2 / (parts**2 / (n - 1)).sum()
            statistic = drawn @ distance / np.sqrt(parts.sum())
            p_value = 2 * special.stdtr(df, -np.abs(statistic))
    sign = 1 if rises else -1
    again = (p_value * weight < alpha) & (sign * statistic > 0)
    return float((again & (sign * ends >= smallest - NUDGE)).mean())


def extremes_again(cells: Cells, highest: int, lowest: int = 0) -> float:
    """In which part of surveys the same cells are the highest and the lowest few.

    Cells are ordered from high to low; the order within the few does not matter.
    """
    order = np.argsort(-cells.drawn(), axis=1)
    last = len(cells.base) - lowest
    same = (order[:, :highest] < highest).all(axis=1)
    return float((same & (order[:, last:] >= last).all(axis=1)).mean())


def ranking_again(cells: Cells, *, decimals: int, least: float, ranks: int) -> float:
    """In which part of surveys a top list names the same cells at the same places.

    Named are means that round to `least` or more, at one of the first `ranks` places of
    the rounded means; equal ones share a place.
    """

    def places(estimates: FloatArray) -> FloatArray:
        scale = 10.0**decimals
        rounded = np.floor(estimates * scale + 0.5 + NUDGE)
        rounded[rounded < np.floor(least * scale + 0.5)] = -1
        place = np.zeros(rounded.shape)
        left = rounded.copy()
        for rank in range(1, ranks + 1):
            top = left.max(axis=1, keepdims=True)
            first = (left == top) & (top > 0)
            place[first] = rank
            left[first] = -1
        return place

    observed = places(cells.estimate[None, :])
    return float((places(cells.drawn()) == observed).all(axis=1).mean())
