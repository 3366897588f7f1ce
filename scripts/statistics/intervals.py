"""Intervals that say the same as the test beside them."""

from __future__ import annotations

import numpy as np

from scripts.statistics.inputs import FloatArray, Numbers, as_arrays


def agreeing(
    low: Numbers, high: Numbers, difference: Numbers, p_value: Numbers, *, alpha: float
) -> tuple[FloatArray, FloatArray]:
    """An interval that contains no difference exactly where the test does not reject.

    For a test that has no interval of its own (Fisher's exact, permutation) beside an
    interval of another method. What is kept is every difference that is not rejected:
    0 by the test, any other by the interval. So the end nearest to 0 is moved to 0
    where test and interval contradict each other, and nothing else changes.

    Returns low and high; where p is missing, as they were.
    """
    low, high, difference, p_value = as_arrays(low, high, difference, p_value)
    kept = p_value >= alpha
    rejected = p_value < alpha
    low = np.where(kept, np.minimum(low, 0.0), low)
    high = np.where(kept, np.maximum(high, 0.0), high)
    low = np.where(rejected & (difference > 0), np.maximum(low, 0.0), low)
    high = np.where(rejected & (difference < 0), np.minimum(high, 0.0), high)
    return low, high
