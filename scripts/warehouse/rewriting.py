"""A warehouse written anew without some rows, so that their bytes are gone too.

Deleting leaves a row's bytes in the file's free blocks and in what was built from it.
So the raw tables go to a new file beside the old one, and it takes the old one's place
in one step: a kill leaves the old file whole or the new one. What dbt built stays
behind: the next `dbt build` makes it again.
"""

import glob
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb

from scripts.warehouse.handed_over import remove_handed_over

# readable by DuckDB 1.4 and later, and by today's JavaScript clients
STORAGE_VERSION = "v1.4.0"


class InUseError(Exception):
    """Another program has the warehouse open; its text is one sentence."""


def rewrite(
    warehouse: Path, schema: str, change: Callable[[duckdb.DuckDBPyConnection], None]
) -> None:
    """Write a warehouse anew with its raw tables only, and after a change of them.

    Args:
        warehouse: A closed DuckDB file.
        schema: Statements that make the raw tables, as `use`d by a new file.
        change: Gets a connection in which the raw tables are those of the new file.

    Raises:
        InUseError: Another program has the warehouse open.
        duckdb.Error, OSError: It can't be read, or its folder can't be written to; the
            warehouse is untouched.
    """
    remove_rewritten(warehouse)
    with tempfile.TemporaryDirectory(
        prefix=_mark(warehouse), dir=warehouse.parent
    ) as folder:
        new = Path(folder) / "new.duckdb"
        with duckdb.connect() as connection:
            _settle(warehouse)
            # as a reader it keeps writers out until the new file is in its place
            _attach(connection, warehouse)
            connection.execute(
                f"attach '{_quoted(new)}' as new (storage_version '{STORAGE_VERSION}')"
            )
            connection.execute("use new")
            connection.execute(schema)
            tables = connection.execute(
                "select table_name from duckdb_tables() "
                "where database_name = 'old' and schema_name = 'raw'"
            ).fetchall()
            for (table,) in tables:
                connection.execute(
                    f"insert into new.raw.{table} by name from old.raw.{table}"
                )
            change(connection)
            # what was changed leaves bytes as well: only what is left is copied
            final = Path(folder) / "final.duckdb"
            connection.execute(
                f"attach '{_quoted(final)}' as final "
                f"(storage_version '{STORAGE_VERSION}')"
            )
            connection.execute("copy from database new to final")
            connection.execute("use memory")
            connection.execute("detach final")
            with final.open("rb") as written:
                os.fsync(written.fileno())
            final.replace(warehouse)
    remove_handed_over(warehouse)


def remove_rewritten(warehouse: Path) -> None:
    """Remove what a killed rewriting left."""
    for leftover in warehouse.parent.glob(f"{glob.escape(_mark(warehouse))}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _settle(warehouse: Path) -> None:
    """Write what stands in the log of changes into the file, so that none is left."""
    try:
        with duckdb.connect(warehouse) as connection:
            connection.execute("checkpoint")
    except duckdb.IOException as error:
        raise _in_use(warehouse, error) from error


def _attach(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    try:
        connection.execute(f"attach '{_quoted(warehouse)}' as old (read_only)")
    except duckdb.IOException as error:
        raise _in_use(warehouse, error) from error
    if warehouse.with_name(f"{warehouse.name}.wal").exists():
        raise _in_use(warehouse, None)


def _in_use(warehouse: Path, error: duckdb.Error | None) -> Exception:
    if error is not None and "lock" not in str(error).lower():
        return error
    return InUseError(
        f"The warehouse {warehouse} is in use by another program: close that program "
        "and try again. Nothing was changed."
    )


def _mark(warehouse: Path) -> str:
    return f".{warehouse.name}.rewriting-"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
