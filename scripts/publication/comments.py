"""What published tables and columns mean, as comments in the published database."""

import duckdb

# what publishing itself adds, and no model describes
ADDED_TABLES = {
    "marts.dataset": "One row: what was published, when, and whether it is synthetic.",
}
ADDED_COLUMNS = {
    "suppressed": "suppressed where the figures of this row are hidden, else null.",
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
}


def copy_comments(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the tables and columns of `published` the comments of `warehouse`.

    What only the published file has is described here; what nobody describes stays
    without a comment.

    Args:
        connection: With the databases `warehouse` and `published` attached; in both
            a table has the same schema and name.
    """
    tables = connection.sql(
        """
        select published.schema_name || '.' || published.table_name, warehouse.comment
        from duckdb_tables() as published
        left join duckdb_tables() as warehouse
            on
                published.schema_name = warehouse.schema_name
                and published.table_name = warehouse.table_name
                and warehouse.database_name = 'warehouse'
        where published.database_name = 'published'
        """
    ).fetchall()
    for table, comment in tables:
        _comment(connection, "table", table, comment or ADDED_TABLES.get(table))
    columns = connection.sql(
        """
        select
            published.schema_name || '.' || published.table_name,
            published.column_name,
            warehouse.comment
        from duckdb_columns() as published
        left join duckdb_columns() as warehouse
            on
                published.schema_name = warehouse.schema_name
                and published.table_name = warehouse.table_name
                and published.column_name = warehouse.column_name
                and warehouse.database_name = 'warehouse'
        where published.database_name = 'published'
        """
    ).fetchall()
    for table, column, comment in columns:
        text = comment or ADDED_COLUMNS.get(column)
        _comment(connection, "column", f'{table}."{column}"', text)


def _comment(
    connection: duckdb.DuckDBPyConnection, kind: str, name: str, text: str | None
) -> None:
    """Write a comment, where there is one."""
    if text:
        quoted = text.replace("'", "''")
        connection.execute(f"comment on {kind} published.{name} is '{quoted}'")
