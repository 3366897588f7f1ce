"""Rows of a table as dictionaries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import pandas as pd

Row: TypeAlias = dict[str, Any]
Tables: TypeAlias = Mapping[str, pd.DataFrame]


def records(frame: pd.DataFrame) -> list[Row]:
    """The rows of a frame as dictionaries, in which a null is None."""
    known = frame.notna().to_numpy()
    values = frame.astype(object).to_numpy()
    columns = [str(column) for column in frame.columns]
    return [
        {
            column: value if is_known else None
            for column, value, is_known in zip(columns, row, present, strict=True)
        }
        for row, present in zip(values, known, strict=True)
    ]
