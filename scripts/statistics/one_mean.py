"""The interval of one mean."""

from __future__ import annotations

from math import sqrt

from scipy import special


def mean_interval(
    n: float, mean: float, variance: float, *, alpha: float
) -> tuple[float, float]:
    """Student's interval of a mean at 1 - alpha.

    Args:
        n: Number of marks, two or more.
        mean: Their mean.
        variance: Their variance, with n - 1 as divisor.
        alpha: 0.05 for a 95% interval.

    Returns:
        Its low and its high end, in marks.

    Raises:
        ValueError: There are fewer than two marks.

    Source: Student, Biometrika 6 (1908), 1-25.
    """
    if n < 2:
        raise ValueError(f"{n} marks have no interval; two or more have.")
    half = float(special.stdtrit(n - 1, 1 - alpha / 2)) * sqrt(variance / n)
    return mean - half, mean + half
