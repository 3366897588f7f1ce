"""Which delivered rows can be read, and why the others can't: sets, not loops."""

from collections.abc import Sequence

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from scripts.deliveries.header import CONTENTS, Layout
from scripts.deliveries.tables import Chunk

# A moment is kept as the clock time that is written; a time zone isn't applied.
_MOMENT_MACRO = r"""
create or replace temp macro moment_of(written) as try_cast(
    case
        when regexp_full_match(
            written,
            '\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?'
            || '( ?(Z|[+-]\d{2}(:?\d{2})?))?)?'
        ) then replace(written, ',', '.')
        when regexp_full_match(
            written, '\d{1,2}-\d{1,2}-\d{4}( \d{1,2}:\d{2}(:\d{2})?)?'
        ) then regexp_replace(written, '^(\d+)-(\d+)-(\d+)', '\3-\2-\1')
    end as timestamp
)
"""
# 1.234 is a thousand in Dutch; 12,0 and 12.0 are whole numbers.
_COUNT_MACRO = r"""
create or replace temp macro count_of(written) as try_cast(
    case
        when regexp_full_match(written, '\d{1,3}(\.\d{3})+(,0+)?')
            then replace(regexp_replace(written, ',0+$', ''), '.', '')
        when regexp_full_match(written, '\d+([.,]0+)?')
            then regexp_replace(written, '[.,]0+$', '')
    end as integer
)
"""
_NO_MOMENT = "expected a date and time such as 2023-05-31 14:30:00 or 31-05-2023 14:30"
_CHECKS = {
    "responses": f"""
with parsed as (
    select
        line_number,
        respondent,
        loket,
        moment_of(invited_at) as invited_at,
        moment_of(started_at) as started_at,
        moment_of(completed_at) as completed_at,
        invited_at as invited_text,
        started_at as started_text,
        completed_at as completed_text
    from narrow
)

select
    line_number,
    respondent,
    loket,
    invited_at,
    started_at,
    completed_at,
    case
        when respondent = ''
            then struct_pack(
                content := 'respondent',
                value := respondent,
                reason := 'expected a respondent id'
            )
        when loket = ''
            then struct_pack(
                content := 'loket',
                value := loket,
                reason := 'expected the name of a loket'
            )
        when invited_at is null
            then struct_pack(
                content := 'invited_at',
                value := invited_text,
                reason := '{_NO_MOMENT}'
            )
        when started_at is null
            then struct_pack(
                content := 'started_at',
                value := started_text,
                reason := '{_NO_MOMENT}'
            )
        when completed_at is null
            then struct_pack(
                content := 'completed_at',
                value := completed_text,
                reason := '{_NO_MOMENT}'
            )
        when completed_at < started_at
            then struct_pack(
                content := 'completed_at',
                value := completed_text,
                reason := 'expected a moment not before the start, ' || started_text
            )
    end as failure
from parsed
""",
    "invitations": """
with parsed as (
    select line_number, loket, count_of(invited) as n_invited, invited
    from narrow
)

select
    line_number,
    loket,
    n_invited,
    case
        when loket = ''
            then struct_pack(
                content := 'loket',
                value := loket,
                reason := 'expected the name of a loket'
            )
        when n_invited is null
            then struct_pack(
                content := 'invited',
                value := invited,
                reason := 'expected a whole number, 0 or more'
            )
    end as failure
from parsed
""",
}


def define_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the parsing macros known to a connection, which the checks need."""
    connection.execute(_MOMENT_MACRO)
    connection.execute(_COUNT_MACRO)


def check_chunk(
    connection: duckdb.DuckDBPyConnection, chunk: Chunk, layout: Layout, kind: str
) -> tuple[pa.Table, pa.Table]:
    """Split a chunk into rows for the kind's raw table and rows for quarantine.

    The first has the raw table's columns without the delivery, the second
    line_number, column_name, value, reason and cells. Each row is in one of them.
    """
    width = len(layout.columns)
    uneven, chunk = chunk.not_as_wide_as(width), chunk.as_wide_as(width)
    narrow = pa.table(
        {"line_number": chunk.line_numbers}
        | {
            content: texts_of(chunk.cells, layout.positions[content])
            for content in CONTENTS[kind]
        }
    )
    connection.register("narrow", narrow)
    checked: pa.Table = connection.sql(_CHECKS[kind]).to_arrow_table()
    connection.unregister("narrow")
    failure = checked["failure"].combine_chunks()
    # The order of rows is the chunk's: DuckDB keeps the order of what it scans.
    checked = checked.drop_columns(["failure"]).append_column("cells", chunk.cells)
    quarantine = _uneven_rows(uneven, width)
    if failure.null_count < len(failure):
        failed = failure.is_valid()
        failed_rows = _failed_rows(checked.filter(failed), failure.drop_null(), layout)
        quarantine = pa.concat_tables([quarantine, failed_rows])
        checked = checked.filter(pc.invert(failed))
    return checked, quarantine


_QUARANTINE = pa.schema(
    [
        ("line_number", pa.int32()),
        ("column_name", pa.string()),
        ("value", pa.string()),
        ("reason", pa.string()),
        ("cells", pa.list_(pa.string())),
    ]
)


def texts_of(cells: pa.ListArray, position: int) -> pa.Array:
    """The trimmed text of the cells at a position (from 0) of every row."""
    return pc.utf8_trim_whitespace(pc.list_element(cells, position))


def _uneven_rows(rows: Chunk, width: int) -> pa.Table:
    counts: Sequence[int] = pc.list_value_length(rows.cells).to_pylist()
    reasons = [
        f"expected {width} cells as in the header, found {count}" for count in counts
    ]
    nothing = pa.nulls(len(reasons), pa.string())
    return pa.table(
        [rows.line_numbers, nothing, nothing, reasons, rows.cells], schema=_QUARANTINE
    )


def _failed_rows(rows: pa.Table, failure: pa.StructArray, layout: Layout) -> pa.Table:
    contents = failure.field("content")
    names = [layout.columns[layout.positions[name.as_py()]] for name in contents]
    return pa.table(
        [
            rows["line_number"],
            names,
            failure.field("value"),
            failure.field("reason"),
            rows["cells"],
        ],
        schema=_QUARANTINE,
    )
