"""The table of what weighting would change: unweighted and weighted side by side."""

from __future__ import annotations

import pandas as pd
from scipy import special

from scripts.statistics.shares import wilson
from scripts.statistics.weighting import stratified_mean

EFFECT_COLUMNS = [
    "year",
    "question",
    "n_valid",
    "mean",
    "weighted_mean",
    "difference",
    "low",
    "high",
    "effective_n",
    "design_effect",
    "n_invited",
    "n_responses",
    "response_rate",
    "response_rate_low",
    "response_rate_high",
]


def weighting_effect(
    scores_per_loket: pd.DataFrame,
    fieldwork_per_loket: pd.DataFrame,
    fieldwork_per_year: pd.DataFrame,
    *,
    alpha: float,
) -> pd.DataFrame:
    """Each score of a year as it is, and with each loket counted by its invitations.

    The marts of those names. Lokets that nobody was invited for, or from which nobody
    gave a mark, do not count. Returns `EFFECT_COLUMNS`: low and high are the interval
    of the weighted mean, difference is weighted less unweighted; the response rate is
    that of the year, with Wilson's interval; where there are more responses than
    invitations it has none.
    """
    keys = ["year", "question"]
    invited = fieldwork_per_loket[["year", "loket", "n_invited"]]
    rows = scores_per_loket.merge(invited, on=["year", "loket"], how="left")
    rows = rows[(rows["n_valid"] > 0) & (rows["n_invited"] > 0)]
    rows = rows.sort_values([*keys, "loket"], ignore_index=True)
    series = rows.groupby(keys, sort=True).ngroup()
    found = stratified_mean(
        series, rows["n_valid"], rows["mean"], rows["variance"], rows["n_invited"]
    )
    table = rows.groupby(keys, sort=True)[keys].first().reset_index(drop=True)
    table = table.join(found.reset_index(drop=True))
    margin = special.ndtri(1 - alpha / 2) * table["error"]
    table["difference"] = table["weighted_mean"] - table["mean"]
    table["low"] = table["weighted_mean"] - margin
    table["high"] = table["weighted_mean"] + margin
    table["n_valid"] = table["n"].astype("int64")
    counts = ["year", "n_invited", "n_responses", "response_rate"]
    table = table.merge(fieldwork_per_year[counts], on="year", how="left")
    # more responses than invitations are no share: invitations are missing
    is_share = table["n_responses"] <= table["n_invited"]
    counts_of_share = (table[c].where(is_share) for c in ("n_responses", "n_invited"))
    rate = wilson(*counts_of_share, alpha=alpha)
    table["response_rate_low"] = rate["low"]
    table["response_rate_high"] = rate["high"]
    return table[EFFECT_COLUMNS]
