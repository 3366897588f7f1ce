"""Rows of a table as dictionaries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import pandas as pd

Row: TypeAlias = dict[str, Any]
Tables: TypeAlias = Mapping[str, pd.DataFrame]


def records(frame: pd.DataFrame) -> list[Row]:
    """The rows of a frame as dictionaries, in which a null is None."""
    values = frame.astype(object).to_numpy(copy=True)
    values[frame.isna().to_numpy()] = None
    columns = [str(column) for column in frame.columns]
    return [dict(zip(columns, row, strict=True)) for row in values]


def in_order(tables: Tables) -> Tables:
    """The same tables with their rows in the order of what identifies them.

    An engine may give rows in any order; what is drawn or told may not depend on it.
    """
    ordered = {}
    for name, frame in tables.items():
        keys = [c for c in frame.columns if not pd.api.types.is_float_dtype(frame[c])]
        names = frame[keys].astype(str)
        ordered[name] = frame.loc[names.sort_values(keys).index].reset_index(drop=True)
    return ordered
