"""The published DuckDB file: the marts without the estimates of hidden rows."""

from pathlib import Path

import duckdb
import pandas as pd

from scripts.publication.hiding import rows_to_hide
from scripts.publication.tables import PublishedTable, published_tables, setting

# what every DuckDB since 1.4 and today's JavaScript clients can read
STORAGE_VERSION = "v1.4.0"
# seeds that readers of the published tables want beside them
DOCUMENTATION = ("headings", "value_labels", "report_policy")


class PublishError(Exception):
    """What stands in the way of publishing, in one sentence."""


def write_database(warehouse: Path, file: Path) -> list[PublishedTable]:
    """Write the published tables into a new DuckDB file.

    Args:
        warehouse: The warehouse, built by dbt.
        file: The file to write; there is none yet.

    Returns:
        The tables that were written.

    Raises:
        PublishError: The warehouse isn't there, isn't built, or is in use.
    """
    if not warehouse.exists():
        raise PublishError(f"{warehouse} does not exist; run `make build` first.")
    with duckdb.connect() as connection:
        try:
            connection.execute(f"attach '{warehouse}' as warehouse (read_only)")
            tables = published_tables(connection)
            min_base = int(setting(connection, "suppression_min_base"))
            connection.execute(
                f"attach '{file}' as published (storage_version '{STORAGE_VERSION}')"
            )
            connection.execute("create schema published.marts")
            _describe_dataset(connection)
            connection.execute("create schema published.codebook")
            for name in DOCUMENTATION:
                connection.execute(
                    f"create table published.codebook.{name} as"
                    f" from warehouse.codebook.{name}"
                )
            hidden_groups: dict[str, pd.DataFrame] = {}
            for table in tables:
                hidden = pd.DataFrame()
                if table.bases:
                    hidden = rows_to_hide(connection, table, hidden_groups, min_base)
                _copy(connection, table, hidden)
                if table.cut in ("loket", "subgroup") and "question" in table.keys:
                    hidden_groups[table.name] = hidden
        except duckdb.CatalogException as error:
            raise PublishError(
                f"{warehouse} has not all the marts; run `dbt build` first ({error})."
            ) from error
        except duckdb.IOException as error:
            raise PublishError(
                f"{warehouse} can't be read; wait until no other program writes to it"
                f" ({error})."
            ) from error
        connection.execute("detach published")
    return tables


def _describe_dataset(connection: duckdb.DuckDBPyConnection) -> None:
    """Say in a table of one row what was published, and whether it is synthetic."""
    connection.execute(
        """
        create table published.marts.dataset as
        select
            any_value(load_log.origin) as origin,
            cast(get_current_timestamp() as timestamp) as published_at,
            min(load_log.wave) as first_wave,
            max(load_log.wave) as last_wave,
            (
                select cast(sum(n_responses) as integer)
                from warehouse.marts.mart_fieldwork_per_year
            ) as n_responses,
            (
                select cast(value as integer)
                from warehouse.codebook.report_policy
                where setting = 'suppression_min_base'
            ) as suppression_min_base
        from warehouse.raw.load_log as load_log
        where load_log.status = 'loaded'
        """
    )


def _copy(
    connection: duckdb.DuckDBPyConnection, table: PublishedTable, hidden: pd.DataFrame
) -> None:
    """Copy a mart into the published file, without the estimates of hidden rows."""
    mart = f"warehouse.marts.{table.name} as mart"
    target = f"published.marts.{table.name}"
    order = ", ".join(f"mart.{key}" for key in table.keys)
    if not table.bases:
        connection.execute(f"create table {target} as from {mart} order by {order}")
        return
    connection.register("hidden", hidden)
    totals = hidden[table.total_keys].drop_duplicates()
    connection.register("hidden_totals", totals.assign(is_hidden=True))
    emptied = [
        f"case when hidden.suppressed is null then mart.{name} end as {name}"
        for name in table.estimates
    ] + [
        f"case when hidden_totals.is_hidden is null then mart.{name} end as {name}"
        for name in table.windows
    ]
    connection.execute(
        f"create table {target} as"
        f" select mart.* replace ({', '.join(emptied)}), hidden.suppressed from {mart}"
        f" left join hidden using ({', '.join(table.respondent_keys)})"
        f" left join hidden_totals using ({', '.join(table.total_keys)})"
        f" order by {order}"
    )
