"""Published figures and claims as constraints of the local search."""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scripts.demo.assumptions import FITS_ANOTHER_OPTION
from scripts.demo.codebook import Codebook, records
from scripts.demo.fit import Constraint, Contrast, CountBetween, MeanBetween, Values

Masks = dict[str, NDArray[np.bool_]]

LEAST_Z = 2.25
"""Significant differences are made at least this clear (p = 0.024)."""

MOST_Z = 1.4
"""Differences that are not significant are kept this small (p = 0.16)."""

LEAST_GAP = {"mean": 0.03, "share": 0.004}
"""Lead of a group that is said to score higher, without a test."""

EDGE = 0.1
"""Part of the half rounding interval that is kept clear on both sides."""

MARKS: list[float | None] = [*(float(mark) for mark in range(1, 11)), None]
"""Values of a score: the marks 1-10 and n.v.t."""

VALID: Values = tuple(range(10))
NOT_APPLICABLE: Values = (10,)
CHOSEN: Values = (1,)
EVERYONE = "total=all"


def group_masks(people: pd.DataFrame, codebook: Codebook) -> Masks:
    """Members of every group that a figure or claim can speak of.

    Keys: ``dimension=member``; ``dimension!=member`` for all others and
    ``dimension~member`` for the others who belong to a subgroup of the dimension
    (the rest of a group can be read either way, so both are kept).
    """
    masks: Masks = {EVERYONE: np.ones(len(people), dtype=bool)}
    question_of = codebook.dimensions.set_index("dimension")["question"]
    known: Masks = {}
    for dimension, rows in codebook.subgroup_options.groupby("dimension"):
        if question_of[str(dimension)] not in people:
            continue
        answers = people[question_of[str(dimension)]]
        for subgroup, options in rows.groupby("subgroup")["option"]:
            masks[f"{dimension}={subgroup}"] = answers.isin(options.tolist()).to_numpy()
        known[str(dimension)] = answers.isin(rows["option"].tolist()).to_numpy()
    for loket in sorted(people["loket"].unique()):
        masks[f"loket={loket}"] = (people["loket"] == loket).to_numpy()
    for name in list(masks):
        dimension, member = name.split("=", 1)
        if dimension in known:
            masks[f"{dimension}!={member}"] = ~masks[name]
            masks[f"{dimension}~{member}"] = ~masks[name] & known[dimension]
    return masks


def band_values(codebook: Codebook) -> dict[str, Values]:
    """Values of each band of the policy, and of n.v.t."""
    bands = {
        row["band"]: tuple(
            range(int(row["lowest_score"]) - 1, int(row["highest_score"]))
        )
        for row in records(codebook.score_bands)
    }
    return {**bands, "not_applicable": NOT_APPLICABLE}


def rounding_interval(
    printed: float, decimals: int, edge: float
) -> tuple[float, float]:
    """Values that round (half up) to the printed one, clear of the edges."""
    half = 0.5 * 10**-decimals
    return printed - half * (1 - edge), printed + half * (1 - edge)


def count_interval(percent: float, decimals: int, size: int) -> tuple[int, int]:
    """Counts of ``size`` that give the printed percentage, clear of the edges.

    Where no count is clear of the edges, any count that rounds right will do. Raises
    ValueError where no whole number of people gives the printed percentage.
    """
    low, high = rounding_interval(percent, decimals, EDGE)
    counts = math.ceil(low / 100 * size), math.floor(high / 100 * size)
    if counts[0] > counts[1]:
        low, high = rounding_interval(percent, decimals, 0.0)
        counts = math.ceil(low / 100 * size), math.ceil(high / 100 * size) - 1
    if counts[0] > counts[1]:
        raise ValueError(f"no count out of {size} rounds to {percent}%")
    return max(0, counts[0]), counts[1]


def speaks_of(rows: pd.DataFrame, option: str) -> NDArray[np.bool_]:
    """Which figures or claims the demo must bear out for this option (n rows).

    A contradicted row speaks of the option that it fits, see assumptions; ``*``
    speaks of every option, and the empty option of the question as a whole.
    """
    holds = (rows["status"] != "contradicted").to_numpy(dtype=bool)
    own = rows["option"].isin([option, "*"] if option else [""]).to_numpy(dtype=bool)
    keys = zip(rows["question"], rows["dimension"], rows["option"], strict=True)
    fits = [FITS_ANOTHER_OPTION.get(key) == option for key in keys]
    speaks: NDArray[np.bool_] = (holds & own) | (~holds & np.array(fits, dtype=bool))
    return speaks


def figures_of(
    codebook: Codebook, year: int, question: str, option: str = ""
) -> pd.DataFrame:
    """Published figures on a question, or on an option, that the demo must give."""
    rows = codebook.published_figures
    rows = rows[(rows["year"] == str(year)) & (rows["question"] == question)]
    if option:
        return rows[speaks_of(rows, option)]
    return rows[rows["metric"] != "share"]


def printed_total(
    codebook: Codebook, year: int, question: str, metric: str, option: str = ""
) -> float | None:
    """The total's printed value, or None where the report doesn't print it."""
    rows = figures_of(codebook, year, question, option)
    rows = rows[(rows["metric"] == metric) & (rows["dimension"] == "total")]
    return float(str(rows["value"].iat[0])) if len(rows) else None


def figure_constraints(
    figures: pd.DataFrame, masks: Masks, codebook: Codebook, chosen: Values
) -> list[Constraint]:
    """Constraints that the printed figures of one question (or option) set."""
    bands = band_values(codebook)
    result: list[Constraint] = []
    for row in records(figures):
        group = f"{row['dimension']}={row['member']}"
        printed, decimals = float(row["value"]), int(row["decimals"])
        size = int(masks[group].sum()) if group in masks else 0
        if row["metric"] == "mean":
            low, high = rounding_interval(printed, decimals, EDGE)
            result.append(MeanBetween(group, low, high))
        elif row["metric"] in ("band_share", "share"):
            values = bands[row["option"]] if row["metric"] == "band_share" else chosen
            counts = count_interval(printed, decimals, size)
            result.append(CountBetween(group, values, *counts))
        elif row["metric"] == "n":
            result.append(CountBetween(group, VALID, printed, printed))
    return result


def claims_of(
    codebook: Codebook, year: int, question: str, option: str = ""
) -> pd.DataFrame:
    """Published claims on a question, or on an option, that the demo must bear out.

    Year changes are listed under both of their years.
    """
    rows = codebook.published_claims
    changes = rows["kind"] == "year_change"
    of_year = (rows["year"] == str(year)) | (changes & (rows["year"] == str(year + 1)))
    comparable = rows["expected"] != "not_comparable"
    rows = rows[of_year & comparable & (rows["question"] == question)]
    return rows[speaks_of(rows, option)]


def ordered_members(codebook: Codebook, dimension: str) -> list[str]:
    """The dimension's subgroups in the codebook's order."""
    rows = codebook.subgroups[codebook.subgroups["dimension"] == dimension]
    return rows["subgroup"].tolist()


def top_loket_constraints(
    claim: Mapping[str, str], masks: Masks, codebook: Codebook
) -> list[Constraint]:
    """No loket outside the list leads the national mean by as much as the list."""
    question = claim["question"]
    national = printed_total(codebook, int(claim["year"]), question, "mean")
    if national is None:
        return []
    bound = national + codebook.policy("top_lokets_min_lead", question)
    half = 0.5 * 10 ** -int(codebook.policy("mean_decimals"))
    least = codebook.policy("top_lokets_min_base", question)
    listed = claim["higher"].split("|")
    return [
        MeanBetween(group, 0.0, bound - half * (1 + EDGE))
        for group, mask in masks.items()
        if group.startswith("loket=")
        and group.removeprefix("loket=") not in listed
        and mask.sum() >= least
    ]


def claim_constraints(
    claims: pd.DataFrame,
    masks: Masks,
    codebook: Codebook,
    year: int,
    chosen: Values,
    other_years: Sequence[str],
) -> list[Constraint]:
    """Constraints that the published claims of one question (or option) set.

    ``other_years`` names the fixed groups (``year=2023``) that can be compared with.
    """
    gap = LEAST_GAP["share" if chosen else "mean"]
    result: list[Constraint] = []

    def differs(higher: str, lower: str) -> Constraint:
        return Contrast(higher, lower, chosen, least_z=LEAST_Z)

    def leads(higher: str, lower: str) -> Constraint:
        return Contrast(higher, lower, chosen, least_gap=gap)

    for row in records(claims):
        dimension, higher = row["dimension"], f"{row['dimension']}={row['higher']}"
        lower = f"{dimension}={row['lower']}"
        members = ordered_members(codebook, dimension)
        if row["kind"] == "group_difference":
            result.append(differs(higher, lower))
        elif row["kind"] == "monotone_increase":
            steps = [f"{dimension}={member}" for member in members]
            result += [leads(b, a) for a, b in pairwise(steps)]
            result.append(differs(higher, lower))
        elif row["kind"] == "maximum" and members:
            others = [m for m in members if m != row["higher"]]
            result += [leads(higher, f"{dimension}={member}") for member in others]
        elif row["kind"] == "group_vs_rest":
            compare: Callable[[str, str], Constraint] = (
                differs if row["expected"] == "significant" else leads
            )
            for sign in ("!=", "~"):
                result.append(compare(higher, f"{dimension}{sign}{row['higher']}"))
        elif row["kind"] == "top_lokets" and row["year"] == str(year):
            result += top_loket_constraints(row, masks, codebook)
        elif row["kind"] == "year_change" and f"year={row['year']}" in other_years:
            later = f"year={row['year']}"
            if row["expected"] == "not_significant":
                result.append(Contrast(later, EVERYONE, chosen, most_z=MOST_Z))
            elif row["higher"] == row["year"]:
                result.append(differs(later, EVERYONE))
            else:
                result.append(differs(EVERYONE, later))
    return result
