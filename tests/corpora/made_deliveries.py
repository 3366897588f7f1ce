"""Deliveries made from the seeds, loaded, and what became of them.

Tests name contents ('started_at'), not columns.
"""

import csv
import string
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyreadstat
import xlsxwriter

from scripts.deliveries import raw
from scripts.deliveries.codebook import ExportColumn, read_codebook
from scripts.deliveries.load import Loader, Outcome
from scripts.deliveries.rekeying import Rekeying, keyed_id

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds"
CODEBOOK = read_codebook(SEEDS)
MOMENTS = {
    "invited_at": "2023-05-01 09:00:00",
    "started_at": "2023-05-03 19:58:30",
    "completed_at": "2023-05-03 20:05:00",
}

IN_MEMORY = Path(":memory:")

KEY = bytes(32)
# the delivered ids that tests use, by the ids of the warehouse
DELIVERED = {
    keyed_id(KEY, one): one
    for one in (
        *map(str, range(2000)),
        *string.ascii_letters,
        *(f"r{number}" for number in range(100)),
    )
}

Row = dict[str, str]  # a cell's text by column name, in column order


def columns_of(wave: str, kind: str = "responses") -> tuple[ExportColumn, ...]:
    questionnaire = CODEBOOK.questionnaire_of(wave)
    assert questionnaire is not None
    return CODEBOOK.columns_of(questionnaire, kind)


def name_of(content: str, wave: str = "2023-05", kind: str = "responses") -> str:
    """The name of the column that holds a content."""
    return next(c.name for c in columns_of(wave, kind) if c.content == content)


def response(respondent: str, /, wave: str = "2023-05", **by_content: str) -> Row:
    """A valid row of a wave, but for the contents given."""
    contents = MOMENTS | {"respondent": respondent, "loket": "Drenthe"} | by_content
    return {
        column.name: contents[column.content]
        if column.content in contents
        else min(CODEBOOK.raw_values.get(column.code_list, {""}))
        for column in columns_of(wave)
    }


def responses(*respondents: str, wave: str = "2023-05", **by_content: str) -> list[Row]:
    return [response(one, wave, **by_content) for one in respondents]


def write_csv(
    path: Path, rows: Sequence[Row], delimiter: str = ";", encoding: str = "utf-8"
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def typed(text: str) -> float | datetime | str | None:
    """A cell as Excel and SPSS hold it."""
    if text.isdecimal():
        return float(text)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text or None


def write_xlsx(path: Path, rows: Sequence[Row]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "dd-mm-yyyy hh:mm"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(rows[0]))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, [typed(text) for text in row.values()])
    return path


def write_sav(
    path: Path, rows: Sequence[Row], labels: dict[str, dict[float, str]] | None = None
) -> Path:
    table = {
        name: [typed(row[name]) for row in rows]
        for name in rows[0]
        if any(row[name] for row in rows)
    }
    frame = pd.DataFrame(table).reindex(columns=list(rows[0]))
    empty = frame.columns[frame.isna().all()]
    frame[empty] = ""
    pyreadstat.write_sav(frame, path, variable_value_labels=labels)
    return path


def load(
    warehouse: duckdb.DuckDBPyConnection, folder: Path, accepted: Iterable[str] = ()
) -> dict[str, Outcome]:
    """Load a folder in small chunks; the outcomes by file name."""
    loader = Loader(
        warehouse,
        Path("w.duckdb"),
        CODEBOOK,
        Rekeying(KEY),
        chunk_rows=2,
        accepted=frozenset(accepted),
    )
    outcomes, _ = loader.load_folder(folder)
    return {outcome.file.name: outcome for outcome in outcomes}


def rejection(warehouse: duckdb.DuckDBPyConnection, path: Path) -> str:
    """The sentence with which a file is rejected, found in the log as well."""
    outcome = load(warehouse, path.parent)[path.name]
    assert outcome.status == "rejected"
    log = query(warehouse, "select status, message, rows_delivered from raw.load_log")
    assert ("rejected", outcome.message, 0) in log
    for table in ("responses", "invitations", "columns", "quarantine"):
        assert query(warehouse, f"select count(*) from raw.{table}") == [(0,)]
    assert path.name in outcome.message
    return outcome.message


def query(warehouse: duckdb.DuckDBPyConnection, sql: str) -> list[Any]:
    return warehouse.execute(sql).fetchall()


def counts(warehouse: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, ...]]:
    """Delivered, loaded, superseded and quarantined rows by file name."""
    return {
        row[0]: row[1:]
        for row in query(
            warehouse,
            "select file_name, rows_delivered, rows_loaded, rows_superseded, "
            "rows_quarantined from raw.load_log where status = 'loaded' "
            "order by delivery_id",
        )
    }


def rows_that_count(warehouse: duckdb.DuckDBPyConnection) -> list[tuple[str, str, int]]:
    """Respondent, file and line of every row that isn't superseded."""
    rows = query(
        warehouse,
        "select respondent, file_name, line_number from raw.responses "
        "join raw.load_log using (delivery_id) "
        "anti join raw.superseded using (delivery_id, line_number)",
    )
    return sorted((DELIVERED.get(row[0], row[0]), *row[1:]) for row in rows)


def invitation(loket: str = "Drenthe", invited: str = "40") -> Row:
    contents = {"loket": loket, "invited": invited}
    return {
        column.name: contents.get(column.content, "")
        for column in columns_of("2023-05", "invitations")
    }


def text_file(path: Path, text: str = "", last: str = "") -> bytes:
    """The bytes of a valid file of two rows, with an open answer in the second."""
    column = next(c.name for c in columns_of("2023-05") if c.content == "text")
    rows = responses("1", "2", "3")
    rows[1][column] = text
    rows[2][column] = last
    return write_csv(path, rows).read_bytes()


def state(warehouse: duckdb.DuckDBPyConnection) -> list[Any]:
    """What counts and why, by file name instead of delivery id."""
    superseded = query(
        warehouse,
        "select one.file_name, line_number, reason, other.file_name, by_line_number "
        "from raw.superseded as s join raw.load_log as one using (delivery_id) "
        "join raw.load_log as other on other.delivery_id = s.by_delivery_id "
        "order by all",
    )
    return [sorted(counts(warehouse).items()), superseded, rows_that_count(warehouse)]


def load_one_by_one(folder: Path, files: Iterable[Path]) -> list[Any]:
    """The state of a new warehouse after loading files in this order, all confirmed."""
    folder.mkdir()
    with raw.open_warehouse(IN_MEMORY) as warehouse:
        for file in files:
            (folder / file.name).hardlink_to(file)
            load(warehouse, folder, accepted=[file.name])
        check_accounts(warehouse)
        return state(warehouse)


def check_accounts(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Every delivered row is loaded, superseded or in quarantine, as the log says."""
    assert (
        query(
            warehouse,
            """
        select file_name from raw.load_log
        where
            rows_delivered
                != rows_loaded + rows_superseded + rows_quarantined + rows_forgotten
            or rows_superseded != (
                select count(*) from raw.superseded as s
                where s.delivery_id = load_log.delivery_id
            )
            or rows_quarantined != (
                select count(*) from raw.quarantine as q
                where q.delivery_id = load_log.delivery_id
            )
            or rows_loaded + rows_superseded != (
                select count(*) from (
                    select delivery_id from raw.responses
                    union all
                    select delivery_id from raw.invitations
                ) as r
                where r.delivery_id = load_log.delivery_id
            )
        """,
        )
        == []
    )
    twice = (
        "select delivery_id, line_number from raw.superseded group by all "
        "having count(*) > 1"
    )
    assert query(warehouse, twice) == []
