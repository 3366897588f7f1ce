"""DuckDB and Spark, on this machine and on a cluster, make the same tables."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from loaded import loaded_only
from project import ROOT, Project
from spark.cluster import running

from scripts.validation.warehouses import differences

pytest.importorskip("pyspark", reason="`make spark` installs it")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

SCHEMAS = ("raw", "codebook", "staging", "marts")
SMALL = {
    "KTO_SPARK_PARTITIONS": "4",
    "KTO_SPARK_DRIVER_MEMORY": "1g",
    "KTO_SPARK_EXECUTOR_MEMORY": "800m",
}


def spark_on(warehouse: Path, **settings: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "scripts", "spark", "--warehouse", str(warehouse)],
        cwd=ROOT,
        env={**os.environ, **SMALL, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_until(
    program: subprocess.Popen[str], is_so: Callable[[], bool], seconds: int = 900
) -> None:
    for _ in range(seconds * 10):
        if is_so():
            return
        assert program.poll() is None, program.communicate()
        time.sleep(0.1)
    raise AssertionError("it never came to that")


def has_made(warehouse: Path, table: str) -> Callable[[], bool]:
    place = f".warehouse.duckdb.spark-*/from_spark/{table}/_SUCCESS"
    return lambda: any(warehouse.parent.glob(place))


def is_as_duckdb_made_it(demo: Project, warehouse: Path) -> None:
    assert differences(demo.warehouse, warehouse, SCHEMAS) == []
    with duckdb.connect(warehouse, read_only=True) as connection:
        # publishing asks for it, and the next month is built wave by wave
        assert connection.sql("from build.stamp").fetchall()
        assert connection.sql("from build.waves_built").fetchall()
    assert not list(warehouse.parent.glob(".warehouse.duckdb.spark-*"))


def test_spark_on_this_machine(demo: Project, tmp_path: Path) -> None:
    warehouse = loaded_only(demo, tmp_path / "own")
    program = spark_on(warehouse)
    said, wrong = program.communicate()
    assert program.returncode == 0, said + wrong
    is_as_duckdb_made_it(demo, warehouse)
    # of what Spark made, a build goes on wave by wave
    again = Project(ROOT, warehouse).dbt("build")
    assert again.returncode == 0, again.stdout
    is_as_duckdb_made_it(demo, warehouse)


def test_spark_on_two_workers(demo: Project, tmp_path: Path) -> None:
    warehouse = loaded_only(demo, tmp_path / "own")
    (tmp_path / "cluster").mkdir()
    with running(tmp_path / "cluster", n_workers=2) as cluster:
        program = spark_on(warehouse, KTO_SPARK_MASTER=cluster.master)
        said, wrong = program.communicate()
        assert program.returncode == 0, said + wrong
        is_as_duckdb_made_it(demo, warehouse)
        logs = [(tmp_path / "cluster" / f"worker{n}.log").read_text() for n in (0, 1)]
        assert all("Asked to launch executor" in log for log in logs)


def test_of_two_workers_one_dies(demo: Project, tmp_path: Path) -> None:
    warehouse = loaded_only(demo, tmp_path / "own")
    (tmp_path / "cluster").mkdir()
    with running(tmp_path / "cluster", n_workers=2) as cluster:
        program = spark_on(warehouse, KTO_SPARK_MASTER=cluster.master)
        wait_until(program, has_made(warehouse, "staging.db/stg_kto__respondents"))
        cluster.kill(1)
        said, wrong = program.communicate()
        assert program.returncode == 0, said + wrong
        is_as_duckdb_made_it(demo, warehouse)


def test_a_cluster_whose_workers_all_die(demo: Project, tmp_path: Path) -> None:
    warehouse = loaded_only(demo, tmp_path / "own")
    before = hashlib.sha256(warehouse.read_bytes()).digest()
    (tmp_path / "cluster").mkdir()
    with running(tmp_path / "cluster", n_workers=1) as cluster:
        program = spark_on(
            warehouse, KTO_SPARK_MASTER=cluster.master, KTO_SPARK_PATIENCE="60"
        )
        wait_until(program, has_made(warehouse, "staging.db/stg_kto__respondents"))
        cluster.kill(1)
        _, wrong = program.communicate(timeout=300)
    assert program.returncode == 1
    assert wrong == (
        f"Spark at {cluster.master} had no worker for 60 seconds: the warehouse is as "
        "it was; see that workers run and run it again.\n"
    )
    assert hashlib.sha256(warehouse.read_bytes()).digest() == before
    assert not list(warehouse.parent.glob(".warehouse.duckdb.spark-*"))
