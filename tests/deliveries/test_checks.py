"""What the checks make of a chunk of rows: what is kept, refused and doubted."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

import duckdb
import pyarrow as pa
import pytest
from corpora.made_deliveries import CODEBOOK

from scripts.deliveries.checks import Checked, bounds, check_chunk, define_macros
from scripts.deliveries.header import Layout
from scripts.deliveries.tables import chunk_of

COLUMNS = {
    "responses": ("respondent", "loket", "invited_at", "started_at", "completed_at"),
    "invitations": ("loket", "invited"),
}
# the names of a delivery aren't those of the contents, nor in their order
LAYOUTS = {
    kind: Layout(
        ("Note", *(content.upper() for content in contents)),
        {content: place for place, content in enumerate(contents, start=1)},
        ("Note",),
    )
    for kind, contents in COLUMNS.items()
}
POLICY = replace(
    CODEBOOK.policy,
    moment_max_days_from_wave=100,
    moment_usual_days_from_wave=10,
    duration_max_days=2,
    invited_max=500,
    totals_words="Totaal | Eindtotaal",
)
QUARANTINE = ["line_number", "column_name", "value", "reason", "cells"]


@pytest.fixture
def connection() -> Iterable[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        define_macros(opened)
        yield opened


def check(
    connection: duckdb.DuckDBPyConnection, rows: list[list[str]], kind: str
) -> Checked:
    """Rows as they stand from line 2, each with a note before its contents."""
    noted = [["note", *row] for row in rows]
    chunk = chunk_of(range(2, 2 + len(rows)), noted)
    return check_chunk(
        connection, chunk, LAYOUTS[kind], kind, bounds(kind, "2023-05", POLICY)
    )


def moments(invited: str, started: str, completed: str) -> list[str]:
    return ["r", "Drenthe", invited, started, completed]


def reasons(checked: Checked) -> list[tuple]:
    """Line, column, value and reason of what is in quarantine."""
    table = checked.quarantine.drop_columns(["cells"])
    return [tuple(row.values()) for row in table.to_pylist()]


def test_bounds_are_those_of_the_month_and_the_policy() -> None:
    assert bounds("responses", "2023-12", POLICY) == {
        "totals": ["totaal", "eindtotaal"],
        "earliest": dt.datetime(2023, 12, 1) - dt.timedelta(days=100),
        "latest": dt.datetime(2024, 1, 1) + dt.timedelta(days=100),
        "usual_earliest": dt.datetime(2023, 11, 21),
        "usual_latest": dt.datetime(2024, 1, 11),
        "duration_max_days": 2,
    }
    assert bounds("invitations", "2024-02", POLICY) == {
        "totals": ["totaal", "eindtotaal"],
        "invited_max": 500,
    }


def test_a_row_that_can_be_read_comes_out_clean_with_its_cells(connection) -> None:
    row = [
        " r 1 ",
        "Drenthe ",
        "2023-05-01 09:00",
        "03-05-2023 10:00",
        "2023-05-03T10:05",
    ]
    checked = check(connection, [row], "responses")
    assert checked.rows.to_pylist() == [
        {
            "line_number": 2,
            "respondent": "r 1",
            "loket": "Drenthe",
            "invited_at": dt.datetime(2023, 5, 1, 9),
            "started_at": dt.datetime(2023, 5, 3, 10),
            "completed_at": dt.datetime(2023, 5, 3, 10, 5),
            "cells": ["note", *row],
        }
    ]
    assert checked.quarantine.num_rows == 0
    assert checked.quarantine.column_names == QUARANTINE
    assert checked.doubts == {"is_far_from_wave": [], "is_started_early": []}


def test_each_row_is_kept_or_refused_and_refused_ones_keep_their_cells(
    connection,
) -> None:
    """Too few cells, an error of Excel and a failed check, between good rows."""
    rows = [
        ["Drenthe", "12"],
        ["Zwolle"],
        ["#REF!", "13"],
        ["Groningen", "#FORMULA!"],
        ["Twente", " veel "],
        ["Zeeland", "1.200"],
        ["Rijk", "14", "extra"],
        ["Flevoland", "0"],
    ]
    checked = check(connection, rows, "invitations")
    assert checked.rows.to_pylist() == [
        {
            "line_number": 2,
            "loket": "Drenthe",
            "n_invited": 12,
            "cells": ["note", *rows[0]],
        },
        {
            "line_number": 9,
            "loket": "Flevoland",
            "n_invited": 0,
            "cells": ["note", *rows[7]],
        },
    ]
    assert checked.doubts == {}
    found = checked.quarantine.to_pylist()
    assert {row["line_number"]: row["cells"] for row in found} == {
        line: ["note", *rows[line - 2]] for line in range(3, 9)
    }
    assert sorted(reasons(checked), key=lambda row: row[0]) == [
        (3, None, None, "expected 3 cells as in the header, found 2"),
        (4, "LOKET", "#REF!", "expected a value, not an error of Excel"),
        (
            *(5, "INVITED", "#FORMULA!"),
            "expected a value, not a formula of which the workbook holds no result",
        ),
        (6, "INVITED", "veel", "expected a whole number, 0 or more"),
        (7, "INVITED", "1.200", "expected at most 500 invitations of a loket"),
        (8, None, None, "expected 3 cells as in the header, found 4"),
    ]


def test_the_first_error_of_a_row_is_named(connection) -> None:
    checked = check(connection, [["#N/A", "#REF!"]], "invitations")
    assert [row[1:3] for row in reasons(checked)] == [("LOKET", "#N/A")]


def test_the_quarantine_has_the_types_of_its_table(connection) -> None:
    rows = [["Zwolle"], ["#REF!", "13"], ["Twente", "veel"]]
    assert check(connection, rows, "invitations").quarantine.schema == pa.schema(
        [
            ("line_number", pa.int32()),
            ("column_name", pa.string()),
            ("value", pa.string()),
            ("reason", pa.string()),
            ("cells", pa.list_(pa.string())),
        ]
    )


@pytest.mark.parametrize("word", ["Totaal", "EINDTOTAAL"])
def test_a_row_of_totals_is_no_loket(connection, word: str) -> None:
    checked = check(connection, [[word, "12"]], "invitations")
    reason = "expected the name of a loket, not a row of totals"
    assert reasons(checked) == [(2, "LOKET", word, reason)]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            moments("2023-01-21 00:00", "2023-05-03 10:00", "2023-05-03 10:05"),
            None,
        ),
        (
            moments("2023-01-20 23:59", "2023-05-03 10:00", "2023-05-03 10:05"),
            (
                "INVITED_AT",
                "expected a moment near the wave, from 2023-01-21 to 2023-09-09",
            ),
        ),
        (
            moments("2023-05-01 09:00", "2023-09-09 00:01", "2023-09-09 00:05"),
            (
                "STARTED_AT",
                "expected a moment near the wave, from 2023-01-21 to 2023-09-09",
            ),
        ),
        (
            moments("2023-05-01 09:00", "2023-05-03 10:00", "2023-05-05 10:00"),
            None,
        ),
        (
            moments("2023-05-01 09:00", "2023-05-03 10:00", "2023-05-05 10:01"),
            ("COMPLETED_AT", "expected a moment within 2 days from the start"),
        ),
        (
            moments("2023-05-01 09:00", "2023-05-03 10:00", "2023-05-03 09:59"),
            ("COMPLETED_AT", "expected a moment not before the start"),
        ),
    ],
)
def test_moments_at_either_side_of_a_bound(connection, row, expected) -> None:
    found = [
        (column, reason)
        for _, column, _, reason in reasons(check(connection, [row], "responses"))
    ]
    assert found == ([expected] if expected else [])


def test_rows_that_deserve_a_warning_are_loaded_and_named(connection) -> None:
    usual = moments("2023-05-01 09:00", "2023-05-03 10:00", "2023-05-03 10:05")
    early = moments("2023-04-20 23:59", "2023-05-03 10:00", "2023-05-03 10:05")
    late = moments("2023-05-01 09:00", "2023-06-11 00:00", "2023-06-11 00:01")
    before = moments("2023-05-03 10:01", "2023-05-03 10:00", "2023-05-03 10:05")
    refused = moments("2023-05-03 10:01", "2023-05-03 10:00", "niet")
    checked = check(connection, [usual, early, late, before, refused], "responses")
    assert checked.rows["line_number"].to_pylist() == [2, 3, 4, 5]
    assert checked.doubts == {"is_far_from_wave": [3, 4], "is_started_early": [5]}
    assert set(checked.rows.column_names).isdisjoint(checked.doubts)


def test_nothing_of_a_chunk_stays_behind_in_the_connection(connection) -> None:
    check(connection, [["Drenthe", "12"]], "invitations")
    left = "select count(*) from duckdb_views() where not internal"
    assert connection.sql(left).fetchall() == [(0,)]


@pytest.mark.parametrize("rows", [[], [["Zwolle"], ["Twente", "1", "2"]]])
def test_a_chunk_in_which_no_row_is_as_wide_as_the_header(connection, rows) -> None:
    checked = check(connection, rows, "invitations")
    assert checked.rows.num_rows == 0
    assert [row[0] for row in reasons(checked)] == [2, 3][: len(rows)]
