"""Weights that make the shares of groups those that are known: raking.

By ipfn, which rakes a table of counts: a small package that needs no more than numpy
and pandas. svy and balance rake respondents one by one and bring a dataframe library or
scikit-learn with them; R's survey package gives the same to six digits (tests).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from ipfn.ipfn import ipfn

from scripts.statistics.inputs import FloatArray, Numbers, as_arrays

MOST_ROUNDS = 1000
PRECISION = 1e-12
# How far from its margin a total may stay, as a share of everybody.
REACHED = 1e-8
UNKNOWN = ""

RAKED = pd.DataFrame(
    {"response_number": pd.Series(dtype="int64"), "weight": pd.Series(dtype="float64")}
)


def rake(table: npt.NDArray[Any], margins: Sequence[Numbers]) -> FloatArray:
    """Scale a table of counts until its totals along each axis are the margins.

    Args:
        table: Counts, one axis per cut.
        margins: The known total of each category, per axis; their sums are equal.

    Returns:
        The scaled table; divided by the counts it holds the weights.

    Raises:
        ValueError: The margins do not fit the table, differ in their sum, or cannot be
            reached since cells are empty.

    Source: W. E. Deming, F. F. Stephan, Annals of Mathematical Statistics 11 (1940),
    427-444.
    """
    counts = np.array(table, dtype=np.float64)
    wanted = [as_arrays(margin)[0] for margin in margins]
    if [len(margin) for margin in wanted] != list(counts.shape):
        raise ValueError("Each axis of the table needs a margin with its categories.")
    sums = [margin.sum() for margin in wanted]
    if not np.allclose(sums, sums[0], rtol=1e-9):
        raise ValueError(f"The margins have different totals: {sums}.")
    axes = [[axis] for axis in range(counts.ndim)]
    fit = ipfn(
        counts,
        wanted,
        axes,
        convergence_rate=PRECISION,
        max_iteration=MOST_ROUNDS,
        rate_tolerance=0,
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.asarray(fit.iteration(), dtype=np.float64)
    for axis, margin in enumerate(wanted):
        others = tuple(a for a in range(scaled.ndim) if a != axis)
        off = np.abs(scaled.sum(axis=others) - margin).max()
        if not off <= REACHED * sums[0]:
            raise ValueError(
                "The margins cannot be reached: cells of the table are empty."
            )
    return scaled


def raked_weights(
    responses: pd.DataFrame, members: pd.DataFrame, margins: pd.DataFrame
) -> pd.DataFrame:
    """The weight of each response, on average 1 within a year.

    Args:
        responses: respondent, response_number and year.
        members: respondent, cut and member: the subgroup of each respondent, for the
            dimensions of the margins.
        margins: year, dimension, subgroup and share, the known share of the subgroup
            among everyone of whom it is known.

    Returns:
        response_number and weight, for years with margins. Whoever is in no subgroup of
        a dimension keeps the share that they have.

    Raises:
        ValueError: Shares of a dimension do not add up to 1, or cannot be reached.
    """
    parts = [RAKED]
    for year, of_year in margins.groupby("year", sort=True):
        people = responses[responses["year"] == year].set_index("respondent")
        if people.empty:
            continue
        codes, wanted = [], []
        for dimension, shares in of_year.groupby("dimension", sort=True):
            known = shares.set_index("subgroup")["share"].astype(float)
            if abs(known.sum() - 1) > 1e-6:
                raise ValueError(
                    f"weighting_margins: the shares of {dimension} in {year} add up to "
                    f"{known.sum():g}; expected 1."
                )
            own = members[members["cut"] == dimension].set_index("respondent")["member"]
            member = own.reindex(people.index)
            member = member.where(member.isin(known.index), UNKNOWN)
            unknown = (member == UNKNOWN).sum()
            totals = known * (len(people) - unknown)
            if unknown:
                totals[UNKNOWN] = unknown
            codes.append(totals.index.get_indexer(pd.Index(member)))
            wanted.append(totals.to_numpy())
        counts = np.zeros([len(margin) for margin in wanted])
        np.add.at(counts, tuple(codes), 1)
        scaled = rake(counts, wanted)
        weight = scaled[tuple(codes)] / counts[tuple(codes)]
        parts.append(
            pd.DataFrame(
                {
                    "response_number": people["response_number"].to_numpy("int64"),
                    "weight": weight,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
