"""Demo and real deliveries never mix."""

from pathlib import Path

import duckdb
import pytest
from corpora.made_deliveries import (
    load,
    name_of,
    query,
    rejection,
    response,
    responses,
    rows_that_count,
    write_csv,
)

from scripts.deliveries.codebook import DEMO_ORIGIN
from scripts.deliveries.rejected import RefusedError


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
        (("", "proef", "proef"), "line 3, column '{}': found a text of 5 characters; "),
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
