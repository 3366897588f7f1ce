"""A difference between two groups, held constant for something else.

The report warns that clients who took tests may give higher marks because they had more
conversations. Here the two groups are compared among respondents with the same number
of conversations: the regression of the mark on the group and on a dummy for each number
of conversations, beside the raw difference.

That regression needs no respondents. Everyone in a cell (group x number of
conversations) has the same predictors, so n, mean and variance of the cells give the
coefficient and its robust error exactly as least squares on the respondents would
(Frisch and Waugh, Econometrica 1 (1933), 387-401): the coefficient is the mean of the
differences within each number of conversations, weighted by n1 n0 / (n1 + n0).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from scripts.statistics.means import welch_t

ADJUSTED_COLUMNS = [
    "year",
    "question",
    "factor",
    "control",
    "level",
    "reference",
    "n_level",
    "n_reference",
    "n",
    "raw_difference",
    "raw_low",
    "raw_high",
    "raw_p_value",
    "adjusted_difference",
    "low",
    "high",
    "statistic",
    "df",
    "p_value",
    "reason",
]

REASONS = {
    "": "compared on bases that are large enough",
    "base_too_small": "not compared: one of the two groups is below the smallest base",
    "no_overlap": "not adjusted: the groups share no level of the control",
    "no_variance": "not adjusted: nobody's mark differs from what the model expects",
}


def adjusted_difference(
    cells: pd.DataFrame,
    *,
    factor: str,
    level: str,
    reference: str,
    control: str,
    min_base: float,
    alpha: float,
) -> pd.DataFrame:
    """Raw and adjusted difference in a mark between two groups, per year and question.

    The adjusted difference is the coefficient of the group in the least squares
    regression of the mark on group and control level; its error is
    heteroskedasticity-robust (HC1: J. G. MacKinnon, H. White, Journal of Econometrics
    29 (1985), 305-325), with Student's t on n - levels - 1 degrees of freedom. The raw
    difference is Welch's, on the same respondents: those whose control level is known.

    Args:
        cells: year, question, factor_level, control_level, n, mean, variance (sample
            variance; null below two respondents). Other factor levels than the two
            are left out.
        factor: Name of the dimension compared, for the table.
        level: The factor level whose mark is compared with the reference's.
        reference: The other factor level.
        control: Name of the dimension held constant, for the table.
        min_base: Fewest respondents in either group.
        alpha: 1 less the confidence of the intervals.

    Returns:
        `ADJUSTED_COLUMNS`, a row per year and question; differences are level less
        reference, in marks. Where no figure can be given it is null, with a `reason`
        (`REASONS`).
    """
    cells = cells[cells["factor_level"].isin([level, reference]) & (cells["n"] > 0)]
    # in one order, so that sums come out the same to the last digit
    cells = cells.sort_values(["year", "question", "factor_level", "control_level"])
    cells = cells.astype({"n": float, "mean": float, "variance": float})
    cells["in_level"] = (cells["factor_level"] == level).astype(float)
    # one respondent has no variance of their own
    cells["squares"] = cells["variance"].where(cells["n"] > 1, 0.0) * (cells["n"] - 1)

    rows = _raw_differences(cells, alpha).join(_coefficients(cells), how="left")
    small = rows[["n_level", "n_reference"]].min(axis=1) < min_base
    no_overlap = ~(rows["weight"] > 0)
    no_variance = ~(rows["variance"] > 0)
    given = ~(small | no_overlap | no_variance)
    error = np.sqrt(rows["variance"].where(given))
    estimate = rows["adjusted_difference"].where(given)
    df = rows["df"].where(given)
    margin = pd.Series(special.stdtrit(df, 1 - alpha / 2), index=rows.index) * error
    rows["adjusted_difference"] = estimate
    rows["low"], rows["high"] = estimate - margin, estimate + margin
    rows["statistic"], rows["df"] = estimate / error, df
    rows["p_value"] = 2 * special.stdtr(df, -rows["statistic"].abs())
    raw = ["raw_low", "raw_high", "raw_p_value"]
    rows[raw] = rows[raw].mask(small)
    rows["reason"] = np.select(
        [small, no_overlap, no_variance],
        ["base_too_small", "no_overlap", "no_variance"],
        default="",
    )
    for name, value in (
        ("factor", factor),
        ("control", control),
        ("level", level),
        ("reference", reference),
    ):
        rows[name] = value
    counts = ["n_level", "n_reference", "n"]
    rows[counts] = rows[counts].astype("int64")
    table = rows.sort_index().reset_index()[ADJUSTED_COLUMNS]
    # types also where nobody can be compared, and no row says what they are
    texts = ["question", "factor", "control", "level", "reference", "reason"]
    years = cells["year"].dtype
    return table.astype({"year": years, **dict.fromkeys(texts, "str")})


def _raw_differences(cells: pd.DataFrame, alpha: float) -> pd.DataFrame:
    """Welch's comparison of both groups, their cells taken together."""
    group = ["year", "question", "in_level"]
    cells = cells.assign(total=cells["n"] * cells["mean"])
    sums = cells.groupby(group)[["n", "total", "squares"]].sum()
    sums["mean"] = sums["total"] / sums["n"]
    centre = cells.join(sums["mean"].rename("centre"), on=group)["centre"]
    cells["between"] = cells["n"] * (cells["mean"] - centre) ** 2
    squares = sums["squares"] + cells.groupby(group)["between"].sum()
    freedom = sums["n"] - 1
    sums["variance"] = squares / freedom.where(freedom > 0)

    comparisons = pd.MultiIndex.from_frame(
        cells[["year", "question"]].drop_duplicates()
    )
    level, reference = (
        sums[sums.index.get_level_values("in_level") == side]
        .droplevel("in_level")
        .reindex(comparisons)
        for side in (1.0, 0.0)
    )
    n_level, n_reference = level["n"].fillna(0.0), reference["n"].fillna(0.0)
    test = welch_t(
        n_level,
        level["mean"],
        level["variance"],
        n_reference,
        reference["mean"],
        reference["variance"],
        alpha=alpha,
    ).set_index(comparisons)
    return pd.DataFrame(
        {
            "n_level": n_level,
            "n_reference": n_reference,
            "n": n_level + n_reference,
            "raw_difference": test["difference"],
            "raw_low": test["low"],
            "raw_high": test["high"],
            "raw_p_value": test["p_value"],
        }
    )


def _coefficients(cells: pd.DataFrame) -> pd.DataFrame:
    """Coefficient of the group and its HC1 variance, per year and question.

    The group's dummy, less its mean within the control level, is what the control
    leaves of it (`left`); the coefficient is the regression of the mark on that.
    """
    stratum = ["year", "question", "control_level"]
    weighted = cells.assign(
        members=cells["n"] * cells["in_level"], total=cells["n"] * cells["mean"]
    )
    strata = weighted.groupby(stratum)[["n", "members", "total"]].transform("sum")
    left = cells["in_level"] - strata["members"] / strata["n"]
    centre = strata["total"] / strata["n"]
    key = ["year", "question"]
    sums = (
        cells.assign(
            weight=cells["n"] * left**2, product=cells["n"] * left * cells["mean"]
        )
        .groupby(key)
        .agg(
            n=("n", "sum"),
            levels=("control_level", "nunique"),
            weight=("weight", "sum"),
            product=("product", "sum"),
        )
    )
    weight = sums["weight"].where(sums["weight"] > 0)
    coefficient = (sums["product"] / weight).rename("coefficient")

    fitted = centre + left * cells.join(coefficient, on=key)["coefficient"]
    errors = cells["squares"] + cells["n"] * (cells["mean"] - fitted) ** 2
    meat = cells.assign(meat=left**2 * errors).groupby(key)["meat"].sum()
    df = sums["n"] - sums["levels"] - 1
    variance = sums["n"] / df.where(df > 0) * meat / weight**2
    return pd.DataFrame(
        {
            "weight": sums["weight"],
            "adjusted_difference": coefficient,
            "variance": variance,
            "df": df,
        }
    )
