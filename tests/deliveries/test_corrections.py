"""Corrections that lose rows wait, in whatever order they come."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from corpora.made_deliveries import (
    CODEBOOK,
    IN_MEMORY,
    KEY,
    check_accounts,
    counts,
    load,
    query,
    responses,
    rows_that_count,
    write_csv,
)

from scripts.deliveries import raw
from scripts.deliveries.corrections import Shared, reject_loss
from scripts.deliveries.load import Loader
from scripts.deliveries.rejected import RefusedError, RejectedError
from scripts.deliveries.rekeying import Rekeying

FIRST, SECOND = "responses_2023-05.csv", "responses_2023-05_v2.csv"
MANY = [f"r{i}" for i in range(30)]


def log_row(name: str, n: int, number: int = 1, **more: object) -> raw.LogRow:
    row = raw.LogRow(number, name, "responses", "2023-05", "kto_2023", "csv")
    return replace(row, status="loaded", rows_delivered=n, rows_loaded=n, **more)


def all_shared(version: raw.LogRow, replaced: raw.LogRow) -> Shared:
    """As many respondents as can be are the same ones."""
    held = replaced.rows_readable
    return Shared(held, min(held, version.rows_readable))


@pytest.mark.parametrize(
    ("before", "after", "waits"),
    [
        (100, 80, False),
        (100, 79, True),
        (100, 0, True),
        (20, 15, False),
        (20, 14, True),
        (10, 5, False),
        (10, 4, True),
        (3, 2, False),
        (3, 1, True),
        (2, 1, False),
        (1, 0, True),
        (0, 0, False),
        (5, 50, False),
    ],
)
def test_how_many_rows_may_go(before: int, after: int, waits: bool) -> None:
    new, old = log_row(SECOND, after, 2), log_row(FIRST, before)
    if waits:
        with pytest.raises(RejectedError, match="would take the place of"):
            reject_loss(new, [old], CODEBOOK.policy, all_shared)
        confirmed = replace(new, is_confirmed=True)
        assert reject_loss(confirmed, [old], CODEBOOK.policy, all_shared) == []
    else:
        assert reject_loss(new, [old], CODEBOOK.policy, all_shared) == []


def test_a_correction_that_was_loaded_too_early_gives_way(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    """As if it had come after what it loses rows of: it is refused, and says so."""
    write_csv(exports / SECOND, responses(*MANY[:3]))
    write_csv(exports / "responses_2023-04.csv", responses("r0", "r1"))
    assert load(warehouse, exports)[SECOND].status == "loaded"
    write_csv(exports / FIRST, responses(*MANY[1:]))
    outcomes = load(warehouse, exports)
    assert outcomes[FIRST].status == "loaded"
    assert outcomes[SECOND].status == "rejected"
    assert "has 3 rows, and would take the place of" in outcomes[SECOND].message
    check_accounts(warehouse)
    assert counts(warehouse) == {
        "responses_2023-04.csv": (2, 1, 1, 0),
        FIRST: (29, 29, 0, 0),
    }
    assert ("r0", "responses_2023-04.csv", 2) in rows_that_count(warehouse)
    leftover = "select count(*) from raw.responses where delivery_id not in "
    loaded = "(select delivery_id from raw.load_log where status = 'loaded')"
    assert query(warehouse, leftover + loaded) == [(0,)]


def test_a_correction_that_was_confirmed_stays(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    write_csv(exports / FIRST, responses(*MANY))
    write_csv(exports / SECOND, responses(*MANY[:3]))
    accepted = Loader(
        warehouse,
        IN_MEMORY,
        CODEBOOK,
        Rekeying(KEY),
        accepted=frozenset([SECOND]),
        chunk_rows=2,
    )
    accepted.load_folder(exports)
    write_csv(exports / FIRST, responses(*reversed(MANY)))
    assert load(warehouse, exports)[SECOND].status == "unchanged"
    assert counts(warehouse)[SECOND] == (3, 3, 0, 0)


def test_a_correction_with_other_respondents_waits(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    """As many rows, and of whom they are: 15 of 30 may be others, 16 may not."""
    write_csv(exports / FIRST, responses(*MANY))
    load(warehouse, exports)
    others = [f"r{i}" for i in range(30, 60)]
    write_csv(exports / SECOND, responses(*MANY[:14], *others[:16]))
    refused = load(warehouse, exports)[SECOND]
    assert refused.message == (
        f"{SECOND} has 14 of the 30 respondents of {FIRST}, whose place it would "
        "take: name files that count beside each other as parts "
        "(responses_2023-05_part-NAME.csv), or confirm the correction with "
        f"--accept-other-respondents {SECOND}."
    )
    assert counts(warehouse) == {FIRST: (30, 30, 0, 0)}
    write_csv(exports / SECOND, responses(*MANY[:15], *others[:15]))
    assert load(warehouse, exports)[SECOND].status == "loaded"
    write_csv(exports / SECOND, responses(*others[1:], "x1"))
    again = load(warehouse, exports)[SECOND]
    assert f"has 14 of the 30 respondents of what was delivered as {SECOND} before" in (
        again.message
    )


def test_a_small_file_of_others_waits_as_well(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    write_csv(exports / FIRST, responses("a"))
    write_csv(exports / SECOND, responses("b"))
    assert load(warehouse, exports)[SECOND].status == "rejected"
    assert [row[0] for row in rows_that_count(warehouse)] == ["a"]


def test_other_respondents_that_were_loaded_too_early_give_way(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    write_csv(exports / SECOND, responses("a", "b", "c"))
    load(warehouse, exports)
    write_csv(exports / FIRST, responses("c", "d", "e"))
    outcomes = load(warehouse, exports)
    assert (outcomes[FIRST].status, outcomes[SECOND].status) == ("loaded", "rejected")
    assert [row[0] for row in rows_that_count(warehouse)] == ["c", "d", "e"]
    check_accounts(warehouse)


def test_a_warehouse_that_keeps_delivered_ids_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("create schema raw")
        connection.execute("create table raw.load_log (delivery_id integer)")
    with pytest.raises(RefusedError, match="load all exports into a new one"):
        raw.open_warehouse(path)
