"""Rows of a table as dictionaries, and what each is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import pandas as pd

Row: TypeAlias = dict[str, Any]
Tables: TypeAlias = Mapping[str, pd.DataFrame]

# The columns that identify a row of each table that findings and claims rest on.
ROW_KEYS = {
    "sig_year_on_year": ["year", "question", "option"],
    "sig_subgroups": [
        "year",
        "dimension",
        "subgroup_a",
        "subgroup_b",
        "question",
        "option",
    ],
    "sig_lokets": ["year", "loket", "question", "option"],
    "sig_lokets_year_on_year": ["year", "loket", "question", "option"],
    "sig_trends": ["year", "dimension", "question", "option"],
    "mart_scores_per_year": ["year", "question"],
    "mart_scores_per_subgroup": ["year", "dimension", "subgroup", "question"],
    "mart_answers_per_year": ["year", "question", "option"],
    "mart_open_answer_themes": ["year", "question", "theme"],
    "mart_top_lokets": ["year", "question"],
    "mart_loket_standing": ["year", "loket", "question"],
    "mart_adjusted_test_effect": ["year", "question"],
    "mart_importance_performance": ["year", "loket", "question"],
    "mart_weighting_effect": ["year", "question"],
    "mart_wave_trends": ["wave", "question"],
}


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


def row_key(table: str, row: Row) -> str:
    """Which row: 'year=2023|question=overall'; what a row has no value for is left out.

    Several rows are divided by a semicolon.
    """
    known = (name for name in ROW_KEYS[table] if row.get(name) not in (None, ""))
    return "|".join(f"{name}={row[name]}" for name in known)


def row_keys(table: str, rows: Iterable[Row]) -> str:
    """The keys of several rows, divided by a semicolon, each once."""
    return ";".join(dict.fromkeys(row_key(table, row) for row in rows))
