"""Rows of a mart: their bases, which are among others, and taking them per group."""

from collections.abc import Callable
from itertools import product
from typing import TypeAlias

import numpy as np
import pandas as pd

from scripts.publication.suppression import Bools, Ints
from scripts.publication.tables import PublishedTable
from scripts.statistics.trend_tests import WAVES

# Hidden groups of respondents, per set of columns that names them.
Groups: TypeAlias = dict[tuple[str, ...], pd.DataFrame]


def bases_of(cells: pd.DataFrame, table: PublishedTable) -> Ints:
    """Read the respondents that each row stands on; rows x the table's bases."""
    return cells[table.bases].fillna(0).to_numpy(dtype=np.int64)


def offered_to_a_few_more(
    cells: pd.DataFrame, table: PublishedTable, min_base: int
) -> Bools:
    """Whether options of a row's group stand on a few more than its other options.

    In a year with several questionnaires that would be a group of a few respondents.
    """
    few = np.zeros(len(cells), dtype=bool)
    if table.has_options:
        base = table.bases[0]
        ordered = cells.sort_values(base)
        groups = [ordered[key] for key in table.group_keys]
        more = ordered.groupby(table.group_keys)[base].diff().between(1, min_base - 1)
        few[ordered.index] = more.groupby(groups).transform("any").to_numpy(dtype=bool)
    return few


def is_among(rows: pd.DataFrame, keys: pd.DataFrame) -> Bools:
    """Whether the columns of `keys` have one of its combinations in each row."""
    combinations = pd.MultiIndex.from_frame(rows[list(keys.columns)])
    found: Bools = combinations.isin(pd.MultiIndex.from_frame(keys.drop_duplicates()))
    return found


def in_groups(cells: pd.DataFrame, groups: Groups) -> Bools:
    """Whether a row is about one of these groups of respondents."""
    found = np.zeros(len(cells), dtype=bool)
    for rows in groups.values():
        # a comparison of subgroups, or of years, is about both of its sides
        sides = product(
            ("subgroup", "subgroup_a", "subgroup_b") if "subgroup" in rows else ("",),
            ("year", "previous_year") if "year" in rows else ("",),
        )
        for subgroup, year in sides:
            named = rows.rename(columns={"subgroup": subgroup, "year": year})
            if set(named.columns) <= set(cells.columns):
                found |= is_among(cells, named)
    return found


def along_groups(cells: pd.DataFrame, groups: Groups, parts: list[str]) -> Bools:
    """Whether a row takes groups together of which one is among these.

    Args:
        cells: Rows of a table.
        groups: The groups.
        parts: The columns that name what a row takes together: lokets, subgroups,
            waves.
    """
    found = np.zeros(len(cells), dtype=bool)
    for part in parts:
        for columns, rows in groups.items():
            if part not in columns:
                continue
            along = rows.drop(columns=part)
            if part == "wave":
                along = along.assign(dimension=WAVES)
            if set(along.columns) <= set(cells.columns):
                found |= is_among(cells, along)
    return found


def mirrored(cells: pd.DataFrame, hidden: Bools) -> Bools:
    """Rows on another background question by the one at which rows are hidden."""
    other = hidden & (cells["question"] != cells["background"]).to_numpy()
    mirrored = cells.loc[other, ["year", "question", "background"]].set_axis(
        ["year", "background", "question"], axis=1
    )
    return is_among(cells, mirrored)


def per_group(
    cells: pd.DataFrame,
    keys: list[str],
    hide: Callable[[Ints], Bools],
    rows: Ints | None = None,
) -> Bools:
    """Put together what `hide` says of the positions of each group of rows."""
    rows = np.arange(len(cells)) if rows is None else rows
    hidden = np.zeros(len(cells), dtype=bool)
    codes = cells.iloc[rows].groupby(keys, sort=False).ngroup().to_numpy()
    order = np.argsort(codes, kind="stable")
    ends = np.flatnonzero(np.diff(codes[order])) + 1
    for group in np.split(order, ends):
        if len(group):
            hidden[rows[group]] = hide(rows[group])
    return hidden[rows]
