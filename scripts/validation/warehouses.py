"""Whether two warehouses hold the same tables, row for row.

For whatever must not change a figure: another engine, another way of building, a
redesign of the models.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb

# of the first differences, how many keys are worth a look
SHOWN = 3


@dataclass(frozen=True)
class Difference:
    """What differs in a table of both, or which of the two lacks it.

    Attributes:
        table: Schema and name.
        only_first: Rows that only the first warehouse has; None where its columns, or
            the table itself, are not in both.
        only_second: The same of the second.
        what: The difference in words.
    """

    table: str
    only_first: int | None
    only_second: int | None
    what: str


def differences(
    first: Path, second: Path, schemas: Collection[str] = ("marts",)
) -> list[Difference]:
    """Compare all tables of some schemas of two warehouses.

    Rows are compared as wholes and counted, so the order of rows does not matter and
    doubled rows do; numbers must be equal to the last bit.

    Args:
        first: A DuckDB file.
        second: Another.
        schemas: Names of the schemas to compare.

    Returns:
        A row per table that differs, by name; none where all are the same.

    Raises:
        duckdb.Error: One of the files can't be read.
    """
    with duckdb.connect() as connection:
        for name, file in (("first", first), ("second", second)):
            path = str(file).replace("'", "''")
            connection.execute(f"attach '{path}' as {name} (read_only)")
        columns = {
            name: _columns(connection, name, schemas) for name in ("first", "second")
        }
        found = []
        for table in sorted(columns["first"] | columns["second"]):
            one, other = columns["first"].get(table), columns["second"].get(table)
            if one is None or other is None:
                lacking = "first" if one is None else "second"
                found.append(Difference(table, None, None, f"not in the {lacking}"))
            elif one != other:
                names = ", ".join(sorted({name for name, _ in one ^ other}))
                found.append(Difference(table, None, None, f"other columns: {names}"))
            elif difference := _rows(connection, table, sorted(n for n, _ in one)):
                found.append(difference)
        return found


def _columns(
    connection: duckdb.DuckDBPyConnection, database: str, schemas: Collection[str]
) -> dict[str, set[tuple[str, str]]]:
    """Names and types of the columns of each table."""
    rows = connection.execute(
        "select schema_name || '.' || table_name, column_name, data_type"
        " from duckdb_columns()"
        " where database_name = ? and list_contains(?, schema_name)",
        [database, list(schemas)],
    ).fetchall()
    tables: dict[str, set[tuple[str, str]]] = {}
    for table, column, kind in rows:
        tables.setdefault(table, set()).add((column, kind))
    return tables


def _rows(
    connection: duckdb.DuckDBPyConnection, table: str, columns: list[str]
) -> Difference | None:
    """What the rows of a table differ in; None where they are the same."""
    names = ", ".join(f'"{column}"' for column in columns)
    counts, shown = [], ""
    for one, other in (("first", "second"), ("second", "first")):
        query = (
            f"from (select {names} from {one}.{table}"
            f" except all select {names} from {other}.{table})"
        )
        ((count,),) = connection.execute(f"select count(*) {query}").fetchall()
        counts.append(int(count))
        if count and not shown:
            shown = str(
                connection.execute(f"{query} limit {SHOWN}").df().to_dict("records")
            )
    if not any(counts):
        return None
    return Difference(table, counts[0], counts[1], f"rows differ, such as {shown}")
