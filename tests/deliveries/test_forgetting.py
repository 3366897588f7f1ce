"""No id of the supplier stays, and who is forgotten is gone and stays gone."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from corpora.made_deliveries import (
    ROOT,
    check_accounts,
    columns_of,
    query,
    responses,
    write_csv,
)

from scripts import forget, load_exports
from scripts.deliveries import raw
from scripts.deliveries.forgetting import AGAIN
from scripts.deliveries.rekeying import cleaned_id
from scripts.warehouse.forgotten import forgotten_file, require_nobody_back
from scripts.warehouse.key import key_file

PERSON, OTHER = "Persoon-4711", "Persoon-4712"
WORDS = "mijn adviseur wist echt alles van tuinieren"


def deliver(exports: Path) -> None:
    """One person in two waves and in quarantine, and a row that could be anyone's."""
    text = next(c.name for c in columns_of("2023-05") if c.content == "text")
    april = responses(PERSON, OTHER, "x1", wave="2023-04")
    april[0][text] = WORDS
    write_csv(exports / "responses_2023-04.csv", april)
    may = responses(PERSON, *"abcdefgh")
    may[0][text] = WORDS
    bad = responses(PERSON, completed_at="later")[0]
    path = write_csv(exports / "responses_2023-05.csv", [*may, bad])
    with path.open("a", encoding="utf-8") as file:
        file.write(f"shifted;{PERSON};{WORDS}\n")


def loaded(exports: Path, warehouse: Path) -> int:
    return load_exports.main([str(exports), "--warehouse", str(warehouse)])


def bytes_of(folder: Path) -> bytes:
    return b"".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())


def forgotten(warehouse: Path, folder: Path) -> None:
    ids = folder / "forgotten.txt"
    ids.write_text(PERSON, encoding="utf-8")
    assert forget.main(["--warehouse", str(warehouse), "--file", str(ids)]) == 0


@pytest.fixture
def warehouse(exports: Path, tmp_path: Path) -> Path:
    deliver(exports)
    path = tmp_path / "private" / "w.duckdb"
    assert loaded(exports, path) == 0
    return path


def test_no_delivered_id_is_in_the_file_or_said(
    exports: Path, warehouse: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write_csv(exports / "responses_2023-06.csv", responses(PERSON, OTHER, loket=""))
    loaded(exports, warehouse)
    said = capfd.readouterr()
    assert "Persoon-" not in said.out + said.err
    assert b"Persoon-47" not in bytes_of(warehouse.parent)


def test_what_load_makes_is_its_owners(warehouse: Path) -> None:
    for path in (warehouse, key_file(warehouse)):
        assert path.stat().st_mode & 0o777 == 0o600
    assert warehouse.parent.stat().st_mode & 0o777 == 0o700


def test_who_is_forgotten_is_gone_with_every_byte_and_stays_gone(
    exports: Path, warehouse: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    # what a run on Spark that was killed left behind
    left = warehouse.parent / f".{warehouse.name}.spark-killed" / "from_spark"
    left.mkdir(parents=True)
    (left / "cells.parquet").write_bytes(WORDS.encode())
    assert WORDS.encode() in bytes_of(warehouse.parent)
    ids = tmp_path / "ids.txt"
    ids.write_text(f" {PERSON} \nnobody\n", encoding="utf-8")
    assert forget.main(["--warehouse", str(warehouse), "--file", str(ids)]) == 0
    said = capfd.readouterr().out
    assert "2 respondents, 3 rows" in said
    assert "Of id 2 of 2 there was no row" in said
    assert PERSON not in said
    assert WORDS.encode() not in bytes_of(warehouse.parent)
    assert not left.exists()
    assert warehouse.stat().st_mode & 0o777 == 0o600
    (exports / "responses_2023-05_v2.csv").write_bytes(
        (exports / "responses_2023-05.csv").read_bytes()
    )
    assert loaded(exports, warehouse) == 0
    assert WORDS.encode() not in bytes_of(warehouse.parent)
    with raw.open_warehouse(warehouse) as connection:
        check_accounts(connection)
        forgotten = "select file_name, rows_forgotten from raw.load_log order by all"
        assert query(connection, forgotten) == [
            ("responses_2023-04.csv", 1),
            ("responses_2023-05.csv", 2),
            ("responses_2023-05_v2.csv", 2),
        ]
        log = "select rule, n_respondents, n_rows from raw.erasures"
        assert query(connection, log) == [("right to erasure", 2, 3)]


@pytest.mark.parametrize("comes_back", ["old copy", "new warehouse"])
def test_who_was_forgotten_stays_so_in_another_warehouse(
    exports: Path, warehouse: Path, tmp_path: Path, comes_back: str
) -> None:
    """The list stands beside the warehouse, and is of its key."""
    copy = tmp_path / "copy.duckdb"
    shutil.copy(warehouse, copy)
    forgotten(warehouse, tmp_path)
    warehouse.unlink()
    if comes_back == "old copy":
        shutil.copy(copy, warehouse)
        assert WORDS.encode() in bytes_of(warehouse.parent)
        with (
            duckdb.connect(warehouse) as connection,
            pytest.raises(RuntimeError, match="is of before 1 of the respondents"),
        ):
            require_nobody_back(connection)
    assert loaded(exports, warehouse) == 0
    with duckdb.connect(warehouse) as connection:
        require_nobody_back(connection)
    assert WORDS.encode() not in bytes_of(warehouse.parent)
    assert forgotten_file(warehouse).stat().st_mode & 0o777 == 0o600
    with raw.open_warehouse(warehouse) as connection:
        check_accounts(connection)
        rows = "select sum(rows_forgotten) from raw.load_log"
        assert query(connection, rows) == [(3,)]
        assert query(connection, "select rule from raw.erasures") == [(AGAIN,)]


def test_a_new_warehouse_without_the_key_of_the_list_is_refused(
    exports: Path, warehouse: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    forgotten(warehouse, tmp_path)
    warehouse.unlink()
    key_file(warehouse).unlink()
    assert loaded(exports, warehouse) == 1
    assert "put it back from a copy" in capfd.readouterr().err
    assert not key_file(warehouse).exists()


def test_forgetting_that_is_killed_leaves_the_old_file_or_the_new(
    exports: Path, warehouse: Path, tmp_path: Path
) -> None:
    """Killed at moments all along its way; the next load forgets whom it should."""
    ids = tmp_path / "ids.txt"
    ids.write_text(PERSON, encoding="utf-8")
    command = [sys.executable, "-m", "scripts", "forget", "--file", str(ids)]
    command += ["--warehouse", str(warehouse)]
    before = tmp_path / "before"
    shutil.copytree(warehouse.parent, before)
    began = time.monotonic()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    takes = time.monotonic() - began
    outcomes = set()
    for step in range(1, 7):
        shutil.rmtree(warehouse.parent)
        shutil.copytree(before, warehouse.parent)
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
            time.sleep(takes * step / 7)
            process.kill()
        with duckdb.connect(warehouse, read_only=True) as connection:
            rows = query(connection, "select sum(rows_forgotten) from raw.load_log")
        assert rows in ([(0,)], [(3,)])
        is_told = forgotten_file(warehouse).exists()
        outcomes.add((rows[0][0], is_told))
        assert loaded(exports, warehouse) == 0
        # what a kill left beside the warehouse is gone as well
        assert (WORDS.encode() not in bytes_of(warehouse.parent)) == is_told
    assert (0, False) in outcomes


READER = """
import duckdb, sys
with duckdb.connect(sys.argv[1], read_only=True):
    print("open", flush=True)
    sys.stdin.read()
"""


def test_a_warehouse_that_is_in_use_forgets_nobody(
    warehouse: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = warehouse.read_bytes()
    ids = tmp_path / "ids.txt"
    ids.write_text(PERSON, encoding="utf-8")
    command = [sys.executable, "-c", READER, str(warehouse)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as reader:
        assert reader.stdout.readline() == b"open\n"
        assert forget.main(["--warehouse", str(warehouse), "--file", str(ids)]) == 1
        reader.communicate()
    assert "in use by another program" in capfd.readouterr().err
    assert warehouse.read_bytes() == before
    assert not forgotten_file(warehouse).exists()


def test_ids_that_cannot_be_read_forget_nobody(
    warehouse: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = warehouse.read_bytes()
    ids = tmp_path / "ids.txt"
    assert forget.main(["--warehouse", str(warehouse), "--file", str(ids)]) == 1
    said = f"Nothing was forgotten: the file of ids {ids}"
    assert capfd.readouterr().err.startswith(f"{said} can't be read (No such file")
    ids.write_bytes("één-4711\n".encode("cp1252"))
    assert forget.main(["--warehouse", str(warehouse), "--file", str(ids)]) == 1
    assert capfd.readouterr().err.startswith(f"{said} is not in UTF-8; save the")
    ids.write_text(" \n\n", encoding="utf-8")
    assert forget.main(["--warehouse", str(warehouse), "--file", str(ids)]) == 1
    assert "No id was given" in capfd.readouterr().err
    assert warehouse.read_bytes() == before


@pytest.mark.parametrize("lost", ["gone", "another"])
def test_without_its_key_a_warehouse_takes_nothing(
    exports: Path, warehouse: Path, lost: str, capfd: pytest.CaptureFixture[str]
) -> None:
    key_file(warehouse).unlink()
    if lost == "another":
        key_file(warehouse).write_bytes(bytes(32))
    assert loaded(exports, warehouse) == 1
    assert f"{warehouse}.key" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [(" 123 ", "123"), ("123.0", "123"), ("123,0", "123"), ("0123", "0123")],
)
def test_spellings_of_an_id(written: str, cleaned: str) -> None:
    assert cleaned_id(written) == cleaned


def test_a_copy_with_its_key_knows_the_same_persons(
    exports: Path, warehouse: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(warehouse.parent, tmp_path / "copy")) / warehouse.name
    assert loaded(exports, copy) == 0
