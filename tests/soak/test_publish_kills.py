"""Publishing that is killed or runs out of disk, and readers meanwhile."""

import json
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from project import ROOT, Project
from publication.small_warehouse import random_respondents, write_warehouse
from published_editions import broken, full_disk
from reliability_page import write_table

from scripts.publish import publish

KILLS, FULL_DISKS, EDITIONS, READS = 100, 25, 50, 10_000


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A warehouse that is published in a few seconds."""
    write_warehouse(random_respondents(1), tmp_path / "w.duckdb")
    return tmp_path / "w.duckdb"


def command(warehouse: Path, out: Path) -> list[str]:
    program = [sys.executable, "-m", "scripts", "publish"]
    return [*program, "--warehouse", str(warehouse), "--out", str(out)]


def kill_at_random(warehouse: Path, out: Path, kills: int, seed: int) -> Counter[str]:
    """Kill runs of publish, and look after each what readers find."""
    rng = random.Random(seed)
    started = time.monotonic()
    subprocess.run(command(warehouse, out), cwd=ROOT, check=True, capture_output=True)
    usual = time.monotonic() - started
    found: Counter[str] = Counter()
    shown = (out / "current").readlink()
    for _ in range(kills):
        process = subprocess.Popen(
            command(warehouse, out),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(rng.uniform(0, 1.1 * usual))
        process.send_signal(signal.SIGKILL)
        process.wait()
        mistakes = broken(out)
        assert not mistakes, mistakes
        after = (out / "current").readlink()
        ended = process.returncode == 0
        found["ended before the kill" if ended else "killed"] += 1
        if not ended:
            found[
                "killed, the edition before" if after == shown else "killed, new"
            ] += 1
        shown = after
    last = publish(warehouse, out)
    assert broken(out) == []
    assert (out / "current").readlink().name == last.name
    assert not list(out.glob(".new-*"))
    return found


@pytest.mark.slow
def test_publish_killed_at_random_moments(demo: Project, tmp_path: Path) -> None:
    found: Counter[str] = Counter()
    seed = 0
    while found["killed"] < KILLS:
        out = tmp_path / str(seed)
        found += kill_at_random(demo.warehouse, out, KILLS // 4, seed)
        shutil.rmtree(out)
        seed += 1
    rows = [[name, found[name]] for name in sorted(found)]
    write_table("kills of publish", ["runs", "number"], rows)


def test_a_few_kills_of_publish(small: Path, tmp_path: Path) -> None:
    found = kill_at_random(small, tmp_path / "out", 2, seed=7)
    assert sum(found[name] for name in ("killed", "ended before the kill")) == 2


@pytest.mark.slow
def test_disks_that_fill_up_at_any_size(demo: Project, tmp_path: Path) -> None:
    publish(demo.warehouse, tmp_path)
    before = (tmp_path / "current").readlink()
    largest = max(f.stat().st_size for f in tmp_path.rglob("*") if f.is_file())
    rng = random.Random(1)
    for _ in range(FULL_DISKS):
        result = subprocess.run(
            command(demo.warehouse, tmp_path),
            cwd=ROOT,
            preexec_fn=full_disk(rng.randrange(largest * 9 // 10)),
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 1, result.stdout
        assert "can't be written to" in result.stderr
        assert result.stderr.count("\n") == 1, result.stderr
        assert broken(tmp_path) == []
        assert (tmp_path / "current").readlink() == before
        assert not list(tmp_path.glob(".new-*"))
    row = ["one sentence, the edition before", FULL_DISKS]
    write_table("full disks", ["outcome", "runs"], [row])


# --- readers -------------------------------------------------------------------------


def edition_of_parquet(file: Path) -> str:
    ((value,),) = duckdb.execute(
        "select decode(value) from parquet_kv_metadata(?)"
        " where decode(key) = 'edition'",
        [str(file)],
    ).fetchall()
    return str(value)


def new_connection(out: Path) -> set[str]:
    """What a program sees that opens the database under the usual path."""
    asked = (
        "import duckdb, sys\n"
        "c = duckdb.connect(sys.argv[1], read_only=True)\n"
        "print(c.sql('select edition from marts.dataset').fetchall()[0][0])\n"
        "assert c.sql('select count(*) from marts.mart_answers_per_loket').fetchall()"
    )
    said = subprocess.run(
        [sys.executable, "-c", asked, out / "kto.duckdb"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {said.stdout.strip()}


def parquet(out: Path) -> set[str]:
    folder = (out / "current").resolve() / "parquet"
    files = sorted(folder.glob("*.parquet"))
    return {folder.parent.name, *map(edition_of_parquet, files[:2] + files[-1:])}


def csv_files(out: Path) -> set[str]:
    folder = (out / "current").resolve() / "csv"
    manifest = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    for name in ("findings.csv", "dim_wave.csv"):
        assert (folder / name).stat().st_size == manifest["files"][name]["bytes"]
    return {folder.parent.name, manifest["edition"]}


class LongLived:
    """A connection that stays open in a program of its own."""

    def __init__(self, out: Path) -> None:
        file = (out / "kto.duckdb").resolve()
        self.edition = file.parent.name
        self.connection = duckdb.connect(file, read_only=True)

    def __call__(self, out: Path) -> set[str]:
        rows = self.connection.sql(
            "select edition, (select count(*) from marts.mart_answers_per_subgroup)"
            " from marts.dataset"
        ).fetchall()
        return {self.edition, rows[0][0]}


def poll(
    warehouse: Path, out: Path, editions: int, reads: int
) -> tuple[Counter[str], Counter[str], int]:
    """Read in four ways while editions are published.

    Returns:
        Reads and mixtures per reader, and how many editions were seen.
    """
    publish(warehouse, out)
    readers: dict[str, Callable[[Path], set[str]]] = {
        "new connection, usual path": new_connection,
        "connection that stays open": LongLived(out),
        "Parquet files": parquet,
        "CSV files": csv_files,
    }
    done: Counter[str] = Counter()
    mixed: Counter[str] = Counter()
    failed: list[str] = []
    seen: set[str] = set()
    ended = threading.Event()

    def read(name: str) -> None:
        while not ended.is_set() or sum(done.values()) < reads:
            try:
                found = readers[name](out)
            except Exception as error:  # a reader that fails is what this looks for
                failed.append(f"{name}: {error}")
                return
            done[name] += 1
            seen.update(found)
            mixed[name] += len(found) > 1

    threads = [threading.Thread(target=read, args=[name]) for name in readers]
    for thread in threads:
        thread.start()
    try:
        for _ in range(editions):
            subprocess.run(
                command(warehouse, out), cwd=ROOT, check=True, capture_output=True
            )
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    assert not failed, failed[:3]
    assert not mixed.total(), mixed
    return done, mixed, len(seen)


@pytest.mark.slow
def test_readers_while_editions_are_published(demo: Project, tmp_path: Path) -> None:
    done, mixed, seen = poll(demo.warehouse, tmp_path, EDITIONS, READS)
    assert done.total() >= READS
    rows: list[list[object]] = [
        [name, count, 0, mixed[name]] for name, count in sorted(done.items())
    ]
    title = f"readers, while {EDITIONS} editions were published ({seen} were seen)"
    write_table("readers", [title, "reads", "failures", "mixtures"], rows)
