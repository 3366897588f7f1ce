"""Which row of a table: the one home of keys is the seed published_tables."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from scripts.codebook.rows import Row

SEED = Path(__file__).parents[2] / "seeds" / "policy" / "published_tables.csv"


@cache
def keys_of_tables() -> dict[str, list[str]]:
    """The columns that identify a row of each published table, in the seed's order."""
    with SEED.open(encoding="utf-8", newline="") as file:
        return {row["table_name"]: row["keys"].split() for row in csv.DictReader(file)}


def row_key(table: str, row: Row) -> str:
    """Which row: 'year=2023|question=overall'; what a row has no value for is left out.

    Raises KeyError where the seed does not list the table.
    """
    keys = keys_of_tables()[table]
    known = (name for name in keys if row.get(name) not in (None, ""))
    return "|".join(f"{name}={row[name]}" for name in known)


def row_keys(table: str, rows: Iterable[Row]) -> str:
    """The keys of several rows, divided by a semicolon, each once."""
    return ";".join(dict.fromkeys(row_key(table, row) for row in rows))
