"""Which delivered rows can be read, and why the others can't: sets, not loops."""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from scripts.deliveries.header import CONTENTS, Layout
from scripts.deliveries.policy import DeliveryPolicy
from scripts.deliveries.showing import EXCEL_ERRORS, UNCOMPUTED
from scripts.deliveries.tables import Chunk

# What a reader doesn't see doesn't make another respondent, loket or moment.
# Nearly every cell is plain: words of ASCII with a space between, which costs one look.
_CLEAN_MACRO = r"""
create or replace temp macro clean(written) as case
    when regexp_full_match(written, '([!-~]+( [!-~]+)*)?') then written
    else trim(regexp_replace(
        regexp_replace(
            written, '[\x{AD}\x{200B}-\x{200F}\x{2060}-\x{2064}\x{FEFF}]', '', 'g'
        ),
        '[\s\x{A0}\x{2000}-\x{200A}\x{202F}\x{3000}]+', ' ', 'g'
    ))
end
"""
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
    end as bigint
)
"""

_NO_MOMENT = "expected a date and time such as 2023-05-31 14:30:00 or 31-05-2023 14:30"


def _failure(condition: str, content: str, reason: str) -> str:
    """A branch of the case that says why a row can't be read; `reason` is SQL."""
    return (
        f"when {condition} then struct_pack(content := '{content}', "
        f"value := {content}_text, reason := {reason})"
    )


_MOMENTS = ("invited_at", "started_at", "completed_at")
_RESPONSE_FAILURES = "\n".join(
    [
        _failure("respondent = ''", "respondent", "'expected a respondent id'"),
        _failure("loket = ''", "loket", "'expected the name of a loket'"),
        _failure(
            "list_contains($totals, lower(loket))",
            "loket",
            "'expected the name of a loket, not a row of totals'",
        ),
        *(
            _failure(f"{one} is null and $has_{one}", one, f"'{_NO_MOMENT}'")
            for one in _MOMENTS
        ),
        *(
            _failure(
                f"{one} not between $earliest and $latest",
                one,
                "'expected a moment near the wave, from ' "
                "|| strftime($earliest, '%Y-%m-%d') || ' to ' "
                "|| strftime($latest, '%Y-%m-%d')",
            )
            for one in _MOMENTS
        ),
        _failure(
            "completed_at < started_at",
            "completed_at",
            "'expected a moment not before the start'",
        ),
        _failure(
            "completed_at - started_at > to_days($duration_max_days)",
            "completed_at",
            "'expected a moment within ' || $duration_max_days "
            "|| ' days from the start'",
        ),
    ]
)
_INVITATION_FAILURES = "\n".join(
    [
        _failure("loket = ''", "loket", "'expected the name of a loket'"),
        _failure(
            "list_contains($totals, lower(loket))",
            "loket",
            "'expected the name of a loket, not a row of totals'",
        ),
        _failure(
            "n_invited is null", "invited", "'expected a whole number, 0 or more'"
        ),
        _failure(
            "n_invited > $invited_max",
            "invited",
            "'expected at most ' || $invited_max || ' invitations of a loket'",
        ),
    ]
)
_CHECKS = {
    "responses": f"""
with parsed as (
    select
        line_number,
        clean(respondent) as respondent,
        clean(loket) as loket,
        moment_of(clean(invited_at)) as invited_at,
        moment_of(clean(started_at)) as started_at,
        moment_of(clean(completed_at)) as completed_at,
        respondent as respondent_text,
        loket as loket_text,
        invited_at as invited_at_text,
        started_at as started_at_text,
        completed_at as completed_at_text
    from narrow
)

select
    line_number,
    respondent,
    loket,
    invited_at,
    started_at,
    completed_at,
    case {_RESPONSE_FAILURES} end as failure,
    failure is null and coalesce(
        least(invited_at, started_at, completed_at) < $usual_earliest
        or greatest(invited_at, started_at, completed_at) > $usual_latest, false
    ) as is_far_from_wave,
    failure is null and coalesce(started_at < invited_at, false) as is_started_early
from parsed
""",
    "invitations": f"""
with parsed as (
    select
        line_number,
        clean(loket) as loket,
        count_of(clean(invited)) as n_invited,
        loket as loket_text,
        invited as invited_text
    from narrow
)

select
    line_number,
    loket,
    n_invited,
    case {_INVITATION_FAILURES} end as failure
from parsed
""",
}
_QUARANTINE = pa.schema(
    [
        ("line_number", pa.int32()),
        ("column_name", pa.string()),
        ("value", pa.string()),
        ("reason", pa.string()),
        ("cells", pa.list_(pa.string())),
    ]
)


@dataclass(frozen=True)
class Checked:
    """A chunk's rows: those for the kind's raw table, and those for quarantine.

    `rows` have the raw table's columns without the delivery, `quarantine` line_number,
    column_name, value, reason and cells. `doubts` are the lines of rows that are loaded
    and deserve a warning, by the kind of doubt.
    """

    rows: pa.Table
    quarantine: pa.Table
    doubts: dict[str, list[int]]


DOUBTS = {
    "is_far_from_wave": "a moment that isn't near the month of the wave",
    "is_started_early": "a start before the invitation",
}


def define_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the parsing macros known to a connection, which the checks need."""
    for macro in (_CLEAN_MACRO, _MOMENT_MACRO, _COUNT_MACRO):
        connection.execute(macro)


def bounds(kind: str, wave: str, policy: DeliveryPolicy) -> dict[str, object]:
    """What the checks of a kind of file of a wave ('2023-05') compare with."""
    if kind == "invitations":
        return {"totals": policy.totals, "invited_max": policy.invited_max}
    year, month = map(int, wave.split("-"))
    first = dt.datetime(year, month, 1)
    last = first + dt.timedelta(days=calendar.monthrange(year, month)[1])
    furthest = dt.timedelta(days=policy.moment_max_days_from_wave)
    usual = dt.timedelta(days=policy.moment_usual_days_from_wave)
    return {
        "totals": policy.totals,
        "earliest": first - furthest,
        "latest": last + furthest,
        "usual_earliest": first - usual,
        "usual_latest": last + usual,
        "duration_max_days": policy.duration_max_days,
    }


def check_chunk(
    connection: duckdb.DuckDBPyConnection,
    chunk: Chunk,
    layout: Layout,
    kind: str,
    compared_with: dict[str, object],
) -> Checked:
    """Tell the rows that can be read from those that can't; each is in one of them.

    `compared_with` are the bounds of the kind and the wave. What the file has no column
    for is null in all rows.
    """
    width = len(layout.columns)
    uneven, chunk = chunk.not_as_wide_as(width), chunk.as_wide_as(width)
    errors, chunk = _split_errors(chunk)
    narrow = pa.table(
        {"line_number": chunk.line_numbers}
        | {
            content: pc.fill_null(texts_of(chunk.cells, layout.positions[content]), "")
            if content in layout.positions
            else pa.nulls(len(chunk.cells), pa.string())
            for content in CONTENTS[kind]
        }
    )
    has_moments = {f"has_{one}": one in layout.positions for one in _MOMENTS}
    if kind == "responses":
        compared_with = compared_with | has_moments
    connection.register("narrow", narrow)
    checked: pa.Table = connection.sql(
        _CHECKS[kind], params=compared_with
    ).to_arrow_table()
    connection.unregister("narrow")
    failure = checked["failure"].combine_chunks()
    # The order of rows is the chunk's: DuckDB keeps the order of what it scans.
    checked = checked.drop_columns(["failure"]).append_column("cells", chunk.cells)
    quarantine = pa.concat_tables(
        [_uneven_rows(uneven, width), _error_rows(errors, layout)]
    )
    if failure.null_count < len(failure):
        failed = failure.is_valid()
        failed_rows = _failed_rows(checked.filter(failed), failure.drop_null(), layout)
        quarantine = pa.concat_tables([quarantine, failed_rows])
        checked = checked.filter(pc.invert(failed))
    doubts = {}
    for doubt in DOUBTS:
        if doubt in checked.column_names:
            lines = checked["line_number"].filter(checked[doubt]).to_pylist()
            doubts[doubt] = lines
            checked = checked.drop_columns([doubt])
    return Checked(checked, quarantine, doubts)


def texts_of(cells: pa.ListArray, position: int) -> pa.Array:
    """The trimmed text of the cells at a position (from 0) of every row."""
    return pc.utf8_trim_whitespace(pc.list_element(cells, position))


def _split_errors(chunk: Chunk) -> tuple[Chunk, Chunk]:
    """The rows with a cell in which Excel shows an error, and the others."""
    flat = chunk.cells.flatten()
    in_error = pc.is_in(flat, value_set=pa.array(EXCEL_ERRORS))
    if not pc.any(in_error).as_py():
        return chunk.where(pa.array([False] * len(chunk.cells), pa.bool_())), chunk
    rows = pc.list_parent_indices(chunk.cells).filter(in_error)
    numbers = pa.array(range(len(chunk.cells)), pa.int64())
    mask = pc.is_in(numbers, value_set=pc.unique(rows.cast(pa.int64())))
    return chunk.where(mask), chunk.where(pc.invert(mask))


def _error_rows(rows: Chunk, layout: Layout) -> pa.Table:
    found = [
        next((i, cell) for i, cell in enumerate(cells) if cell in EXCEL_ERRORS)
        for cells in rows.cells.to_pylist()
    ]
    reasons = [
        "expected a value, not a formula of which the workbook holds no result"
        if cell == UNCOMPUTED
        else "expected a value, not an error of Excel"
        for _, cell in found
    ]
    return pa.table(
        [
            rows.line_numbers,
            [layout.columns[i] for i, _ in found],
            [cell for _, cell in found],
            reasons,
            rows.cells,
        ],
        schema=_QUARANTINE,
    )


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
