"""The published DuckDB file: the marts without the figures of hidden rows."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd

from scripts.codebook.bands import SHARE, band_label
from scripts.codebook.rows import records
from scripts.publication.comments import copy_comments
from scripts.publication.earlier import SMALL_ANSWER, keep_earlier_rows
from scripts.publication.editions import new_edition
from scripts.publication.errors import PublishError, first_line
from scripts.publication.hiding import Hidden, hide_all
from scripts.publication.stamp import Stamp, demand_stamp
from scripts.publication.tables import (
    DROPPED,
    PublishedTable,
    published_tables,
    setting,
)
from scripts.publication.views import write_views

PROJECT = Path(__file__).parents[2]
# what every DuckDB since 1.4 and today's JavaScript clients can read
STORAGE_VERSION = "v1.4.0"
# of many small tables; with DuckDB's usual one the file is three times as large
BLOCK_SIZE = 16384
# seeds that readers of the published tables want beside them
DOCUMENTATION = (
    "headings",
    "value_labels",
    "report_policy",
    "loket_places",
    "questionnaires",
    "scales",
    "score_bands",
    "option_groups",
    "survey_notes",
    "bi_views",
)
# what each questionnaire asked, offered and skipped, also what it took over from the
# one that it is based on: the published table, and the warehouse's
RESOLVED = {
    "codebook.asked_questions": "staging.stg_kto__question_versions",
    "codebook.offered_options": "staging.stg_kto__option_versions",
    "codebook.routes": "staging.stg_kto__routing",
}
# what the column `suppressed` says; which of the hidden cells are the small ones would
# tell how large they are
SUPPRESSED = "suppressed"


def write_database(
    warehouse: Path, file: Path, project: Path = PROJECT, ledger: Path | None = None
) -> list[PublishedTable]:
    """Write the published tables into a new DuckDB file.

    All of it is read from one state of the warehouse: nobody can write to it meanwhile.

    Args:
        warehouse: The warehouse, built by dbt.
        file: The file to write; there is none yet.
        project: Folder of the dbt project that it was built with.
        ledger: What earlier editions showed, in which this one is written down; None
            where it is the first and will be the only one.

    Returns:
        The tables that were written, in their order.

    Raises:
        PublishError: The warehouse isn't a warehouse, is in use, or does not hold a
            whole build of what it and the project hold now.
        duckdb.Error: It can't be read, or the file can't be written.
    """
    with duckdb.connect() as connection:
        # a table that is missing must not be looked for among Python's variables
        connection.execute("set python_enable_replacements = false")
        try:
            connection.execute(f"attach {_quoted(warehouse)} as warehouse (read_only)")
        except duckdb.Error as error:
            if "lock" not in first_line(error):
                raise
            raise PublishError(
                f"{warehouse} can't be read: another program is writing to it; wait"
                " until it is done."
            ) from error
        stamp = demand_stamp(connection, warehouse, project)
        # a file would keep the blocks of what is replaced while it is made
        connection.execute("attach ':memory:' as published")
        place = "':memory:'" if ledger is None else _quoted(ledger)
        connection.execute(f"attach {place} as ledger")
        tables = _write_tables(connection, stamp)
        connection.execute(
            f"attach {_quoted(file)} as written"
            f" (storage_version '{STORAGE_VERSION}', block_size {BLOCK_SIZE})"
        )
        connection.execute("copy from database published to written")
        if ledger is not None:
            connection.execute("checkpoint ledger")
        return tables


def _write_tables(
    connection: duckdb.DuckDBPyConnection, stamp: Stamp
) -> list[PublishedTable]:
    """Copy what is published from the database `warehouse` to `published`."""
    tables = published_tables(connection)
    min_base = int(setting(connection, "suppression_min_base"))
    connection.execute("create schema published.codebook")
    for name in DOCUMENTATION:
        connection.execute(
            f"create table published.codebook.{name} as from warehouse.codebook.{name}"
        )
    for name, home in RESOLVED.items():
        connection.execute(
            f"create table published.{name} as from warehouse.{home} order by all"
        )
    _name_bands(connection)
    connection.execute("create schema published.marts")
    hidden = hide_all(connection, tables, min_base)
    last_wave = connection.sql(
        "select max(wave) from warehouse.raw.load_log where status = 'loaded'"
    ).fetchall()[0][0]
    for table in tables:
        if table.cut == "none":
            _copy(connection, table)
            continue
        _copy(connection, table, hidden)
        keep_earlier_rows(connection, table, last_wave)
    edition = _describe_dataset(connection, stamp)
    hidden.ledger.write(edition, last_wave)
    _add_keys(connection, tables)
    write_views(connection, tables)
    copy_comments(connection, RESOLVED)
    return tables


def _name_bands(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the marks of each band in the heading of its share: 'Goed (8 of hoger)'."""
    rows = connection.sql("from warehouse.codebook.score_bands").df()
    main = connection.sql(
        "select kind from warehouse.marts.dim_question where question in (select value"
        " from warehouse.codebook.report_policy where setting = 'main_question')"
    ).fetchall()
    of_main = [row for row in records(rows) if (row["scale"],) in main]
    bands = {row["band"]: row for row in of_main}
    for band in bands:
        connection.execute(
            "update published.codebook.headings set heading = ? where column_name = ?",
            [band_label(band, bands), SHARE.format(band=band)],
        )


def _copy(
    connection: duckdb.DuckDBPyConnection,
    table: PublishedTable,
    hidden: Hidden | None = None,
) -> None:
    """Copy a mart: hidden rows without figures, or not at all.

    Args:
        connection: With the databases `warehouse` and `published` attached.
        table: The mart.
        hidden: What is hidden of it; none for a table about nobody.
    """
    mart = f"warehouse.marts.{table.name}"
    columns = [row[0] for row in connection.sql(f"describe {mart}").fetchall()]
    selected, joins, is_hidden = list(columns), "", "is_hidden"
    if hidden is not None:
        joins += _left_join(connection, "hidden", hidden.rows[table.name])
        if table.cut in DROPPED:
            # they leave when it is known what stood in their place before
            selected.append("coalesce(is_hidden, false) as is_hidden")
        else:
            if table.name in hidden.answers:
                answers = hidden.answers[table.name]
                joins += _left_join(connection, SMALL_ANSWER, answers)
                is_hidden = f"(is_hidden or is_{SMALL_ANSWER})"
            shown = [*table.keys, *table.kept]
            selected = [
                name
                if name in shown or name.endswith("_label")
                else f"if({is_hidden}, null, {name}) as {name}"
                for name in columns
            ]
            selected.append(f"if({is_hidden}, '{SUPPRESSED}', null) as suppressed")
            if table.name in hidden.answers:
                # no figures of before take their place
                selected.append(
                    f"coalesce(is_{SMALL_ANSWER} and is_hidden is null, false)"
                    f" as {SMALL_ANSWER}"
                )
        if table.name in hidden.windows:
            windows = hidden.windows[table.name]
            joins += _left_join(connection, "hidden_windows", windows)
            for place, name in enumerate(columns):
                if name in table.windows:
                    selected[place] = (
                        f"if({is_hidden} or is_hidden_windows, null, {name}) as {name}"
                    )
    connection.execute(
        f"create table published.marts.{table.name} as"
        f" select {', '.join(selected)} from {mart}{joins}"
        f" order by {', '.join(table.keys)}"
    )


def _left_join(
    connection: duckdb.DuckDBPyConnection, name: str, keys: pd.DataFrame
) -> str:
    """Register keys under a name; a row of them has the column is_<name>."""
    # a frame without rows has no types of its own
    columns = list(keys.columns)
    connection.register(f"{name}_keys", keys.assign(**{f"is_{name}": True}))
    return f" left join {name}_keys as {name} using ({', '.join(columns)})"


def _add_keys(
    connection: duckdb.DuckDBPyConnection, tables: list[PublishedTable]
) -> None:
    """Let catalogues see which columns identify a row."""
    for table in tables:
        # the columns of a primary key are filled
        kind = "unique" if table.may_lack_option else "primary key"
        connection.execute(
            f"alter table published.marts.{table.name}"
            f" add {kind} ({', '.join(table.keys)})"
        )


def _describe_dataset(connection: duckdb.DuckDBPyConnection, stamp: Stamp) -> str:
    """Say in a table of one row what was published, and whether it is synthetic."""
    published_at = datetime.now(UTC).replace(tzinfo=None)
    edition = new_edition(stamp, published_at)
    connection.execute(
        """
        create table published.marts.dataset as
        select
            cast($edition as varchar) as edition,
            any_value(origin) as origin,
            cast($published_at as timestamp) as published_at,
            cast($built_at as timestamp) as built_at,
            min(wave) as first_wave,
            max(wave) as last_wave,
            -- of the years that are published: no other can be worked out
            (
                select cast(sum(n_responses) as integer)
                from published.marts.mart_fieldwork_per_year
            ) as n_responses,
            cast($min_base as integer) as suppression_min_base,
            cast($min_answers as integer) as suppression_min_answers,
            cast($deliveries as varchar) as deliveries,
            cast($code as varchar) as code,
            cast($dbt_version as varchar) as dbt_version
        from warehouse.raw.load_log
        where status = 'loaded'
        """,
        {
            "edition": edition,
            "published_at": published_at,
            "built_at": stamp.built_at,
            "min_base": setting(connection, "suppression_min_base"),
            "min_answers": setting(connection, "suppression_min_answers"),
            "deliveries": stamp.deliveries,
            "code": stamp.code,
            "dbt_version": stamp.dbt_version,
        },
    )
    return edition


def _quoted(file: Path) -> str:
    return "'" + str(file).replace("'", "''") + "'"
