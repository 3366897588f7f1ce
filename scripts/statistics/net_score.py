"""The Net Promoter Score: the share of promoters less that of detractors."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from scripts.statistics.inputs import Numbers, as_arrays, refuse

# Three more answers, spread over the kinds as a triangle: half of them passive.
ADDED, ADDED_OUTER = 3.0, 0.75


def net_score(
    promoters: Numbers, detractors: Numbers, base: Numbers, alpha: float
) -> pd.DataFrame:
    """Scores from -100 to 100 with their interval, from counts.

    The interval is the adjusted Wald interval AW(3, T): three answers are added, 3/4
    promoters, 3/2 passives and 3/4 detractors, since the plain one is too narrow for
    small bases and scores near the ends (B. Rocks, Interval Estimation for the 'Net
    Promoter Score', American Statistician 70 (2016), 365-372).

    Args:
        promoters: Number of promoters.
        detractors: Number of detractors.
        base: Number who gave a mark; without any, everything is null.
        alpha: 0.05 for an interval of 95%.

    Returns:
        net_score, low and high.

    Raises:
        ValueError: Promoters and detractors are more than the base.
    """
    for_it, against, n = as_arrays(promoters, detractors, base)
    refuse(for_it + against > n, "More promoters and detractors than answers")
    with np.errstate(divide="ignore", invalid="ignore"):
        score = (for_it - against) / n
    added = n + ADDED
    more, less = (for_it + ADDED_OUTER) / added, (against + ADDED_OUTER) / added
    centre = more - less
    error = np.sqrt((more + less - centre**2) / added)
    half = special.ndtri(1 - alpha / 2) * error
    low, high = np.maximum(centre - half, -1), np.minimum(centre + half, 1)
    empty = n == 0
    return pd.DataFrame(
        {
            name: 100 * np.where(empty, np.nan, values)
            for name, values in (("net_score", score), ("low", low), ("high", high))
        }
    )
