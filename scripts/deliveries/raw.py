"""The raw tables of the warehouse: made, filled and read."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from scripts.deliveries.checks import define_macros
from scripts.deliveries.rejected import RefusedError
from scripts.warehouse.access import make_private
from scripts.warehouse.forgotten import fingerprint_of_list
from scripts.warehouse.key import (
    KeyLostError,
    fingerprint_of,
    make_key,
    require_key,
)
from scripts.warehouse.rewriting import STORAGE_VERSION

# how much the log of changes holds before it is settled in the file: each time the last
# rows of the file are packed anew, and a month is a small part of those
UNSETTLED = "64MB"
_HEADERS = 3 * 4096  # bytes with which every DuckDB file begins

SCHEMA = """
create schema if not exists raw;

create table if not exists raw.load_log (
    delivery_id integer primary key,
    file_name text not null,
    kind text not null,
    wave text not null,
    questionnaire text,
    format text not null,
    encoding text,
    sha256 text,
    origin text,
    status text not null check (status in ('loaded', 'rejected', 'expired')),
    message text,
    rows_delivered integer not null,
    rows_loaded integer not null,
    rows_superseded integer not null,
    rows_quarantined integer not null,
    rows_forgotten integer not null,
    is_confirmed boolean not null,
    loaded_at timestamp not null,
    check (
        rows_delivered
        = rows_loaded + rows_superseded + rows_quarantined + rows_forgotten
    )
);

create table if not exists raw.columns (
    delivery_id integer not null,
    position integer not null,
    column_name text not null
);

create table if not exists raw.responses (
    delivery_id integer not null,
    line_number integer not null,
    respondent text not null,
    loket text,
    invited_at timestamp,
    started_at timestamp,
    completed_at timestamp,
    cells text[] not null
);

create table if not exists raw.invitations (
    delivery_id integer not null,
    line_number integer not null,
    loket text,
    n_invited integer not null,
    cells text[] not null
);

create table if not exists raw.superseded (
    delivery_id integer not null,
    line_number integer not null,
    reason text not null,
    by_delivery_id integer not null,
    by_line_number integer
);

create table if not exists raw.quarantine (
    delivery_id integer not null,
    line_number integer not null,
    column_name text,
    value text,
    reason text not null,
    cells text[] not null,
    respondent text
);

-- of whom nothing may be kept, whenever a file of theirs comes again
create table if not exists raw.forgotten (
    respondent text primary key
);

-- waves of which the open answers or all answers were kept as long as they may be
create table if not exists raw.expired (
    wave text not null,
    what text not null check (what in ('open answers', 'answers')),
    expired_at timestamp not null,
    primary key (wave, what)
);

-- what was counted of open answers whose text is gone
create table if not exists raw.kept_themes (
    delivery_id integer not null,
    line_number integer not null,
    question text not null,
    theme text not null
);

-- when and by which rule, without the persons
create table if not exists raw.erasures (
    erased_at timestamp not null,
    rule text not null,
    n_respondents integer not null,
    n_rows integer not null
);

-- the key that made the ids, recognised by its fingerprint
create table if not exists raw.made_with (
    key_fingerprint text not null
);

create view if not exists raw.cells as
select
    load_log.file_name,
    load_log.kind,
    load_log.wave,
    delivered.line_number,
    columns.column_name,
    delivered.cells[columns.position] as value
from (
    select delivery_id, line_number, cells from raw.responses
    union all
    select delivery_id, line_number, cells from raw.invitations
) as delivered
inner join raw.load_log as load_log using (delivery_id)
inner join raw.columns as columns using (delivery_id);
"""


# what there is of a delivery besides its row in the log
TABLES_OF_ROWS = (
    "columns",
    "responses",
    "invitations",
    "superseded",
    "quarantine",
    "kept_themes",
)


@dataclass(frozen=True)
class LogRow:
    """A row of raw.load_log, apart from the moment of loading.

    It begins as a rejection without rows; loading the file whole makes it more.
    `origin` is unknown (None) where no row tells it.
    """

    delivery_id: int
    file_name: str
    kind: str
    wave: str
    questionnaire: str | None
    format: str
    encoding: str | None = None
    sha256: str | None = None
    origin: str | None = None
    status: str = "rejected"
    message: str | None = None
    rows_delivered: int = 0
    rows_loaded: int = 0
    rows_superseded: int = 0
    rows_quarantined: int = 0
    rows_forgotten: int = 0
    is_confirmed: bool = False

    @property
    def rows_readable(self) -> int:
        """Rows that aren't in quarantine, whether or not they still count."""
        return self.rows_delivered - self.rows_quarantined

    @property
    def is_loaded(self) -> bool:
        """Whether the file was loaded, even if its rows no longer count."""
        return self.status == "loaded"


_LOG_COLUMNS = ", ".join(LogRow.__dataclass_fields__)


def open_warehouse(path: Path) -> duckdb.DuckDBPyConnection:
    """Open the warehouse file for writing, and make the raw tables where needed.

    Raises RefusedError, in one sentence, when another program has it open or when it
    isn't a DuckDB file that can be read.
    """
    connection = None
    _remove_unborn(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = duckdb.connect(
            str(path),
            config={
                "storage_compatibility_version": STORAGE_VERSION,
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "checkpoint_threshold": UNSETTLED,
            },
        )
        make_private(path)
        connection.execute("set timezone = 'UTC'")
        _refuse_delivered_ids(connection, path)
        connection.execute(SCHEMA)
        define_macros(connection)
    except (RefusedError, duckdb.Error, OSError) as error:
        if connection is not None:
            connection.close()
        if isinstance(error, RefusedError):
            raise
        _remove_unborn(path)
        if "lock" in str(error).lower():
            raise RefusedError(
                f"The warehouse {path} is in use by another program, and only one can "
                "write at a time: close that program and load again."
            ) from error
        reason = str(error).splitlines()[0]
        raise RefusedError(
            f"The warehouse {path} can't be opened as a DuckDB file ({reason}): put a "
            "copy of it back, or move it away and load all exports into a new one."
        ) from error
    return connection


def _refuse_delivered_ids(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    columns = connection.execute(
        "select list(column_name) from duckdb_columns() "
        "where schema_name = 'raw' and table_name = 'load_log'"
    ).fetchone()
    if columns and columns[0] and "rows_forgotten" not in columns[0]:
        raise RefusedError(
            f"The warehouse {path} was made by an earlier version, which kept the ids "
            "of respondents as they were delivered: move it away and load all exports "
            "into a new one."
        )


def key_of_warehouse(connection: duckdb.DuckDBPyConnection, path: Path) -> bytes:
    """The key of an open warehouse; a new warehouse without one gets it here.

    Raises RefusedError when the key that made the warehouse's ids, or those of the list
    of the forgotten beside it, is gone.
    """
    remembered = connection.execute(
        "select key_fingerprint from raw.made_with"
    ).fetchone()
    fingerprint = remembered[0] if remembered else fingerprint_of_list(path)
    try:
        key = require_key(path, fingerprint) if fingerprint else make_key(path)
    except KeyLostError as error:
        raise RefusedError(str(error)) from error
    if remembered is None:
        connection.execute(
            "insert into raw.made_with values (?)", [fingerprint_of(key)]
        )
    return key


def forgotten_ids(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The keyed ids of the respondents of whom nothing may be kept."""
    rows = connection.execute("select respondent from raw.forgotten").fetchall()
    return frozenset(row[0] for row in rows)


def _remove_unborn(path: Path) -> None:
    """Remove a warehouse whose making broke off before its headers were complete.

    It has never held anything, and DuckDB can't open it.
    """
    with contextlib.suppress(OSError):
        start = path.read_bytes() if path.stat().st_size < _HEADERS else b""
        if start[8:12] == b"DUCK":
            path.unlink()


def log_rows(connection: duckdb.DuckDBPyConnection) -> list[LogRow]:
    """The load log, in order of loading."""
    rows = connection.execute(
        f"select {_LOG_COLUMNS} from raw.load_log order by delivery_id"
    ).fetchall()
    return [LogRow(*row) for row in rows]


def held_origin(connection: duckdb.DuckDBPyConnection) -> str | None:
    """Whether the warehouse holds demo or real respondents; None if it holds none."""
    row = connection.execute(
        "select any_value(origin) from raw.load_log where status = 'loaded'"
    ).fetchone()
    assert row is not None
    origin: str | None = row[0]
    return origin


def next_delivery_id(connection: duckdb.DuckDBPyConnection) -> int:
    """A delivery id that hasn't been used."""
    row = connection.execute(
        "select coalesce(max(delivery_id), 0) + 1 from raw.load_log"
    ).fetchone()
    assert row is not None
    return int(row[0])


def add_log_row(connection: duckdb.DuckDBPyConnection, row: LogRow) -> None:
    """Log a delivery; an earlier rejection of the same file and content gives way."""
    connection.execute(
        """
        delete from raw.load_log
        where
            status = 'rejected'
            and file_name = $file_name
            and sha256 is not distinct from $sha256
        """,
        {"file_name": row.file_name, "sha256": row.sha256},
    )
    values = [getattr(row, name) for name in LogRow.__dataclass_fields__]
    marks = ", ".join("?" * len(values))
    connection.execute(
        f"insert into raw.load_log ({_LOG_COLUMNS}, loaded_at) "
        f"values ({marks}, now()::timestamp)",
        values,
    )


def withdraw(
    connection: duckdb.DuckDBPyConnection, delivery_id: int, message: str
) -> None:
    """Take a delivery out, as if it had been rejected with this message."""
    for table in TABLES_OF_ROWS:
        connection.execute(
            f"delete from raw.{table} where delivery_id = ?", [delivery_id]
        )
    connection.execute(
        """
        update raw.load_log
        set
            status = 'rejected', message = $message, rows_delivered = 0,
            rows_loaded = 0, rows_superseded = 0, rows_quarantined = 0,
            rows_forgotten = 0
        where delivery_id = $delivery_id
        """,
        {"message": message, "delivery_id": delivery_id},
    )


def add_columns(
    connection: duckdb.DuckDBPyConnection, delivery_id: int, names: Iterable[str]
) -> None:
    """Store the header of a delivery."""
    connection.execute(
        """
        insert into raw.columns
        select $delivery_id, generate_subscripts($names, 1), unnest($names)
        """,
        {"delivery_id": delivery_id, "names": list(names)},
    )


def add_rows(
    connection: duckdb.DuckDBPyConnection, table: str, delivery_id: int, rows: pa.Table
) -> None:
    """Append rows to raw.responses, raw.invitations or raw.quarantine."""
    if rows.num_rows == 0:
        return
    connection.register("new_rows", rows)
    connection.execute(
        f"insert into raw.{table} by name "
        f"select {delivery_id} as delivery_id, new_rows.* from new_rows"
    )
    connection.unregister("new_rows")
