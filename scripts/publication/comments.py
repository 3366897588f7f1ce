"""What published tables and columns mean, as comments in the published database."""

from collections.abc import Mapping

import duckdb

# what publishing itself adds, and no model describes
ADDED_TABLES = {
    "marts.dataset": "One row: what was published, when, and whether it is synthetic.",
}
ADDED_COLUMNS = {
    "suppressed": "suppressed where the figures of this row are hidden, else null.",
    "is_suppressed": "Whether the figures of this row are hidden.",
    "part": "Which rows these are among those of the view.",
    "first_day": "First day of the month or period, for a time axis.",
    "against": "Year, group or rest that it is compared with.",
    "compared_base": "Respondents behind what it is compared with.",
    "compared_estimate": "Mean mark or share that it is compared with.",
    "measure": "What is compared: a mean mark or a share.",
    "as_of": (
        "Month up to which the figures of this row go, where they are of an earlier"
        " edition since a few respondents came, left or changed; else null."
    ),
    "edition": "Mark of the edition, the same in every file of it.",
    "built_at": "Moment at which the build ended that was published, in UTC.",
    "deliveries": "Fingerprint of the deliveries that the build was made from.",
    "code": "Fingerprint of the seeds, models and code that it was made with.",
    "dbt_version": "Version of dbt that it was made with.",
    "origin": "demo (synthetic) or real.",
    "published_at": "Moment of publishing, in UTC.",
    "first_wave": "First wave of fieldwork, YYYY-MM.",
    "last_wave": "Last wave of fieldwork, YYYY-MM.",
    "n_responses": "Completed questionnaires of the years that are published.",
    "suppression_min_base": "A figure on fewer respondents than this is hidden.",
    "suppression_min_answers": "An answer to a background question that fewer of a"
    " loket or subgroup gave is hidden.",
}


def copy_comments(
    connection: duckdb.DuckDBPyConnection, homes: Mapping[str, str]
) -> None:
    """Give the tables and columns of `published` the comments of `warehouse`.

    What only the published file has is described here; what nobody describes stays
    without a comment.

    Args:
        connection: With the databases `warehouse` and `published` attached.
        homes: Of a table that has another name in the warehouse, that name; in both
            with the schema.
    """
    known = warehouse_comments(connection)
    tables = connection.sql(
        "select schema_name || '.' || table_name from duckdb_tables()"
        " where database_name = 'published'"
    ).fetchall()
    for (table,) in tables:
        text = known.get((homes.get(table, table), "")) or ADDED_TABLES.get(table)
        comment(connection, "table", table, text)
    columns = connection.sql(
        "select schema_name || '.' || table_name, column_name from duckdb_columns()"
        " join duckdb_tables() using (database_name, schema_name, table_name)"
        " where database_name = 'published'"
    ).fetchall()
    for table, column in columns:
        home = homes.get(table, table)
        text = known.get((home, column)) or ADDED_COLUMNS.get(column)
        comment(connection, "column", f'{table}."{column}"', text)


def warehouse_comments(
    connection: duckdb.DuckDBPyConnection,
) -> dict[tuple[str, str], str]:
    """The comments of the attached `warehouse`.

    Returns:
        Of each table ('marts.x', '') and column ('marts.x', 'y') that has one.
    """
    rows = connection.sql(
        """
        select schema_name || '.' || table_name, '', comment from duckdb_tables()
        where database_name = 'warehouse' and comment is not null
        union all
        select schema_name || '.' || table_name, column_name, comment
        from duckdb_columns()
        where database_name = 'warehouse' and comment is not null
        """
    ).fetchall()
    return {(table, column): text for table, column, text in rows}


def comment(
    connection: duckdb.DuckDBPyConnection, kind: str, name: str, text: str | None
) -> None:
    """Write a comment, where there is one, on something in `published`."""
    if text:
        quoted = text.replace("'", "''")
        connection.execute(f"comment on {kind} published.{name} is '{quoted}'")
