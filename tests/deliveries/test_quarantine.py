"""Rows that go to quarantine."""

from pathlib import Path

import duckdb
import pytest
from corpora.made_deliveries import (
    KEY,
    counts,
    invitation,
    load,
    name_of,
    query,
    response,
    responses,
    write_csv,
)

from scripts.deliveries.rekeying import keyed_id


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
    # of a row that could be anyone's no cell stays
    cells = [keyed_id(KEY, "2"), *list(rows[1].values())[1:]]
    assert row[4] == ([] if content == "respondent" else cells)
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
            0,
        )
    ]
    assert counts(warehouse) == {path.name: (3, 2, 0, 1)}
