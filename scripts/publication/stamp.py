"""The stamp of a whole build: only a warehouse that agrees with it is published.

`macros/run/stamp_build.sql` sets it, and makes the views that say what the warehouse
and the project hold at any moment.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from scripts.publication.errors import PublishError, dbt_build_of

# what must be as it was at the end of the build, and what changed where it is not
SAME = {
    "deliveries": "exports were loaded or removed",
    "code": "seeds, models or scripts of the project were changed",
    "tables": "tables were changed by hand",
}


@dataclass(frozen=True)
class Stamp:
    """What a warehouse was built of.

    Attributes:
        built_at: When the build ended (UTC).
        dbt_version: Of the build.
        deliveries: Fingerprint of what was loaded.
        code: Fingerprint of the project's seeds, models, macros and scripts.
    """

    built_at: datetime
    dbt_version: str
    deliveries: str
    code: str


def demand_stamp(
    connection: duckdb.DuckDBPyConnection, warehouse: Path, project: Path
) -> Stamp:
    """Read the stamp, and hold it against what the warehouse and project hold now.

    Args:
        connection: With the warehouse attached as `warehouse`, read-only: what holds
            now, holds as long as it stays attached.
        warehouse: Its file, for messages.
        project: Folder of the dbt project.

    Returns:
        The stamp of the build that the warehouse holds.

    Raises:
        PublishError: The last run was no whole build that ended well, or something was
            changed since.
    """
    again = f"run {dbt_build_of(warehouse)}, and publish again"
    stamped = connection.sql(
        "select count(*) from duckdb_tables() where database_name = 'warehouse'"
        " and schema_name = 'build' and table_name = 'stamp'"
    ).fetchall()
    rows: list[tuple[datetime, str, str, str]] = []
    if stamped == [(1,)]:
        rows = connection.sql(
            "select built_at, dbt_version, deliveries, code from warehouse.build.stamp"
        ).fetchall()
    if not rows:
        raise PublishError(
            f"{warehouse} does not hold a whole build: its last one failed, was"
            f" stopped, built a part, or was made by an earlier version; {again}."
        )
    connection.execute("set file_search_path = $project", {"project": str(project)})
    for column, changed in SAME.items():
        view = "made" if column == "tables" else "made_from"
        try:
            same = connection.sql(
                f"select stamp.{column} = now.{column}"
                f" from warehouse.build.stamp cross join warehouse.build.{view} as now"
            ).fetchall()
        except (duckdb.CatalogException, duckdb.BinderException):
            same = [(False,)]
        if same != [(True,)]:
            raise PublishError(
                f"{changed} since {warehouse} was built"
                f" ({rows[0][0]:%Y-%m-%d %H:%M} UTC); {again}."
            )
    return Stamp(*rows[0])
