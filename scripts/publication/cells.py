"""Rows of a mart: their bases, which are among others, and taking them per group."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from scripts.publication.suppression import Bools, Ints
from scripts.publication.tables import PublishedTable


def bases_of(cells: pd.DataFrame, table: PublishedTable) -> Ints:
    """Read the respondents that each row stands on; rows x the table's bases."""
    return cells[table.bases].fillna(0).to_numpy(dtype=np.int64)


def is_among(rows: pd.DataFrame, keys: pd.DataFrame) -> Bools:
    """Whether the columns of `keys` have one of its combinations in each row."""
    combinations = pd.MultiIndex.from_frame(rows[list(keys.columns)])
    found: Bools = combinations.isin(pd.MultiIndex.from_frame(keys.drop_duplicates()))
    return found


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
