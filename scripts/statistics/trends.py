"""Each score per wave: its interval, a rolling figure, and waves that stand out.

A control chart of means (Shewhart's X-bar chart) with limits that depend on the wave's
n: the centre line is the mean over all waves of a year, the limits lie so many
errors from it as the policy says, the error coming from the variance within waves. A
stable survey leaves limits of three errors in about 3 of 1,000 waves, so a flag asks
for a look at what happened in that month.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

TREND_COLUMNS = [
    "n",
    "mean",
    "low",
    "high",
    "rolling_n",
    "rolling_mean",
    "centre",
    "control_low",
    "control_high",
    "flag",
    "reason",
]


def wave_trends(
    waves: pd.DataFrame,
    *,
    keys: list[str],
    min_base: float,
    alpha: float,
    rolling_waves: int,
    limit_errors: float,
) -> pd.DataFrame:
    """Interval, rolling mean and control limits of each score in each wave.

    - low, high: Student's interval of the wave's mean at 1 - alpha;
    - rolling_mean: mean over the respondents of this wave and those before it that
      have answers, rolling_waves in all, within one comparable series
      (comparable_since);
    - centre, control_low, control_high: per year, from all of its waves, weighted by
      respondents. Limits are not cut off at the ends of the scale;
    - flag: 'above' or 'below' where the wave's mean lies outside its limits, else ''.

    Args:
        waves: The keys, wave ('2023-05'), year, comparable_since, n, mean, variance
            (sample variance, null below two respondents).
        keys: What tells scores apart: question, or loket and question.
        min_base: Waves on fewer respondents get neither interval nor flag, and
            `reason` 'base_too_small'. Reason 'no_variance': within all waves of the
            year nobody differs, so that there are no limits.
        alpha: 1 less the confidence of the interval.
        rolling_waves: Waves that the rolling mean looks at.
        limit_errors: Standard errors between the centre and the limits.

    Returns:
        The keys, wave and year, and `TREND_COLUMNS`, a row per row of `waves`, ordered
        by keys and wave.

    Source: D. C. Montgomery, Introduction to Statistical Quality Control (2009), 6.3.
    """
    rows = waves.astype({"n": float, "mean": float, "variance": float})
    rows = rows.sort_values([*keys, "wave"], ignore_index=True)
    rows["total"] = rows["n"] * rows["mean"].fillna(0.0)

    rolling = rows[rows["n"] > 0].groupby([*keys, "comparable_since"], sort=False)
    sums = rolling[["n", "total"]].rolling(rolling_waves, min_periods=1).sum()
    sums = sums.reset_index(level=list(range(len(keys) + 1)), drop=True)
    rows["rolling_n"] = sums["n"].reindex(rows.index)
    rows["rolling_mean"] = (sums["total"] / sums["n"]).reindex(rows.index)

    # one respondent has no variance of their own
    rows["freedom"] = (rows["n"] - 1).clip(lower=0)
    rows["squares"] = rows["variance"].where(rows["n"] > 1, 0.0) * rows["freedom"]
    of_year = rows.groupby([*keys, "year"], sort=False)[
        ["n", "total", "freedom", "squares"]
    ].transform("sum")
    centre = of_year["total"] / of_year["n"].where(of_year["n"] > 0)
    within = of_year["squares"] / of_year["freedom"].where(of_year["freedom"] > 0)

    enough = rows["n"] >= max(min_base, 2)
    constant = ~(within > 0)
    charted = enough & ~constant
    n = rows["n"].where(enough)
    quantile = special.stdtrit(n - 1, 1 - alpha / 2)
    margin = quantile * np.sqrt(rows["variance"].where(enough) / n)
    limit = limit_errors * np.sqrt(within.where(charted) / n)
    rows["low"], rows["high"] = rows["mean"] - margin, rows["mean"] + margin
    rows["centre"] = centre
    rows["control_low"], rows["control_high"] = centre - limit, centre + limit
    rows["flag"] = np.select(
        [rows["mean"] > rows["control_high"], rows["mean"] < rows["control_low"]],
        ["above", "below"],
        default="",
    )
    rows["reason"] = np.select(
        [~enough, constant], ["base_too_small", "no_variance"], default=""
    )
    rows["n"] = rows["n"].astype("int64")
    rows["rolling_n"] = rows["rolling_n"].fillna(0).astype("int64")
    return rows[[*keys, "wave", "year", *TREND_COLUMNS]]
