"""Who was forgotten, in a file beside the warehouse: kept when the warehouse is not.

A new warehouse, or an old copy that is put back, doesn't bring them back: loading reads
this file. It has the fingerprint of the key that made the ids, then an id a line.
"""

import os
import tempfile
from collections.abc import Collection
from pathlib import Path

import duckdb

from scripts.warehouse.key import KeyLostError, fingerprint_of, require_key


def forgotten_file(warehouse: Path) -> Path:
    """Where the list of a warehouse stands."""
    return warehouse.with_name(f"{warehouse.name}.forgotten")


def fingerprint_of_list(warehouse: Path) -> str | None:
    """The fingerprint of the key of the list; None where there is no list."""
    lines = _lines(warehouse)
    return lines[0] if lines else None


def read_forgotten(warehouse: Path, key: bytes) -> frozenset[str]:
    """The keyed ids of the list; none where there is no list.

    Raises KeyLostError when they were made with another key.
    """
    lines = _lines(warehouse)
    if lines and lines[0] != fingerprint_of(key):
        require_key(warehouse, lines[0])
        raise KeyLostError(
            f"{forgotten_file(warehouse)} is not of the warehouse {warehouse}: put the "
            "right one back from a copy."
        )
    return frozenset(lines[1:])


def remember_forgotten(warehouse: Path, key: bytes, ids: Collection[str]) -> None:
    """Add keyed ids to the list: all of them, or none when it breaks off.

    Raises KeyLostError as reading does, and OSError when the folder can't be written.
    """
    everyone = sorted(read_forgotten(warehouse, key) | set(ids))
    # mkstemp gives a file that only its owner can read
    file, name = tempfile.mkstemp(
        prefix=f".{warehouse.name}.forgotten-", dir=warehouse.parent
    )
    try:
        with os.fdopen(file, "w", encoding="ascii") as opened:
            opened.write("\n".join([fingerprint_of(key), *everyone, ""]))
            opened.flush()
            os.fsync(opened.fileno())
        Path(name).replace(forgotten_file(warehouse))
    finally:
        Path(name).unlink(missing_ok=True)


def require_nobody_back(connection: duckdb.DuckDBPyConnection) -> None:
    """Raise RuntimeError, in one sentence, where an open warehouse misses the list.

    So it is of a copy from before somebody was forgotten, which was put back.
    """
    for (path,) in connection.execute(
        "select path from duckdb_databases() "
        "where database_name = current_database() and path is not null"
    ).fetchall():
        listed = _lines(Path(path))[1:]
        has_table = connection.execute(
            "select 1 from duckdb_tables() where database_name = current_database() "
            "and schema_name = 'raw' and table_name = 'forgotten'"
        ).fetchone()
        if not listed or not has_table:
            return
        row = connection.execute(
            "select count(*) from (select unnest($ids) as id) as listed "
            "where id not in (select respondent from raw.forgotten)",
            {"ids": listed},
        ).fetchone()
        if row is not None and row[0]:
            raise RuntimeError(
                f"The warehouse {path} is of before {row[0]:,} of the respondents in "
                f"{forgotten_file(Path(path))} were forgotten: run `python -m scripts "
                "load` with the folder of exports, which forgets them again, and build "
                "after that."
            )


def _lines(warehouse: Path) -> list[str]:
    try:
        return forgotten_file(warehouse).read_text(encoding="ascii").split()
    except FileNotFoundError:
        return []
