"""The command: summary, exit status, refusals."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from corpora.made_deliveries import (
    ROOT,
    SEEDS,
    columns_of,
    invitation,
    name_of,
    responses,
    write_csv,
)

from scripts import load_exports
from scripts.deliveries.csv_file import open_csv
from scripts.deliveries.tables import DeliveredTable


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = load_exports.main([*map(str, arguments), "--seeds", str(SEEDS)])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_the_summary_says_what_happened(
    exports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_csv(exports / "responses_2023-04.csv", responses("1", "2"))
    write_csv(
        exports / "responses_2023-05.csv",
        responses("2", *[""] * 12, *(f"x{i}" for i in range(40))),
    )
    (exports / "responses_2023-06.csv").write_bytes(b"")
    for name in ("invitations_2023-04.csv", "invitations_2023-04_v2.csv"):
        write_csv(exports / name, [invitation(), invitation("Zwolle")])
    (exports / "notes [1].txt").touch()
    (exports / "README.md").touch()
    status, out, _ = run(capsys, exports, "--warehouse", tmp_path / "w" / "w.duckdb")
    assert status == 1
    assert "\x1b" not in out
    lines = [line.split() for line in out.splitlines()]
    assert ["responses_2023-04.csv", "2023-04", *"21100", "loaded"] in lines
    assert ["responses_2023-06.csv", "2023-06", *"00000", "rejected"] in lines
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
