"""What the terminal shows of a load: progress, a table, and a sentence per problem."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import duckdb
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Column, Table

from scripts.deliveries.load import Outcome
from scripts.deliveries.names import EXPECTED_NAMES, DeliveredFile
from scripts.deliveries.showing import described
from scripts.deliveries.versions import RESPONDENT_AGAIN

_MOST_SENTENCES = 10  # of one kind, before the others are counted
_PLAIN_WIDTH = 120  # characters of a table that isn't shown in a terminal
_WIDTH_FOR_WAVE = 92  # characters; in less, the file name has to say it
_STYLES = {"loaded": "green", "rejected": "bold red"}


def make_console() -> Console:
    """A console on standard output; plain text where that isn't a terminal."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _PLAIN_WIDTH
    return console


@contextmanager
def progress_bar(console: Console, n_files: int) -> Iterator[Callable[..., None]]:
    """A bar with files and rows; yields what load_folder calls as rows are read."""
    progress = Progress(
        TextColumn("Loading"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("files, {task.fields[rows]:,} rows"),
        TimeElapsedColumn(),
        TextColumn(
            "{task.fields[file]}",
            table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis"),
        ),
        console=console,
        disable=not console.is_terminal,
        transient=True,
        expand=True,
    )
    rows_by_file: dict[DeliveredFile, int] = {}
    with progress:
        task = progress.add_task("", total=n_files, rows=0, file="")

        def on_rows(file: DeliveredFile, rows: int) -> None:
            rows_by_file[file] = rows
            progress.update(
                task,
                completed=len(rows_by_file) - 1,
                rows=sum(rows_by_file.values()),
                file=escape(file.name),
            )

        yield on_rows


def show_outcomes(
    console: Console,
    connection: duckdb.DuckDBPyConnection,
    outcomes: Sequence[Outcome],
    others: Sequence[str],
    brief: bool = False,
) -> None:
    """Print the table of files and, below it, what deserves a sentence.

    Args:
        console: Where to.
        connection: To the warehouse.
        outcomes: What became of each file.
        others: Files of the folder that are no deliveries.
        brief: One line with the totals in the place of the table.
    """
    left_out = [outcome for outcome in outcomes if outcome.status == "expired"]
    outcomes = [outcome for outcome in outcomes if outcome.status != "expired"]
    if all(outcome.status == "unchanged" for outcome in outcomes):
        console.print(f"Nothing new: {_files(len(outcomes))}, unchanged.")
    elif brief:
        console.print(_totals(connection, outcomes), soft_wrap=True)
    else:
        console.print(_table(connection, outcomes, console.width >= _WIDTH_FOR_WAVE))
    sentences = [
        *_other_files(others),
        *_expired_files(left_out),
        *(remark for outcome in outcomes for remark in outcome.remarks),
        *_replaced_files(connection, outcomes),
        *_respondents_again(connection, outcomes),
        *_quarantined(connection, outcomes),
        *(outcome.message for outcome in outcomes if outcome.message),
    ]
    for sentence in sentences:
        # A sentence that goes to a file stays on one line; a terminal wraps it.
        console.print(escape(sentence), soft_wrap=not console.is_terminal)


def _counts(
    connection: duckdb.DuckDBPyConnection,
) -> dict[int, tuple[int, int, int, int, int]]:
    """Per delivery its rows: delivered, loaded, superseded, quarantined, forgotten."""
    return {
        row[0]: row[1:]
        for row in connection.execute(
            "select delivery_id, rows_delivered, rows_loaded, rows_superseded, "
            "rows_quarantined, rows_forgotten from raw.load_log"
        ).fetchall()
    }


def _totals(connection: duckdb.DuckDBPyConnection, outcomes: Sequence[Outcome]) -> str:
    """How many files became what, and their rows, in one line."""
    counts = _counts(connection)
    statuses = [outcome.status for outcome in outcomes]
    files = ", ".join(
        f"{_files(statuses.count(status))} {status}"
        for status in ("loaded", "unchanged", "rejected")
        if status in statuses
    )
    shown = [counts[outcome.delivery_id] for outcome in outcomes]
    delivered, *parts = (sum(row[i] for row in shown) for i in range(5))
    names = ("loaded", "superseded", "quarantined", "forgotten")
    rows = ", ".join(f"{n:,} {name}" for n, name in zip(parts, names, strict=True) if n)
    return f"{files}: {delivered:,} rows delivered ({rows or 'none loaded'})."


def _table(
    connection: duckdb.DuckDBPyConnection, outcomes: Sequence[Outcome], with_wave: bool
) -> Table:
    counts = _counts(connection)
    table = Table(
        box=box.SIMPLE_HEAD, show_footer=True, collapse_padding=True, pad_edge=False
    )
    shown = [counts[outcome.delivery_id] for outcome in outcomes]
    totals = [f"{sum(row[i] for row in shown):,}" for i in range(5)]
    table.add_column("file", overflow="fold", footer=_files(len(outcomes)))
    if with_wave:
        table.add_column("wave", no_wrap=True)
    for name, total in zip(
        ("delivered", "loaded", "superseded", "quarantined", "forgotten"),
        totals,
        strict=True,
    ):
        table.add_column(name, justify="right", footer=total)
    table.add_column("status")
    unchanged = [
        row
        for outcome, row in zip(outcomes, shown, strict=True)
        if outcome.status == "unchanged"
    ]
    for outcome, row in zip(outcomes, shown, strict=True):
        if outcome.status == "unchanged":
            continue
        style = _STYLES[outcome.status]
        table.add_row(
            escape(outcome.file.name),
            *([outcome.file.wave] if with_wave else []),
            *(f"{count:,}" for count in row),
            f"[{style}]{outcome.status}[/]",
        )
    if unchanged:
        table.add_row(
            _files(len(unchanged)),
            *([""] if with_wave else []),
            *(f"{sum(row[i] for row in unchanged):,}" for i in range(5)),
            "unchanged",
            style="dim",
        )
    return table


def _files(n: int) -> str:
    return "1 file" if n == 1 else f"{n} files"


def _other_files(others: Sequence[str]) -> Iterator[str]:
    for name in others[:_MOST_SENTENCES]:
        yield f"{name} was ignored: a delivery is named {EXPECTED_NAMES}."
    if more := len(others[_MOST_SENTENCES:]):
        yield f"And {more:,} more files were ignored."


def _expired_files(outcomes: Sequence[Outcome]) -> Iterator[str]:
    if outcomes:
        waves = sorted({outcome.file.wave for outcome in outcomes})
        yield (
            f"{_files(len(outcomes))} of {', '.join(waves)} left out: answers of these "
            "waves were kept as long as they may be (retention in "
            "seeds/policy/delivery_policy.csv)."
        )


def _loaded_ids(outcomes: Sequence[Outcome]) -> list[int]:
    return [outcome.delivery_id for outcome in outcomes if outcome.status == "loaded"]


def _replaced_files(
    connection: duckdb.DuckDBPyConnection, outcomes: Sequence[Outcome]
) -> Iterator[str]:
    rows = connection.execute(
        """
        select replaced.file_name, superseded.reason, newer.file_name, count(*)
        from raw.superseded as superseded
        inner join raw.load_log as replaced using (delivery_id)
        inner join raw.load_log as newer
            on superseded.by_delivery_id = newer.delivery_id
        where
            superseded.by_line_number is null
            and (
                list_contains($loaded, replaced.delivery_id)
                or list_contains($loaded, newer.delivery_id)
            )
        group by all
        order by all
        """,
        {"loaded": _loaded_ids(outcomes)},
    ).fetchall()
    for file_name, reason, newer, n in rows:
        rows_are = "row is" if n == 1 else "rows are"
        yield f"{file_name}: {n:,} {rows_are} superseded by {newer} ({reason})."


def _respondents_again(
    connection: duckdb.DuckDBPyConnection, outcomes: Sequence[Outcome]
) -> Iterator[str]:
    row = connection.execute(
        """
        select count(*)
        from raw.superseded
        where
            reason = $reason
            and (
                list_contains($loaded, delivery_id)
                or list_contains($loaded, by_delivery_id)
            )
        """,
        {"reason": RESPONDENT_AGAIN, "loaded": _loaded_ids(outcomes)},
    ).fetchone()
    if row is not None and row[0]:
        what = "1 response was" if row[0] == 1 else f"{row[0]:,} responses were"
        yield (
            f"{what} superseded because the respondent was delivered again; the latest "
            "wave and line count: select * from raw.superseded where reason = "
            f"'{RESPONDENT_AGAIN}'."
        )


def _quarantined(
    connection: duckdb.DuckDBPyConnection, outcomes: Sequence[Outcome]
) -> Iterator[str]:
    loaded = _loaded_ids(outcomes)
    rows = connection.execute(
        f"""
        select
            log.file_name,
            quarantine.line_number,
            quarantine.column_name,
            quarantine.value,
            quarantine.reason,
            count(*) over () as n
        from raw.quarantine as quarantine
        inner join raw.load_log as log using (delivery_id)
        where list_contains($loaded, delivery_id)
        order by delivery_id, line_number
        limit {_MOST_SENTENCES}
        """,
        {"loaded": loaded},
    ).fetchall()
    for file_name, line, column, value, reason, _ in rows:
        yield quarantine_sentence(file_name, line, column, value, reason)
    more = rows[0][-1] - len(rows) if rows else 0
    if more:
        yield (
            f"And {more:,} more rows in quarantine: select * from raw.quarantine where "
            f"delivery_id in ({', '.join(map(str, loaded))})."
        )
    if rows:
        yield (
            "Rows in quarantine don't count until they are correct: deliver their file "
            "again, under its own name or as a later version."
        )


def quarantine_sentence(
    file_name: str, line: int, column: str | None, value: str | None, reason: str
) -> str:
    """One sentence on a row in quarantine: where, what, and what was expected."""
    place = f"{file_name}, line {line}"
    if column is None:
        return f"{place}: {reason}; the row is in quarantine."
    return (
        f"{place}, column '{column}': {reason}, found {described(value or '')}; the "
        "row is in quarantine."
    )
