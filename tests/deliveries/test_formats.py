"""Every format gives the same rows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd
import pyreadstat
import pytest
import xlsxwriter
from corpora.made_deliveries import (
    CODEBOOK,
    DELIVERED,
    IN_MEMORY,
    KEY,
    MOMENTS,
    Row,
    columns_of,
    counts,
    invitation,
    load,
    name_of,
    query,
    response,
    responses,
    typed,
    write_csv,
    write_sav,
    write_xlsx,
)

from scripts.deliveries.load import Loader
from scripts.deliveries.rekeying import Rekeying, keyed_id

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
        (
            line,
            1,
            keyed_id(KEY, respondent),
            "Drenthe",
            *map(datetime.fromisoformat, MOMENTS.values()),
        )
        for line, respondent in ((2, "7"), (3, "8"), (4, "9"))
    ]
    moments = [name_of(content) for content in MOMENTS]
    cells = query(
        warehouse,
        "select column_name, value from raw.cells where line_number = 3 "
        "order by list_position((select list(column_name order by position) "
        "from raw.columns), column_name)",
    )
    moments.append(name_of("respondent"))
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
    lines = "select respondent, line_number from raw.responses order by line_number"
    assert [(DELIVERED[one], n) for one, n in query(warehouse, lines)] == [
        ("1", 2),
        ("2", 3),
        ("3", 6),
        ("4", 9),
    ]
    value = f"select value from raw.cells where column_name = '{text}' and value != ''"
    assert query(warehouse, value) == [(rows[1][text],)]


def test_a_first_line_that_names_the_delimiter_is_no_header(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = write_csv(exports / "responses_2023-05.csv", responses("1", "2"), ",")
    path.write_bytes(b"sep=,\r\n" + path.read_bytes())
    load(warehouse, exports)
    lines = "select respondent, line_number from raw.responses order by line_number"
    assert [(DELIVERED[one], n) for one, n in query(warehouse, lines)] == [
        ("1", 3),
        ("2", 4),
    ]


def test_columns_come_in_any_order_and_case(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    row = {f" {name.upper()} ": text for name, text in response("1").items()}
    backwards = dict(reversed(row.items()))
    write_csv(exports / "responses_2023-05.csv", [backwards])
    load(warehouse, exports)
    assert query(warehouse, "select respondent, loket from raw.responses") == [
        (keyed_id(KEY, "1"), "Drenthe")
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
            "2 of 2 rows can't be read (line 2, column '{}': expected a date and time",
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
    assert "9:00" not in outcome.message
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
    again = Loader(warehouse, IN_MEMORY, renamed, Rekeying(KEY))
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
