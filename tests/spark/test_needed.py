"""What Spark needs and doesn't find is one sentence, and the warehouse stays."""

import importlib.util
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from project import ROOT

from scripts.spark import needed
from scripts.spark.models import NO_WORKERS, watch
from scripts.warehouse.handed_over import folder_of_run


def java_that_says(folder: Path, said: str) -> Path:
    java = folder / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\necho '{said}' >&2\n", encoding="utf-8")
    java.chmod(java.stat().st_mode | stat.S_IXUSR)
    return folder


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ('openjdk version "17.0.15" 2025-04-15', None),
        ('openjdk version "21" 2023-09-19', None),
        ('java version "1.8.0_411"', "Java 8 is too old: Spark needs Java 17"),
        ("no such thing", "Java is not found: Spark needs Java 17"),
    ],
)
def test_java_is_looked_at(
    said: str, sentence: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(java_that_says(tmp_path / "java", said)))
    if sentence is None:
        needed.require_java()
    else:
        with pytest.raises(needed.SparkError, match=sentence):
            needed.require_java()


def test_no_java_at_all_names_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(needed.SparkError, match="openjdk-17-jre-headless"):
        needed.require_java()


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that nobody listens to, kept from others."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def test_a_master_that_cannot_be_reached(closed_port: int) -> None:
    nobody = f"127.0.0.1:{closed_port}"
    with pytest.raises(needed.SparkError, match=f"spark://{nobody} can't be reached"):
        needed.require_master(f"spark://{nobody}", seconds=1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        # of several, one is enough
        somebody = f"127.0.0.1:{server.getsockname()[1]}"
        needed.require_master(f"spark://{nobody},{somebody}", seconds=1)
    needed.require_master("local[*]")
    needed.require_master("")


@pytest.mark.parametrize("name", ["spark://", "spark://x", "spark://127.0.0.1:x"])
def test_a_master_that_is_no_place(name: str) -> None:
    with pytest.raises(needed.SparkError, match="can't be reached"):
        needed.require_master(name, seconds=1)


def test_a_warehouse_without_exports(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    with pytest.raises(needed.SparkError, match="load them first"):
        needed.require_loaded(warehouse)
    assert not warehouse.exists()
    duckdb.connect(warehouse).close()
    with pytest.raises(needed.SparkError, match="load them first"):
        needed.require_loaded(warehouse)


def test_a_file_that_is_no_warehouse(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    warehouse.write_text("something else, and long enough to be read as a header")
    with pytest.raises(needed.SparkError, match="can't be read"):
        needed.require_loaded(warehouse)


@pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is not None, reason="pyspark is here"
)
def test_the_usual_environment_has_no_spark_and_says_so(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    result = subprocess.run(
        [sys.executable, "-m", "scripts", "spark", "--warehouse", str(warehouse)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr == (
        "Spark is not in this environment: `make spark` sets up one that has it.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_a_run_is_private_and_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = tmp_path / "w.duckdb"
    killed = tmp_path / ".w.duckdb.spark-killed"
    of_another = tmp_path / ".v.duckdb.spark-other"
    killed.mkdir()
    of_another.mkdir()
    with folder_of_run(warehouse) as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert not killed.exists()
        (folder / "cells.parquet").touch()
    assert list(tmp_path.iterdir()) == [of_another]
    shared = tmp_path / "shared"
    shared.mkdir()
    monkeypatch.setenv("KTO_SPARK_FOLDER", str(shared))
    with pytest.raises(KeyError), folder_of_run(warehouse) as folder:
        assert folder.parent == shared
        raise KeyError
    assert not list(shared.iterdir())


def test_a_cluster_without_workers_ends_the_run() -> None:
    """Spark itself would wait for ever; a worker in between begins the wait anew."""
    counts = iter([None, 2, 0, 0, 1, *[0] * 100])
    seen: list[int | None] = []
    ended: list[int] = []

    def executors() -> int | None:
        seen.append(next(counts))
        return seen[-1]

    watch(executors, patience=0.05, end=ended.append)
    assert ended == [NO_WORKERS]
    assert len(seen) > 5
