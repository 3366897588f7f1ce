"""What was hashed is what is loaded, whatever happens to the file meanwhile."""

import hashlib
import os
from pathlib import Path

import duckdb
import pytest
from corpora.made_deliveries import CODEBOOK, KEY, load, query, responses, write_csv

from scripts.deliveries import load as loading
from scripts.deliveries.copies import (
    private_copy,
    remove_leftovers,
    unreadable_sentence,
)
from scripts.deliveries.load import Loader
from scripts.deliveries.names import DeliveredFile
from scripts.deliveries.rekeying import Rekeying


def test_a_file_that_is_swapped_after_the_first_look_is_rejected(
    exports: Path, warehouse: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_csv(exports / "responses_2023-05.csv", responses("1", "2"))
    looked = Loader._first_look

    def look_and_swap(self: Loader, file: DeliveredFile) -> object:
        seen = looked(self, file)
        write_csv(path, responses("3", "4"))
        return seen

    monkeypatch.setattr(Loader, "_first_look", look_and_swap)
    outcome = load(warehouse, exports)[path.name]
    assert "changed while it was read" in outcome.message
    monkeypatch.undo()
    assert load(warehouse, exports)[path.name].status == "loaded"


def test_a_file_that_is_swapped_while_its_rows_are_read_is_rejected(
    exports: Path, tmp_path: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = write_csv(exports / "responses_2023-05.csv", responses("1", "2"))
    other = write_csv(tmp_path / "other.csv", responses("3", "4"))

    def swap(*_: object) -> None:
        if other.exists():
            other.replace(path)

    loader = Loader(warehouse, Path("w.duckdb"), CODEBOOK, Rekeying(KEY), swap)
    (outcome,), _ = loader.load_folder(exports)
    assert "changed while it was read" in outcome.message


def test_a_file_that_vanishes_while_it_is_read_is_rejected(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = write_csv(exports / "responses_2023-05.csv", responses("1", "2"))
    loader = Loader(
        warehouse,
        Path("w.duckdb"),
        CODEBOOK,
        Rekeying(KEY),
        lambda *_: path.unlink(missing_ok=True),
    )
    (outcome,), _ = loader.load_folder(exports)
    assert "changed while it was read" in outcome.message


def test_the_hash_in_the_log_is_of_what_was_loaded(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = write_csv(exports / "responses_2023-05.csv", responses("1"))
    load(warehouse, exports)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert query(warehouse, "select sha256 from raw.load_log") == [(digest,)]


def test_a_copy_is_private_and_gone_afterwards(tmp_path: Path, exports: Path) -> None:
    path = write_csv(exports / "responses_2023-05.csv", responses("1"))
    file = DeliveredFile(path, "responses", "2023-05", "csv")
    with private_copy(file, tmp_path / "w.duckdb") as copy:
        assert copy.file.path.parent.parent == tmp_path
        assert copy.file.path.parent.stat().st_mode & 0o077 == 0
        assert copy.file.path.read_bytes() == path.read_bytes()
    assert [one.name for one in tmp_path.iterdir()] == ["exports"]


def test_leftovers_of_another_warehouse_stay(tmp_path: Path) -> None:
    for name in (".a.duckdb.reading-x", ".b.duckdb.reading-x"):
        (tmp_path / name).mkdir()
    remove_leftovers(tmp_path / "a.duckdb")
    assert [one.name for one in tmp_path.iterdir()] == [".b.duckdb.reading-x"]


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (13, "ask its owner for permission to read it"),
        (5, "the disk can't read it"),
        (28, "make room on the disk of the warehouse"),
        (71, "see that it exists and may be read"),
    ],
)
def test_the_advice_fits_the_error(number: int, advice: str) -> None:
    error = OSError(number, os.strerror(number))
    sentence = unreadable_sentence("responses_2023-05.csv", error)
    assert sentence.startswith("responses_2023-05.csv can't be read (")
    assert advice in sentence


def test_a_full_disk_costs_the_file_that_it_meets(
    exports: Path, warehouse: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fills up at the third copy; what came before is loaded."""
    for month in ("04", "05"):
        write_csv(exports / f"responses_2023-{month}.csv", responses(month))
    copies = 0

    def full(file: DeliveredFile, beside: Path) -> object:
        nonlocal copies
        copies += 1
        if copies == 4:
            raise OSError(28, "No space left on device")
        return private_copy(file, beside)

    monkeypatch.setattr(loading, "private_copy", full)
    outcomes = load(warehouse, exports)
    assert [one.status for one in outcomes.values()] == ["loaded", "rejected"]
    assert "make room" in outcomes["responses_2023-05.csv"].message
