"""Which of the delivered rows count."""

import itertools
import random
from pathlib import Path

import duckdb
import pytest
from corpora.made_deliveries import (
    counts,
    invitation,
    load,
    load_one_by_one,
    query,
    responses,
    rows_that_count,
    write_csv,
)


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
        write_csv(path, responses("0", respondent))
        load(warehouse, exports)
    assert [row[0] for row in rows_that_count(warehouse)] == ["0", "1"]
    by = "select delivery_id, by_delivery_id from raw.superseded order by all"
    assert query(warehouse, by) == [(1, 3), (1, 3), (2, 3), (2, 3)]


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


PARTS = {
    "responses_2023-05_part-a.csv": ("1", "2"),
    "responses_2023-05_part-b.csv": ("3", "4", "5"),
    "responses_2023-05_part-b_v2.csv": ("3", "4", "6"),
    "responses_2023-05_part-C.csv": ("2", "7"),
    "responses_2023-05.csv": ("8", "1"),
}


@pytest.mark.parametrize("order", [1, -1])
def test_all_parts_of_a_wave_count_and_the_last_version_of_each(
    exports: Path, tmp_path: Path, order: int
) -> None:
    """Who is in two parts counts once, in the last of them by name."""
    files = [
        write_csv(exports / name, responses(*PARTS[name])) for name in [*PARTS][::order]
    ]
    log, _, counted = load_one_by_one(tmp_path / "one", files)
    assert [(row[0], row[1]) for row in counted] == [
        ("1", "responses_2023-05_part-a.csv"),
        ("2", "responses_2023-05_part-C.csv"),
        ("3", "responses_2023-05_part-b_v2.csv"),
        ("4", "responses_2023-05_part-b_v2.csv"),
        ("6", "responses_2023-05_part-b_v2.csv"),
        ("7", "responses_2023-05_part-C.csv"),
        ("8", "responses_2023-05.csv"),
    ]
    assert dict(log)["responses_2023-05_part-b.csv"] == (3, 0, 3, 0)


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
