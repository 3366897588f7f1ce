"""Columns as the tests take them: arrays, checked; and a group's counterpart.

Means come as n, mean and sample variance, shares as chosen and base. Only numpy, pandas
and scipy.special are imported in this room: scipy.stats and statsmodels take a second
to load and mostly work one test at a time. The tests hold the room against both, and
against published examples. A result that cannot be given is null, and `reason` says why
(`REASONS`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

FloatArray: TypeAlias = npt.NDArray[np.float64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
Numbers: TypeAlias = "pd.Series[Any] | npt.NDArray[Any] | Sequence[float] | float"

REASONS = {
    "": "tested, on bases that are large enough",
    "indicative": "tested, but a base is below min_base_firm",
    "base_too_small": "not tested: a base is below min_base_test (or below what the "
    "test itself needs: two marks for a mean, one answer for a share)",
    "no_variance": "not tested: nobody differs within either group, so there is "
    "nothing to judge a difference by",
    "suppressed": "not tested: a count, mean or variance is missing, as in the "
    "suppressed cells of the published marts",
    "too_few_groups": "not tested: a trend takes three groups with a base of at least "
    "min_base_test",
    "expected_too_small": "omnibus chi-square not given: an expected count is below 1, "
    "or more than a fifth of them below min_expected_count (Cochran's rule)",
    "not_comparable_new_question": "not tested: first asked this year",
    "not_comparable_new_option": "not tested: the option is new this year",
    "not_comparable_two_versions": "not tested: a year holds versions that may not be "
    "compared with each other",
    "not_comparable_changed_options": "not tested: the question's options changed",
    "not_comparable_changed_wording": "not tested: the question's wording changed",
}


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


def check_counts(chosen: FloatArray, base: FloatArray) -> None:
    """Raise ValueError where a base is below zero or a count lies outside it."""
    refuse(base < 0, "A base is below zero")
    refuse((chosen < 0) | (chosen > base), "A count lies outside 0 to its base")


def check_moments(n: FloatArray, variance: FloatArray) -> None:
    """Raise ValueError where a base or a variance is below zero."""
    refuse(n < 0, "A base is below zero")
    refuse(variance < 0, "A variance is below zero")


def family_codes(family: Any) -> tuple[npt.NDArray[np.int64], pd.Index[Any], int]:
    """Number each row's family; with the families in that order, and their number."""
    codes, names = pd.factorize(pd.Series(family))
    return codes.astype(np.int64), pd.Index(names, name="family"), len(names)


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
    check_moments(n, variance)
    check_moments(part_n, part_variance)
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
