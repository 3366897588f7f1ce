"""The loader: formats, rejections, quarantine, and which of the delivered rows count.

Files are made from the seeds, so the tests name contents ('started_at'), not columns.
"""

import csv
import itertools
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

from scripts import load_exports
from scripts.deliveries import raw
from scripts.deliveries.codebook import DEMO_ORIGIN, ExportColumn, read_codebook
from scripts.deliveries.csv_file import open_csv
from scripts.deliveries.load import Loader, Outcome
from scripts.deliveries.names import parse_name, version_key
from scripts.deliveries.rejected import RefusedError
from scripts.deliveries.tables import DeliveredTable

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds"
CODEBOOK = read_codebook(SEEDS)
MOMENTS = {
    "invited_at": "2023-05-01 09:00:00",
    "started_at": "2023-05-03 19:58:30",
    "completed_at": "2023-05-03 20:05:00",
}

IN_MEMORY = Path(":memory:")

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


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    return folder


@pytest.fixture
def warehouse() -> Iterable[duckdb.DuckDBPyConnection]:
    connection = raw.open_warehouse(IN_MEMORY)
    yield connection
    connection.close()


def load(warehouse: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, Outcome]:
    """Load a folder in small chunks; the outcomes by file name."""
    loader = Loader(warehouse, Path("w.duckdb"), CODEBOOK, chunk_rows=2)
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
    return query(
        warehouse,
        "select respondent, file_name, line_number from raw.responses "
        "join raw.load_log using (delivery_id) "
        "anti join raw.superseded using (delivery_id, line_number) order by all",
    )


# ── Names ─────────────────────────────────────────────────────────────────────────────


def test_versions_are_in_natural_order_of_their_names() -> None:
    names = [
        "responses_2023-05.csv",
        "responses_2023-05.xlsx",
        "responses_2023-05_V2.csv",
        "responses_2023-05_v10.csv",
        "responses_2023-05_v10_final.csv",
    ]
    shuffled = names[3:] + names[:3]
    assert sorted(shuffled, key=version_key) == names


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("responses_2023-05.csv", ("responses", "2023-05", "csv")),
        ("RESPONSES_2023-05_v2 (final).XLSX", ("responses", "2023-05", "xlsx")),
        ("responses_2023-05.sav", ("responses", "2023-05", "sav")),
        ("invitations_2023-05.xlsx", ("invitations", "2023-05", "xlsx")),
        ("invitations_2023-05.sav", None),
        ("responses_2023-5.csv", None),
        ("responses_2023-05-v2.csv", None),
        ("responses_2023-05.csv.part", None),
        ("respons_2023-05.csv", None),
    ],
)
def test_a_delivery_is_known_by_its_name(
    name: str, expected: tuple[str, str, str] | None
) -> None:
    file = parse_name(Path(name))
    assert (file and (file.kind, file.wave, file.format)) == expected


# ── Formats ───────────────────────────────────────────────────────────────────────────

DIACRITICS = "één reële café-idee … € 5"


def dutch(row: Row) -> Row:
    """A row with its moments as dd-mm-yyyy hh:mm:ss."""
    return {
        name: f"{text[8:10]}-{text[5:7]}-{text[:4]} {text[11:]}"
        if text in MOMENTS.values()
        else text
        for name, text in row.items()
    }


@pytest.mark.parametrize(
    ("name", "write", "encoding"),
    [
        ("semicolon.csv", lambda p, r: write_csv(p, r), "UTF-8"),
        ("comma.csv", lambda p, r: write_csv(p, r, ","), "UTF-8"),
        (
            "bom.csv",
            lambda p, r: write_csv(p, r, encoding="utf-8-sig"),
            "UTF-8 with BOM",
        ),
        (
            "cp1252.csv",
            lambda p, r: write_csv(p, r, encoding="cp1252"),
            "Windows-1252",
        ),
        ("dutch.csv", lambda p, r: write_csv(p, list(map(dutch, r))), "UTF-8"),
        ("sheet.xlsx", write_xlsx, None),
        ("spss.sav", write_sav, "UTF-8"),
    ],
)
def test_every_format_gives_the_same_rows(
    exports: Path,
    warehouse: duckdb.DuckDBPyConnection,
    name: str,
    write: Callable[[Path, list[Row]], Path],
    encoding: str | None,
) -> None:
    text = next(c.name for c in columns_of("2023-05") if c.content == "text")
    rows = responses("7", "8", "9")
    rows[1][text] = DIACRITICS
    write(exports / f"responses_2023-05_{name}", rows)
    load(warehouse, exports)
    assert query(warehouse, "select encoding, message from raw.load_log") == [
        (encoding, None)
    ]
    assert query(
        warehouse,
        "select line_number, * exclude (line_number, cells) from raw.responses",
    ) == [
        (line, 1, respondent, "Drenthe", *map(datetime.fromisoformat, MOMENTS.values()))
        for line, respondent in ((2, "7"), (3, "8"), (4, "9"))
    ]
    moments = [name_of(content) for content in MOMENTS]
    cells = query(
        warehouse,
        "select column_name, value from raw.cells where line_number = 3 "
        "order by list_position((select list(column_name order by position) "
        "from raw.columns), column_name)",
    )
    assert [cell for cell in cells if cell[0] not in moments] == [
        cell for cell in rows[1].items() if cell[0] not in moments
    ]


@pytest.mark.parametrize(
    ("written", "meaning"),
    [
        ("2023-05-31", "2023-05-31 00:00:00"),
        ("2023-05-31 14:30", "2023-05-31 14:30:00"),
        ("2023-05-31T14:30:15", "2023-05-31 14:30:15"),
        ("2023-05-31T14:30:15.250Z", "2023-05-31 14:30:15.250"),
        ("2023-05-31 14:30:15,5", "2023-05-31 14:30:15.500"),
        ("31-05-2023", "2023-05-31 00:00:00"),
        ("31-5-2023 9:05", "2023-05-31 09:05:00"),
        (" 31-05-2023 14:30:15 ", "2023-05-31 14:30:15"),
    ],
)
def test_dutch_and_iso_moments(
    exports: Path, warehouse: duckdb.DuckDBPyConnection, written: str, meaning: str
) -> None:
    rows = responses("1", invited_at=written)
    write_csv(exports / "responses_2023-05.csv", rows)
    load(warehouse, exports)
    assert query(warehouse, "select invited_at from raw.responses") == [
        (datetime.fromisoformat(meaning),)
    ]


@pytest.mark.parametrize(
    ("written", "meaning"),
    [
        ("0", 0),
        ("12", 12),
        ("12,0", 12),
        ("12.0", 12),
        ("1.234", 1234),
        ("1.234,0", 1234),
        ("1.000", 1000),
    ],
)
def test_counts_of_invitations(
    exports: Path, warehouse: duckdb.DuckDBPyConnection, written: str, meaning: int
) -> None:
    write_csv(exports / "invitations_2023-05.csv", [invitation(invited=written)])
    load(warehouse, exports)
    assert query(warehouse, "select loket, n_invited from raw.invitations") == [
        ("Drenthe", meaning)
    ]


def invitation(loket: str = "Drenthe", invited: str = "40") -> Row:
    contents = {"loket": loket, "invited": invited}
    return {
        column.name: contents.get(column.content, "")
        for column in columns_of("2023-05", "invitations")
    }


def test_a_questionnaire_may_be_completed_in_the_minute_in_which_it_began(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    """Moments without seconds make such rows."""
    rows = responses("1", completed_at=MOMENTS["started_at"])
    path = write_csv(exports / "responses_2023-05.csv", rows)
    load(warehouse, exports)
    assert counts(warehouse) == {path.name: (1, 1, 0, 0)}


def test_line_numbers_count_physical_lines(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    text = next(c.name for c in columns_of("2023-05") if c.content == "text")
    rows = responses("1", "2", "3", "4")
    rows[1][text] = 'two\r\nlines, one\rmore; and a "quote"'
    path = write_csv(exports / "responses_2023-05.csv", rows)
    content = path.read_bytes()
    blank = content.rindex(b"4;Drenthe")
    path.write_bytes(content[:blank] + b"\r\n;;;\r\n" + content[blank:])
    load(warehouse, exports)
    lines = "select respondent, line_number from raw.responses order by all"
    assert query(warehouse, lines) == [("1", 2), ("2", 3), ("3", 6), ("4", 9)]
    value = f"select value from raw.cells where column_name = '{text}' and value != ''"
    assert query(warehouse, value) == [(rows[1][text],)]


def test_a_first_line_that_names_the_delimiter_is_no_header(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = write_csv(exports / "responses_2023-05.csv", responses("1", "2"), ",")
    path.write_bytes(b"sep=,\r\n" + path.read_bytes())
    load(warehouse, exports)
    lines = "select respondent, line_number from raw.responses order by all"
    assert query(warehouse, lines) == [("1", 3), ("2", 4)]


def test_columns_come_in_any_order_and_case(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    row = {f" {name.upper()} ": text for name, text in response("1").items()}
    backwards = dict(reversed(row.items()))
    write_csv(exports / "responses_2023-05.csv", [backwards])
    load(warehouse, exports)
    assert query(warehouse, "select respondent, loket from raw.responses") == [
        ("1", "Drenthe")
    ]
    names = query(warehouse, "select column_name from raw.columns order by position")
    assert [name for (name,) in names] == list(reversed(response("1")))


def test_an_unknown_column_is_kept_and_mentioned(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    rows = [response("1") | {"nieuw": "ja"}]
    write_csv(exports / "responses_2023-05.csv", rows)
    outcome = load(warehouse, exports)["responses_2023-05.csv"]
    assert outcome.status == "loaded"
    assert "responses_2023-05.csv, line 1" in outcome.remarks[0]
    assert "'nieuw'" in outcome.remarks[0]
    value = "select value from raw.cells where column_name = 'nieuw'"
    assert query(warehouse, value) == [("ja",)]


def test_spss_labels_are_read_where_the_codebook_has_no_such_code(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    """A code of the codebook stays; a loket's number becomes the loket's name."""
    score = next(c for c in columns_of("2023-05") if c.content == "score")
    loket = name_of("loket")
    rows = responses("1", loket="3")
    rows[0][score.name] = "7"
    labels = {score.name: {7.0: "zeven"}, loket: {3.0: "Drenthe"}}
    write_sav(exports / "responses_2023-05.sav", rows, labels)
    load(warehouse, exports)
    assert query(
        warehouse,
        "select column_name, value from raw.cells "
        f"where column_name in ('{score.name}', '{loket}') order by value",
    ) == [(score.name, "7"), (loket, "Drenthe")]


def test_spss_user_missing_values_are_answers(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    """99 (n.v.t.) is often declared missing in SPSS; it must not read as no answer."""
    score = next(c.name for c in columns_of("2023-05") if c.content == "score")
    frame = pd.DataFrame(
        [{name: typed(text) or "" for name, text in response("1").items()}]
    )
    frame[score] = 99.0
    path = exports / "responses_2023-05.sav"
    pyreadstat.write_sav(frame, path, missing_ranges={score: [99]})
    load(warehouse, exports)
    value = f"select value from raw.cells where column_name = '{score}'"
    assert query(warehouse, value) == [("99",)]


def test_a_sheet_may_have_blank_rows_and_formatted_cells_beside_it(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.xlsx"
    rows = responses("1", "2")
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("antwoorden")
        sheet.write_row(1, 0, list(rows[0]))
        sheet.write_row(3, 0, list(rows[0].values()))
        sheet.write_row(4, 0, list(rows[1].values()))
        sheet.write_string(4, len(rows[1]) + 2, "los")
        sheet.write_blank(9, 90, None, book.add_format({"bold": True}))
        book.add_worksheet("toelichting")
    outcome = load(warehouse, exports)[path.name]
    assert outcome.remarks == [
        f"{path.name}: only the first of 2 sheets, 'antwoorden', was read."
    ]
    assert query(warehouse, "select line_number from raw.responses") == [(4,)]
    quarantined = query(warehouse, "select line_number, reason from raw.quarantine")
    assert [line for line, _ in quarantined] == [5]


def test_a_header_without_rows_is_accepted_and_mentioned(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = write_csv(exports / "responses_2023-05.csv", responses("1"))
    path.write_text(path.read_text().splitlines()[0])
    outcome = load(warehouse, exports)[path.name]
    assert outcome.status == "loaded"
    assert outcome.remarks == [f"{path.name} has a header and no rows."]
    assert counts(warehouse) == {path.name: (0, 0, 0, 0)}


@pytest.mark.parametrize(
    ("invited_at", "expected"),
    [
        (
            "05/02/2023 9:00 AM",
            "(line 2, column '{}': '05/02/2023 9:00 AM'; expected a",
        ),
        (None, "has no row that can be read, and would take the place of"),
    ],
)
def test_a_correction_without_a_readable_row_does_not_empty_the_wave(
    exports: Path,
    warehouse: duckdb.DuckDBPyConnection,
    invited_at: str | None,
    expected: str,
) -> None:
    write_csv(exports / "responses_2023-05.csv", responses("1", "2"))
    load(warehouse, exports)
    spoilt = responses("1", "2", invited_at=invited_at or "")
    path = write_csv(exports / "responses_2023-05_v2.csv", spoilt)
    if invited_at is None:
        path.write_text(path.read_text().splitlines()[0])
    outcome = load(warehouse, exports)[path.name]
    assert outcome.status == "rejected"
    assert expected.format(name_of("invited_at")) in outcome.message
    assert "responses_2023-05.csv" in outcome.message
    assert query(warehouse, "select count(*) from raw.responses") == [(2,)]


def test_a_wave_whose_questionnaire_was_corrected_is_loaded_again(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = write_csv(exports / "responses_2023-05.csv", responses("1"))
    load(warehouse, exports)
    assert load(warehouse, exports)[path.name].status == "unchanged"
    renamed = replace(
        CODEBOOK,
        questionnaires=tuple(
            replace(q, name=f"{q.name}_b") for q in CODEBOOK.questionnaires
        ),
        columns={(f"{q}_b", kind): c for (q, kind), c in CODEBOOK.columns.items()},
    )
    again = Loader(warehouse, IN_MEMORY, renamed)
    (outcome,), _ = again.load_folder(exports)
    assert outcome.status == "loaded"
    assert query(
        warehouse,
        "select questionnaire, rows_loaded, rows_superseded from raw.load_log"
        " where status = 'loaded' order by delivery_id",
    ) == [("kto_2023", 0, 1), ("kto_2023_b", 1, 0)]


def test_a_cell_may_be_long(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    text = next(c.name for c in columns_of("2023-05") if c.content == "text")
    rows = [response("1") | {text: 'a "long" story; ' * 20_000}]
    path = write_csv(exports / "responses_2023-05.csv", rows)
    assert load(warehouse, exports)[path.name].status == "loaded"


# ── Files that are rejected whole ─────────────────────────────────────────────────────


def text_file(path: Path, text: str = "", last: str = "") -> bytes:
    """The bytes of a valid file of two rows, with an open answer in the second."""
    column = next(c.name for c in columns_of("2023-05") if c.content == "text")
    rows = responses("1", "2", "3")
    rows[1][column] = text
    rows[2][column] = last
    return write_csv(path, rows).read_bytes()


def test_a_byte_order_mark_promises_utf8(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.csv"
    content = text_file(path, "caf@")
    path.write_bytes(b"\xef\xbb\xbf" + content.replace(b"@", b"\xe9"))
    message = rejection(warehouse, path)
    character = content.splitlines()[2].index(b"@") + 1
    assert f"line 3, character {character}: this isn't UTF-8" in message


def test_a_mixture_of_encodings_is_rejected(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    """The position counts characters, of which the é before it is one."""
    path = exports / "responses_2023-05.csv"
    content = text_file(path, "één en caf@")
    path.write_bytes(content.replace(b"@", b"\xe9"))
    message = rejection(warehouse, path)
    character = content.decode().splitlines()[2].index("@") + 1
    assert f"line 3, character {character}: this isn't UTF-8" in message


def test_a_mixture_is_also_found_when_the_utf8_comes_later(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.csv"
    content = text_file(path, "caf@", "één")
    path.write_bytes(content.replace(b"@", b"\xe9"))
    assert "line 3, character" in rejection(warehouse, path)


def test_windows_text_that_happens_to_have_utf8_bytes_is_no_mixture(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    """É followed by a closing quotation mark is valid UTF-8 for the letter ɔ."""
    path = exports / "responses_2023-05.csv"
    path.write_bytes(
        text_file(path, "@", "&").replace(b"@", "“CAFÉ” één".encode("cp1252"))
    )
    assert load(warehouse, exports)[path.name].status == "loaded"
    encoding = "select encoding from raw.load_log"
    assert query(warehouse, encoding) == [("Windows-1252",)]


def test_a_byte_that_windows_1252_lacks_is_rejected(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.csv"
    content = text_file(path, "@", "#")
    path.write_bytes(content.replace(b"@", b"\xe9").replace(b"#", b"\x81"))
    message = rejection(warehouse, path)
    character = content.splitlines()[3].index(b"#") + 1
    assert f"line 4, character {character}: this is neither UTF-8 nor" in message


def test_utf8_that_breaks_off_in_the_last_byte_is_not_utf8(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.csv"
    content = text_file(path, "één")
    path.write_bytes(content + b"\xc3")
    assert "line 5, character 1: this isn't UTF-8" in rejection(warehouse, path)


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("utf-16", "UTF-16"), ("utf-16-le", "NUL bytes"), ("utf-32", "UTF-32")],
)
def test_wide_encodings_are_rejected(
    exports: Path, warehouse: duckdb.DuckDBPyConnection, encoding: str, expected: str
) -> None:
    path = write_csv(
        exports / "responses_2023-05.csv", responses("1"), encoding=encoding
    )
    assert expected in rejection(warehouse, path)


def test_an_encoding_error_beyond_the_first_block_is_found_in_its_place(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.csv"
    content = text_file(path, "é")
    filler = content.splitlines(keepends=True)[1] * 12_000
    path.write_bytes(content + filler + b"ab\xe9")
    assert len(filler) > 2**21
    assert "line 12005, character 3: this isn't UTF-8" in rejection(warehouse, path)


def test_a_character_across_two_blocks_is_utf8_too(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    """It proves the mixture, and it is one of the characters that are counted."""
    path = exports / "responses_2023-05.csv"
    path.write_bytes(b"x\n" * (2**19 - 1) + b"y" + "é".encode() + b"\xe9\n")
    assert "line 524288, character 3: this isn't UTF-8" in rejection(warehouse, path)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "is empty (0 bytes)"),
        (b"\r\n  \r\n", "is empty: expected a header line"),
        (b"a\tb\n1\t2\n", "line 1: the columns are separated by tabs"),
        (b"a|b\n1|2\n", "expected semicolons or commas between the columns"),
        (b"PK\x03\x04rest", "is an Excel workbook"),
        (b"$FL2rest", "is an SPSS file"),
        (b"a" * 2**20, "without a line break"),
    ],
)
def test_what_is_no_csv_is_rejected(
    exports: Path, warehouse: duckdb.DuckDBPyConnection, content: bytes, expected: str
) -> None:
    path = exports / "responses_2023-05.csv"
    path.write_bytes(content)
    assert expected in rejection(warehouse, path)


def test_a_quoted_cell_that_is_never_closed(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.csv"
    path.write_bytes(text_file(path, "@").replace(b"@", b'"open'))
    column = next(c.name for c in columns_of("2023-05") if c.content == "text")
    message = rejection(warehouse, path)
    assert f"line 3, column '{column}': the quoted cell that opens here" in message
    assert "isn't closed" in message


def test_text_after_a_closing_quotation_mark(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.csv"
    path.write_bytes(text_file(path, "@").replace(b"@", b'"a\nb"c'))
    column = next(c.name for c in columns_of("2023-05") if c.content == "text")
    message = rejection(warehouse, path)
    assert f"line 3, column '{column}': the quoted cell that opens here" in message
    assert "followed by other text on line 4" in message


def test_a_missing_column_is_named_with_what_may_be_meant(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    started = name_of("started_at")
    row = response("1")
    row[f"{started}_op"] = row.pop(started)
    message = rejection(warehouse, write_csv(exports / "responses_2023-05.csv", [row]))
    assert f"line 1: the column '{started}' is missing" in message
    assert f"perhaps '{started}_op' should read '{started}'" in message


def test_a_file_of_another_questionnaire_names_a_few_missing_columns(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    rows = responses("1", wave="2022-05")
    message = rejection(warehouse, write_csv(exports / "responses_2023-05.csv", rows))
    required = [c.name for c in columns_of("2023-05") if c.required]
    # Headers are matched in any case: 2022 and 2023 may share names.
    given = {name.casefold() for name in rows[0]}
    missing = [name for name in required if name.casefold() not in given]
    assert ", ".join(f"'{name}'" for name in missing[:5]) in message
    assert f"and {len(missing) - 5} more are missing" in message


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["a", "", "c"], "line 1, column 2: the column has no name"),
        (["a", "b", " A"], "line 1, column 3: the column 'A' is there already, as "),
    ],
)
def test_column_names_are_given_and_unique(
    exports: Path,
    warehouse: duckdb.DuckDBPyConnection,
    header: list[str],
    expected: str,
) -> None:
    path = exports / "responses_2023-05.csv"
    path.write_text(";".join(header) + "\n1;2;3\n")
    assert expected in rejection(warehouse, path)


def test_a_codebook_that_lacks_a_column_for_a_moment_is_named(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = write_csv(exports / "responses_2023-05.csv", responses("1"))
    key = ("kto_2023", "responses")
    short = tuple(c for c in CODEBOOK.columns[key] if c.content != "started_at")
    codebook = replace(CODEBOOK, columns=CODEBOOK.columns | {key: short})
    loader = Loader(warehouse, IN_MEMORY, codebook)
    (outcome,), _ = loader.load_folder(exports)
    assert outcome.status == "rejected"
    assert outcome.message.startswith(
        f"{path.name}, line 1: the codebook names no column for started_at; add it"
    )


def test_a_wave_without_a_questionnaire_is_rejected(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2019-05.csv"
    write_csv(path, responses("1"))
    message = rejection(warehouse, path)
    assert "no questionnaire covers the wave 2019-05" in message
    assert "seeds/codebook/questionnaires.csv" in message


def test_a_month_that_does_not_exist_is_rejected(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = write_csv(exports / "responses_2023-13.csv", responses("1"))
    assert "2023-13 isn't a month" in rejection(warehouse, path)


@pytest.mark.parametrize(
    ("name", "write"),
    [("responses_2023-05.xlsx", write_xlsx), ("responses_2023-05.sav", write_sav)],
)
@pytest.mark.parametrize("part", [0.3, 0.9, 0.999])
def test_a_file_that_was_cut_short_is_rejected(
    exports: Path,
    warehouse: duckdb.DuckDBPyConnection,
    name: str,
    write: Callable[[Path, list[Row]], Path],
    part: float,
) -> None:
    path = write(exports / name, responses(*map(str, range(40))))
    content = path.read_bytes()
    path.write_bytes(content[: int(part * len(content))])
    assert "damaged or cut short" in rejection(warehouse, path)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("responses_2023-05.xlsx", b"", "is empty (0 bytes)"),
        ("responses_2023-05.xlsx", b"\xd0\xcf\x11\xe0rest", "with a password"),
        ("responses_2023-05.xlsx", b"a;b\n1;2\n", "isn't an Excel workbook"),
        ("responses_2023-05.xlsx", b"PK\x03\x04rest", "damaged or cut short"),
        ("responses_2023-05.sav", b"", "is empty (0 bytes)"),
        ("responses_2023-05.sav", b"ENCRYPTEDSAVrest", "with a password"),
        ("responses_2023-05.sav", b"a;b\n1;2\n", "isn't an SPSS file"),
        ("responses_2023-05.sav", b"$FL2rest", "damaged or cut short"),
    ],
)
def test_what_is_no_workbook_or_spss_file_is_rejected(
    exports: Path,
    warehouse: duckdb.DuckDBPyConnection,
    name: str,
    content: bytes,
    expected: str,
) -> None:
    path = exports / name
    path.write_bytes(content)
    assert expected in rejection(warehouse, path)


def test_an_empty_first_sheet_is_rejected(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("leeg")
    assert "is empty: expected a header and rows" in rejection(warehouse, path)


def test_a_file_that_cannot_be_opened_is_rejected(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.csv"
    path.symlink_to(exports / "gone.csv")
    assert "can't be read (No such file or directory)" in rejection(warehouse, path)


def test_a_file_that_changes_while_it_is_read_is_rejected(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = write_csv(exports / "responses_2023-05.csv", responses("1", "2"))

    def touch(*_: object) -> None:
        os.utime(path, ns=(1, 1))

    loader = Loader(warehouse, Path("w.duckdb"), CODEBOOK, touch)
    outcomes, _ = loader.load_folder(exports)
    assert "changed while it was read" in outcomes[0].message
    assert query(warehouse, "select count(*) from raw.responses") == [(0,)]


def test_a_rejected_file_does_not_keep_the_others_out(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    (exports / "responses_2023-04.csv").write_bytes(b"")
    write_csv(exports / "responses_2023-05.csv", responses("1", "2"))
    outcomes = load(warehouse, exports)
    assert [outcome.status for outcome in outcomes.values()] == ["rejected", "loaded"]
    assert counts(warehouse) == {"responses_2023-05.csv": (2, 2, 0, 0)}


def test_a_rejected_file_is_tried_again_and_logged_once(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.csv"
    path.write_bytes(b"")
    load(warehouse, exports)
    load(warehouse, exports)
    assert query(warehouse, "select status from raw.load_log") == [("rejected",)]
    write_csv(path, responses("1"))
    assert load(warehouse, exports)[path.name].status == "loaded"


# ── Rows that go to quarantine ────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "value", "reason"),
    [
        ("respondent", " ", "expected a respondent id"),
        ("loket", "", "expected the name of a loket"),
        ("invited_at", "", "expected a date and time"),
        ("invited_at", "31-02-2023 10:00", "expected a date and time"),
        ("started_at", "05/03/2023 10:00", "expected a date and time"),
        ("started_at", "gisteren", "expected a date and time"),
        ("completed_at", "infinity", "expected a date and time"),
        ("completed_at", "45049.83", "expected a date and time"),
        (
            "completed_at",
            "2023-05-03 19:58:29",
            "expected a moment not before the start",
        ),
    ],
)
def test_a_response_that_cannot_be_read(
    exports: Path,
    warehouse: duckdb.DuckDBPyConnection,
    content: str,
    value: str,
    reason: str,
) -> None:
    rows = [response("1"), response("2", **{content: value}), response("3")]
    path = write_csv(exports / "responses_2023-05.csv", rows)
    load(warehouse, exports)
    (row,) = query(warehouse, "select * exclude (delivery_id) from raw.quarantine")
    assert row[:3] == (3, name_of(content), value.strip())
    assert reason in row[3]
    assert row[4] == list(rows[1].values())
    assert counts(warehouse) == {path.name: (3, 2, 0, 1)}


@pytest.mark.parametrize("value", ["", "-1", "1,5", "1,234", "12.34.567", "veel"])
def test_a_count_of_invitations_that_cannot_be_read(
    exports: Path, warehouse: duckdb.DuckDBPyConnection, value: str
) -> None:
    path = exports / "invitations_2023-05.csv"
    write_csv(path, [invitation(), invitation("Zwolle", value)])
    load(warehouse, exports)
    assert query(
        warehouse, "select line_number, column_name, value, reason from raw.quarantine"
    ) == [
        (
            3,
            name_of("invited", kind="invitations"),
            value,
            "expected a whole number, 0 or more",
        )
    ]
    assert counts(warehouse) == {path.name: (2, 1, 0, 1)}


@pytest.mark.parametrize(("cut", "tail"), [(-2, ""), (None, ";extra")])
def test_a_row_with_another_number_of_cells(
    exports: Path, warehouse: duckdb.DuckDBPyConnection, cut: int | None, tail: str
) -> None:
    path = write_csv(exports / "responses_2023-05.csv", responses("1", "2", "3"))
    lines = path.read_text().splitlines()
    lines[2] = ";".join(lines[2].split(";")[:cut]) + tail
    path.write_text("\n".join(lines))
    load(warehouse, exports)
    width = len(lines[0].split(";"))
    given = len(lines[2].split(";"))
    assert query(
        warehouse,
        "select line_number, column_name, value, reason, len(cells) "
        "from raw.quarantine",
    ) == [
        (
            3,
            None,
            None,
            f"expected {width} cells as in the header, found {given}",
            given,
        )
    ]
    assert counts(warehouse) == {path.name: (3, 2, 0, 1)}


# ── Which rows count ──────────────────────────────────────────────────────────────────


def test_the_same_file_twice_changes_nothing(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = write_csv(exports / "responses_2023-05.csv", responses("1", "2", "1"))
    load(warehouse, exports)
    tables = ("load_log", "columns", "responses", "superseded", "quarantine")
    before = [query(warehouse, f"from raw.{table}") for table in tables]
    assert load(warehouse, exports)[path.name].status == "unchanged"
    assert [query(warehouse, f"from raw.{table}") for table in tables] == before


def test_a_name_with_other_content_replaces_the_earlier_delivery(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.csv"
    for respondents in (("1", "2"), ("2", "3", "4")):
        write_csv(path, responses(*respondents))
        load(warehouse, exports)
    assert rows_that_count(warehouse) == [
        ("2", path.name, 2),
        ("3", path.name, 3),
        ("4", path.name, 4),
    ]
    assert query(
        warehouse,
        "select delivery_id, rows_loaded, rows_superseded from raw.load_log order by 1",
    ) == [(1, 0, 2), (2, 3, 0)]
    assert query(warehouse, "from raw.superseded order by line_number") == [
        (1, 2, "file delivered again", 2, None),
        (1, 3, "file delivered again", 2, None),
    ]


def test_a_content_that_returns_counts_again(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.csv"
    for respondent in ("1", "2", "1"):
        write_csv(path, responses(respondent))
        load(warehouse, exports)
    assert [row[0] for row in rows_that_count(warehouse)] == ["1"]
    by = "select delivery_id, by_delivery_id from raw.superseded order by all"
    assert query(warehouse, by) == [(1, 3), (2, 3)]


def test_a_rejected_correction_leaves_the_earlier_version_in_force(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = write_csv(exports / "responses_2023-05.csv", responses("1"))
    load(warehouse, exports)
    content = path.read_bytes()
    path.write_bytes(content[:20])
    (exports / "responses_2023-05_v2.csv").write_bytes(b"")
    outcomes = load(warehouse, exports)
    assert {outcome.status for outcome in outcomes.values()} == {"rejected"}
    assert rows_that_count(warehouse) == [("1", path.name, 2)]
    path.write_bytes(content)
    assert load(warehouse, exports)[path.name].status == "unchanged"


def test_a_respondent_counts_once_in_the_latest_wave_and_line(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    write_csv(exports / "responses_2023-04.csv", responses("1", "2", "3"))
    write_csv(exports / "responses_2023-05.csv", responses("2", "4", "2"))
    load(warehouse, exports)
    assert rows_that_count(warehouse) == [
        ("1", "responses_2023-04.csv", 2),
        ("2", "responses_2023-05.csv", 4),
        ("3", "responses_2023-04.csv", 4),
        ("4", "responses_2023-05.csv", 3),
    ]
    assert query(warehouse, "from raw.superseded order by all") == [
        (1, 3, "respondent delivered again", 2, 4),
        (2, 2, "respondent delivered again", 2, 4),
    ]


def test_a_respondent_whom_a_correction_leaves_out_counts_in_the_earlier_wave(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    write_csv(exports / "responses_2023-04.csv", responses("1"))
    write_csv(exports / "responses_2023-05.csv", responses("1", "2"))
    load(warehouse, exports)
    write_csv(exports / "responses_2023-05_v2.csv", responses("2"))
    load(warehouse, exports)
    assert rows_that_count(warehouse) == [
        ("1", "responses_2023-04.csv", 2),
        ("2", "responses_2023-05_v2.csv", 2),
    ]
    assert counts(warehouse) == {
        "responses_2023-04.csv": (1, 1, 0, 0),
        "responses_2023-05.csv": (2, 0, 2, 0),
        "responses_2023-05_v2.csv": (1, 1, 0, 0),
    }


def test_a_row_in_quarantine_supersedes_nobody(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    write_csv(exports / "responses_2023-04.csv", responses("1"))
    write_csv(exports / "responses_2023-05.csv", responses("1", loket=""))
    load(warehouse, exports)
    assert rows_that_count(warehouse) == [("1", "responses_2023-04.csv", 2)]


def test_invitations_have_versions_too(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    write_csv(exports / "invitations_2023-05.csv", [invitation(invited="40")])
    write_csv(exports / "invitations_2023-05_v2.csv", [invitation(invited="41")])
    write_csv(exports / "responses_2023-05.csv", responses("1"))
    load(warehouse, exports)
    assert query(
        warehouse,
        "select n_invited from raw.invitations "
        "anti join raw.superseded using (delivery_id, line_number)",
    ) == [(41,)]
    assert counts(warehouse)["responses_2023-05.csv"] == (1, 1, 0, 0)


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
    """The state of a new warehouse after loading files in this order."""
    folder.mkdir()
    with raw.open_warehouse(IN_MEMORY) as warehouse:
        for file in files:
            (folder / file.name).hardlink_to(file)
            load(warehouse, folder)
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
            rows_delivered != rows_loaded + rows_superseded + rows_quarantined
            or rows_superseded != (
                select count(*) from raw.superseded as s
                where s.delivery_id = load_log.delivery_id
            )
            or rows_quarantined != (
                select count(*) from raw.quarantine as q
                where q.delivery_id = load_log.delivery_id
            )
            or rows_loaded + rows_superseded != (
                select count(*) from raw.responses as r
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


def test_the_order_of_loading_makes_no_difference(
    exports: Path, tmp_path: Path
) -> None:
    """Two versions of one wave, and respondents who are in several waves and lines."""
    contents = {
        "responses_2023-04.csv": ("1", "2", "3", "3"),
        "responses_2023-05.csv": ("2", "4", "5"),
        "responses_2023-05_v2.csv": ("3", "4", "6", "4"),
        "responses_2023-06.csv": ("6", "5", ""),
    }
    files = [
        write_csv(exports / name, responses(*respondents))
        for name, respondents in contents.items()
    ]
    states = [
        load_one_by_one(tmp_path / str(number), order)
        for number, order in enumerate(itertools.permutations(files))
    ]
    assert [row[0] for row in states[0][2]] == ["1", "2", "3", "4", "5", "6"]
    assert all(one == states[0] for one in states)


@pytest.mark.parametrize("seed", range(5))
def test_random_deliveries_in_random_order(
    exports: Path, tmp_path: Path, seed: int
) -> None:
    """Against a plain Python account of the rule: latest wave, version and line."""
    generator = random.Random(seed)
    delivered: dict[str, list[str]] = {}
    for month, version in itertools.product((1, 2, 3), ("", "_v2", "_v10")):
        if not version or generator.random() < 0.5:
            delivered[f"responses_2023-{month:02d}{version}.csv"] = [
                generator.choice(["", *"abcdefgh"]) for _ in range(6)
            ]
    files = [
        write_csv(exports / name, responses(*ids)) for name, ids in delivered.items()
    ]
    generator.shuffle(files)
    in_force = {name[:17]: name for name in delivered}  # in order of wave and version
    expected = {
        respondent: (name, line)
        for name in in_force.values()
        for line, respondent in enumerate(delivered[name], start=2)
        if respondent
    }
    counted = load_one_by_one(tmp_path / "loaded", files)[2]
    assert {one: (name, line) for one, name, line in counted} == expected
    assert len(counted) == len(expected)


# ── Demo and real ─────────────────────────────────────────────────────────────────────


def test_the_origin_of_a_delivery(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    write_csv(exports / "responses_2023-05.csv", responses("1", origin=DEMO_ORIGIN))
    load(warehouse, exports)
    assert query(warehouse, "select origin from raw.load_log") == [("demo",)]


def test_without_an_origin_column_a_delivery_is_real(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    row = response("1")
    del row[name_of("origin")]
    write_csv(exports / "responses_2023-05.csv", [row])
    load(warehouse, exports)
    assert query(warehouse, "select origin from raw.load_log") == [("real",)]


@pytest.mark.parametrize(
    ("origins", "expected"),
    [
        ((DEMO_ORIGIN, DEMO_ORIGIN, ""), "line 4, column '{}': found nothing; "),
        (("", "", DEMO_ORIGIN), f"line 4, column '{{}}': found '{DEMO_ORIGIN}'; "),
        (("", "proef", "proef"), "line 3, column '{}': found 'proef'; "),
    ],
)
def test_a_file_with_two_origins_is_rejected(
    exports: Path,
    warehouse: duckdb.DuckDBPyConnection,
    origins: tuple[str, ...],
    expected: str,
) -> None:
    rows = [response(str(i), origin=origin) for i, origin in enumerate(origins)]
    path = write_csv(exports / "responses_2023-05.csv", rows)
    assert expected.format(name_of("origin")) in rejection(warehouse, path)


def test_a_folder_with_demo_and_real_exports_is_refused(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    write_csv(exports / "responses_2023-04.csv", responses("1", origin=DEMO_ORIGIN))
    write_csv(exports / "responses_2023-05.csv", responses("2", origin=""))
    with pytest.raises(RefusedError, match="never mix"):
        load(warehouse, exports)
    assert query(warehouse, "select count(*) from raw.load_log") == [(0,)]


@pytest.mark.parametrize(("first", "second"), [(DEMO_ORIGIN, ""), ("", DEMO_ORIGIN)])
def test_a_warehouse_refuses_the_other_origin(
    exports: Path,
    tmp_path: Path,
    warehouse: duckdb.DuckDBPyConnection,
    first: str,
    second: str,
) -> None:
    write_csv(exports / "responses_2023-04.csv", responses("1", origin=first))
    load(warehouse, exports)
    other = tmp_path / "other"
    other.mkdir()
    write_csv(other / "responses_2023-05.csv", responses("2", origin=second))
    outcome = load(warehouse, other)["responses_2023-05.csv"]
    assert outcome.status == "rejected"
    assert "w.duckdb holds" in outcome.message
    assert "KTO_WAREHOUSE" in outcome.message
    assert [row[0] for row in rows_that_count(warehouse)] == ["1"]


def test_a_first_row_that_cannot_be_read_says_nothing_of_the_origin(
    exports: Path, tmp_path: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    write_csv(exports / "responses_2023-04.csv", responses("1"))
    load(warehouse, exports)
    other = tmp_path / "other"
    other.mkdir()
    rows = [response(""), response("2", origin=DEMO_ORIGIN)]
    write_csv(other / "responses_2023-05.csv", rows)
    outcome = load(warehouse, other)["responses_2023-05.csv"]
    assert "has demo respondents" in outcome.message


# ── All or nothing ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
def test_a_load_that_is_killed_halfway_leaves_nothing_of_the_file(
    exports: Path, warehouse: duckdb.DuckDBPyConnection, error: type[BaseException]
) -> None:
    write_csv(exports / "responses_2023-04.csv", responses("1", "2"))
    write_csv(exports / "responses_2023-05.csv", responses("1", "3", "4", ""))

    def stop(file: object, rows: int) -> None:
        if rows > 2:
            raise error

    loader = Loader(warehouse, Path("w.duckdb"), CODEBOOK, stop, chunk_rows=2)
    with pytest.raises(error):
        loader.load_folder(exports)
    assert counts(warehouse) == {"responses_2023-04.csv": (2, 2, 0, 0)}
    for table in ("columns", "responses", "quarantine", "superseded"):
        delivered = f"select distinct delivery_id from raw.{table}"
        assert set(query(warehouse, delivered)) <= {(1,)}
    load(warehouse, exports)
    assert counts(warehouse) == {
        "responses_2023-04.csv": (2, 1, 1, 0),
        "responses_2023-05.csv": (4, 3, 0, 1),
    }


# ── The command line ──────────────────────────────────────────────────────────────────


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = load_exports.main([*map(str, arguments), "--seeds", str(SEEDS)])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_the_summary_says_what_happened(
    exports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_csv(exports / "responses_2023-04.csv", responses("1", "2"))
    write_csv(exports / "responses_2023-05.csv", responses("2", *[""] * 12))
    (exports / "responses_2023-06.csv").write_bytes(b"")
    for name in ("invitations_2023-04.csv", "invitations_2023-04_v2.csv"):
        write_csv(exports / name, [invitation(), invitation("Zwolle")])
    (exports / "notes [1].txt").touch()
    (exports / "README.md").touch()
    status, out, _ = run(capsys, exports, "--warehouse", tmp_path / "w" / "w.duckdb")
    assert status == 1
    assert "\x1b" not in out
    lines = [line.split() for line in out.splitlines()]
    assert ["responses_2023-04.csv", "2023-04", *"2110", "loaded"] in lines
    assert ["responses_2023-06.csv", "2023-06", *"0000", "rejected"] in lines
    assert "notes [1].txt was ignored: a delivery is named responses_YYYY-MM" in out
    assert "README" not in out
    assert "responses_2023-06.csv is empty (0 bytes)" in out
    assert "1 response was superseded" in out
    assert (
        "invitations_2023-04.csv: 2 rows are superseded by invitations_2023-04_v2.csv "
        "(newer version of the wave)." in out
    )
    place = (
        f"responses_2023-05.csv, line 3, column '{name_of('respondent')}': expected a"
    )
    assert place in out
    assert out.count("the row is in quarantine.") == 10
    assert "And 2 more rows in quarantine: select * from raw.quarantine" in out


def test_a_load_without_trouble_has_status_0(
    exports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_csv(exports / "responses_2023-04.csv", responses("1", "2"))
    for expected in ("loaded", "unchanged"):
        status, out, _ = run(capsys, exports, "--warehouse", tmp_path / "w.duckdb")
        assert status == 0
        assert expected in out


def test_a_folder_without_exports(
    exports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "w.duckdb"
    for folder, expected in (
        (exports, "has no exports: expected files named responses_YYYY-MM"),
        (tmp_path / "nowhere", "There is no folder"),
    ):
        status, _, err = run(capsys, folder, "--warehouse", path)
        assert status == 1
        assert expected in err
        assert err.count("\n") == 1
    assert not path.exists()


def test_seeds_that_are_not_there(
    exports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "w.duckdb"
    arguments = [str(exports), "--warehouse", str(path), "--seeds", str(tmp_path)]
    assert load_exports.main(arguments) == 1
    error = capsys.readouterr().err
    assert "no seeds are described here" in error
    assert "run from the repository's root, or name the folder with --seeds" in error


def test_a_warehouse_that_is_no_duckdb_file(
    exports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_csv(exports / "responses_2023-04.csv", responses("1"))
    path = tmp_path / "w.duckdb"
    path.write_bytes(b"not a database" * 1000)
    status, _, err = run(capsys, exports, "--warehouse", path)
    assert status == 1
    assert "can't be opened as a DuckDB file" in err
    assert err.count("\n") == 1


def test_a_warehouse_that_another_program_writes_to(
    exports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_csv(exports / "responses_2023-04.csv", responses("1"))
    path = tmp_path / "w.duckdb"
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import duckdb, sys\n"
            "connection = duckdb.connect(sys.argv[1])\n"
            "print('open', flush=True)\n"
            "sys.stdin.read()",
            str(path),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline()
        status, _, err = run(capsys, exports, "--warehouse", path)
    finally:
        holder.communicate()
    assert status == 1
    assert "is in use by another program" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("how", [["scripts", "load"], ["scripts.load_exports"]])
def test_it_runs_by_the_runner_and_as_a_module(
    exports: Path, tmp_path: Path, how: list[str]
) -> None:
    """With the warehouse from the environment, and in a storage old clients read."""
    write_csv(exports / "responses_2023-04.csv", responses("1"))
    path = tmp_path / "other" / "w.duckdb"
    done = subprocess.run(
        [sys.executable, "-m", *how, str(exports)],
        cwd=ROOT,
        env=os.environ | {"KTO_WAREHOUSE": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    with duckdb.connect(str(path), read_only=True) as connection:
        tags = "select tags['storage_version'] from duckdb_databases() where path = ?"
        assert connection.execute(tags, [str(path)]).fetchall() == [("v1.4.0+",)]


def test_a_csv_is_read_in_chunks(exports: Path) -> None:
    """Rows with and without quotation marks end up in chunks of a fixed size."""
    text = next(c.name for c in columns_of("2023-05") if c.content == "text")
    rows = responses(*map(str, range(7)))
    rows[3][text] = "a;b\nc"
    path = write_csv(exports / "responses_2023-05.csv", rows)
    table: DeliveredTable
    with open_csv(path, "utf-8", chunk_rows=3) as table:
        lines = [chunk.line_numbers.to_pylist() for chunk in table.chunks]
    assert [sorted(chunk) for chunk in lines] == [[2, 3, 4], [5, 7, 8], [9]]
