"""Editions: what readers see while others are published, and when that goes wrong."""

import hashlib
import json
import resource
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from project import ROOT
from python_calamine import CalamineWorkbook
from small_warehouse import random_respondents, write_warehouse

from scripts import publish as command
from scripts.publication.editions import Mark, remove_old, show, write_manifest
from scripts.publication.errors import PublishError
from scripts.publish import publish


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("warehouse") / "a client's warehouse.duckdb"
    write_warehouse(random_respondents(1), file)
    return file


@pytest.fixture(scope="module")
def published(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published folder, which tests leave as it is."""
    out = tmp_path_factory.mktemp("out") / "published"
    publish(warehouse, out)
    return out


def fingerprints(folder: Path) -> dict[str, str]:
    """What a reader finds: each file below the paths that tools know."""
    found = {}
    for name in folder.iterdir():
        if name.name != "editions" and not name.name.startswith(".new-"):
            for file in [name, *name.resolve().rglob("*")]:
                if file.is_file():
                    place = f"{name.name} {file.name} {file.parent.name}"
                    found[place] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


def publishing(warehouse: Path, out: Path) -> list[str | Path]:
    program: list[str | Path] = [sys.executable, "-m", "scripts", "publish"]
    return [*program, "--warehouse", warehouse, "--out", out]


def start(warehouse: Path, out: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        publishing(warehouse, out),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


# --- the mark ------------------------------------------------------------------------


def test_every_file_carries_the_mark_of_its_edition(published: Path) -> None:
    edition = (published / "current").readlink().name
    manifest = json.loads((published / "edition.json").read_text(encoding="utf-8"))
    assert manifest["edition"] == edition
    inside = published / "current"
    for name, said in manifest["files"].items():
        content = (inside / name).read_bytes()
        assert len(content) == said["bytes"], name
        assert hashlib.sha256(content).hexdigest() == said["sha256"], name
    every = {str(f.relative_to(inside)) for f in inside.rglob("*") if f.is_file()}
    assert set(manifest["files"]) == every - {"edition.json"}
    for database in ("kto.duckdb", "evidence/kto/kto.duckdb"):
        with duckdb.connect(published / database, read_only=True) as connection:
            assert connection.sql(
                "select edition, cast(built_at as varchar) from marts.dataset"
            ).fetchall() == [(edition, "2026-01-02 03:04:05")]
    parquet = list((published / "parquet").rglob("*.parquet"))
    assert len(parquet) > 20
    for file in parquet:
        assert duckdb.execute(
            "select decode(value) from parquet_kv_metadata(?)"
            " where decode(key) = 'edition'",
            [str(file)],
        ).fetchall() == [(edition,)], file.name
    beside = json.loads((published / "csv" / "edition.json").read_text("utf-8"))
    assert beside["edition"] == edition
    csv = published / "csv"
    assert set(beside["files"]) == {
        file.relative_to(csv).as_posix() for file in csv.rglob("*.csv")
    }
    book = CalamineWorkbook.from_path(published / "kto.xlsx")
    cover = book.get_sheet_by_name("Voorblad").to_python()
    assert ["Editie", edition] in [row[:2] for row in cover]
    with zipfile.ZipFile(published / "kto.xlsx") as package:
        assert edition in package.read("docProps/custom.xml").decode()


# --- readers -------------------------------------------------------------------------


READER = """
import duckdb, sys
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    for line in sys.stdin:
        print(connection.sql(line).fetchall(), flush=True)
"""


class Reader:
    """Another program that has a published database open."""

    def __init__(self, database: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", READER, database],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, query: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(query + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate()


def test_an_open_reader_reads_on_also_in_an_edition_that_is_removed(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "editions_kept", lambda _: 1)
    first = publish(warehouse, tmp_path).name
    made = "select edition from marts.dataset"
    everything = "select count(*), sum(n_chosen) from marts.mart_answers_per_subgroup"
    with Reader(tmp_path / "kto.duckdb") as old:
        assert first in old.ask(made)
        second = publish(warehouse, tmp_path).name
        assert [path.name for path in (tmp_path / "editions").iterdir()] == [second]
        assert first in old.ask(made)
        with Reader(tmp_path / "kto.duckdb") as new:
            assert second in new.ask(made)
            assert new.ask(everything) == old.ask(everything)


def test_the_last_editions_stay(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "editions_kept", lambda _: 2)
    names = [publish(warehouse, tmp_path).name for _ in range(3)]
    assert (
        sorted(path.name for path in (tmp_path / "editions").iterdir())
        == sorted(names)[-2:]
    )
    assert (tmp_path / "current").readlink().name == names[-1]
    assert not list(tmp_path.glob(".new-*"))


def test_an_edition_that_is_marked_to_stay_stays(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "editions_kept", lambda _: 1)
    first = publish(warehouse, tmp_path).name
    (tmp_path / "editions" / first / "keep").touch()
    second, last = (publish(warehouse, tmp_path).name for _ in range(2))
    left = {path.name for path in (tmp_path / "editions").iterdir()}
    assert left == {first, last}
    assert second not in left


def test_how_many_editions_stay_is_policy(warehouse: Path, tmp_path: Path) -> None:
    file = tmp_path / "w.duckdb"
    file.write_bytes(warehouse.read_bytes())
    for value in ("0", "many"):
        with duckdb.connect(file) as connection:
            connection.execute(
                "update codebook.report_policy set value = $value"
                " where setting = 'editions_kept'",
                {"value": value},
            )
        with pytest.raises(PublishError, match=f"editions_kept is {value}; expected"):
            publish(file, tmp_path / "out")


# --- what can go wrong ---------------------------------------------------------------


@pytest.mark.parametrize("step", ["write_csv_and_parquet", "write_workbook"])
def test_a_failing_run_leaves_the_old_files(
    step: str, warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(warehouse, tmp_path)
    before = fingerprints(tmp_path)

    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(command, step, fail)
    with pytest.raises(OSError, match="no space"):
        publish(warehouse, tmp_path)
    assert fingerprints(tmp_path) == before
    assert not list(tmp_path.glob(".new-*"))


def switch(edition: str, out: Path) -> None:
    """Publish a small edition, whose files say which one it is."""
    out.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=out) as folder:
        new = Path(folder) / "edition"
        for file in ("kto.duckdb", "kto.xlsx", "csv/a", "parquet/a", "evidence/kto/a"):
            (new / file).parent.mkdir(parents=True, exist_ok=True)
            (new / file).write_text(edition)
        moment = datetime(2026, 1, 2)
        write_manifest(new, Mark(edition, moment, moment, "demo", "", "", ""))
        show(new, edition, out, Path(folder))
        remove_old(out, 1, Path(folder))


def shown(out: Path) -> set[str]:
    """The editions that readers of an old or new layout find."""
    return {
        (out / file).read_text()
        for file in ("kto.duckdb", "kto.xlsx", "csv/a", "parquet/a", "evidence/kto/a")
        if (out / file).exists()
    }


@pytest.fixture
def stop_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Makes the n-th change of a name fail, and every one after it."""
    left = [0]

    def stopping(works: Callable[..., object]) -> Callable[..., object]:
        def change(self: Path, other: Path, *more: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                raise OSError(28, "no space left on device")
            return works(self, other, *more)

        return change

    for name in ("rename", "replace", "symlink_to"):
        monkeypatch.setattr(Path, name, stopping(getattr(Path, name)))

    def stop(number: int) -> None:
        left[0] = number

    return stop


@pytest.mark.parametrize("before", ["nothing", "an edition", "the old layout"])
def test_a_switch_can_be_stopped_anywhere(
    before: str, tmp_path: Path, stop_at: Callable[[int], None]
) -> None:
    """At each change of a name in turn; the next run finishes it."""
    number, stopped = 0, 0
    while number == stopped:
        out = tmp_path / str(number)
        out.mkdir()
        stop_at(1000)
        if before == "an edition":
            switch("1", out)
        elif before == "the old layout":
            for file in ("kto.duckdb", "kto.xlsx", "csv/a", "csv/gone", "parquet/a"):
                (out / file).parent.mkdir(exist_ok=True)
                (out / file).write_text("1")
            (out / "mine.txt").write_text("mine")
        had = shown(out)
        stop_at(number)
        try:
            switch("2", out)
        except OSError:
            stopped += 1
            # never a mixture: all that is there is of one edition
            assert shown(out) in (had, {"2"})
            if before == "an edition":
                check_whole(out)
            stop_at(1000)
            switch("3", out)
        stop_at(1000)
        check_whole(out)
        assert not (out / "csv" / "gone").exists()
        assert (out / "mine.txt").exists() == (before == "the old layout")
        number += 1
    assert stopped >= 4


def check_whole(out: Path) -> None:
    """All files are those of the edition that the manifest lists."""
    inside = (out / "current").resolve()
    manifest = json.loads((inside / "edition.json").read_text(encoding="utf-8"))
    assert manifest["edition"] == inside.name
    for name, said in manifest["files"].items():
        content = (inside / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == said["sha256"], name
    for name in ("kto.duckdb", "kto.xlsx", "csv", "parquet", "evidence"):
        assert (out / name).resolve() == inside / name


def test_a_killed_run_leaves_the_old_files_and_the_next_clears_up(
    warehouse: Path, tmp_path: Path
) -> None:
    publish(warehouse, tmp_path)
    before = fingerprints(tmp_path)
    process = start(warehouse, tmp_path)
    while not list(tmp_path.glob(".new-*/edition/kto.duckdb")):
        assert process.poll() is None, "it was done before it could be killed"
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert list(tmp_path.glob(".new-*"))
    assert fingerprints(tmp_path) == before
    publish(warehouse, tmp_path)
    assert not list(tmp_path.glob(".new-*"))
    check_whole(tmp_path)


def test_a_stopped_run_says_what_readers_see(warehouse: Path, tmp_path: Path) -> None:
    edition = publish(warehouse, tmp_path).name
    process = start(warehouse, tmp_path)
    while not list(tmp_path.glob(".new-*/edition/csv")):
        assert process.poll() is None, "it was done before it could be stopped"
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130
    assert said.decode() == f"Stopped: {tmp_path} holds edition {edition}, whole.\n"
    assert not list(tmp_path.glob(".new-*"))


def limited(size: int) -> Callable[[], None]:
    """Let a program write no file that is larger: a disk that fills up."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.parametrize("size", [100, 1_000_000])
def test_a_full_disk_is_said_in_one_sentence(
    size: int, warehouse: Path, tmp_path: Path
) -> None:
    publish(warehouse, tmp_path)
    before = fingerprints(tmp_path)
    result = subprocess.run(
        publishing(warehouse, tmp_path),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limited(size),
    )
    assert result.returncode == 1
    assert result.stderr.startswith(f"Not published: {tmp_path} can't be written to")
    assert "make room" in result.stderr
    assert result.stderr.count("\n") == 1
    assert fingerprints(tmp_path) == before
    assert not list(tmp_path.glob(".new-*"))


def test_a_disk_without_links_is_said_in_one_sentence(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "symlink_to", fail)
    with pytest.raises(PublishError, match="a disk without symbolic links"):
        publish(warehouse, tmp_path)
    assert not list(tmp_path.iterdir())


def test_two_runs_do_not_get_in_each_others_way(
    warehouse: Path, tmp_path: Path
) -> None:
    with (
        command._alone_in(tmp_path),
        pytest.raises(PublishError, match="another run is publishing"),
    ):
        publish(warehouse, tmp_path)


# --- a folder of an earlier version --------------------------------------------------


def old_layout(edition: Path, out: Path) -> dict[str, bytes]:
    """Files that stand in the folder itself, with one of a table that is gone."""
    for file in edition.rglob("*"):
        if file.is_file() and file.name != "edition.json":
            target = out / file.relative_to(edition)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    (out / "csv" / "gone.csv").write_text("old")
    (out / "mine.txt").write_text("mine")
    return {
        str(f.relative_to(out)): f.read_bytes() for f in out.rglob("*") if f.is_file()
    }


def test_a_folder_of_the_old_layout_becomes_editions(
    published: Path, warehouse: Path, tmp_path: Path
) -> None:
    files = old_layout((published / "current").resolve(), tmp_path)
    publish(warehouse, tmp_path)
    check_whole(tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert not (tmp_path / "csv" / "gone.csv").exists()
    before = min((tmp_path / "editions").iterdir())
    assert before.name.endswith("-before")
    kept = {str(f.relative_to(before)): f for f in before.rglob("*") if f.is_file()}
    assert {name: file.read_bytes() for name, file in kept.items()} == {
        name: content for name, content in files.items() if name != "mine.txt"
    }
