"""Builds that are killed at random moments."""

import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from project import ROOT, Project
from reliability_page import write_table

KILLS = 40
LOADED = (
    "select count(*), sum(hash(load_log)) from raw.load_log as load_log",
    "select count(*), sum(hash(responses)) from raw.responses as responses",
    "select count(*), sum(hash(superseded)) from raw.superseded as superseded",
)


def kill_at_random(project: Project, kills: int, seed: int) -> Counter[str]:
    """Kill builds of a warehouse one after another, each in what the last one left."""
    rng = random.Random(seed)
    own = project.warehouse.parent
    loaded = [project.query(sql) for sql in LOADED]
    command = [str(Path(sys.executable).parent / "dbt"), "--quiet", "build"]
    command += ["--target-path", str(own / "target"), "--log-path", str(own / "logs")]
    found: Counter[str] = Counter()
    longest = 30.0
    for _ in range(kills):
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={"KTO_WAREHOUSE": str(project.warehouse), "PATH": "/usr/bin:/bin"},
            stdout=subprocess.DEVNULL,
        )
        started = time.monotonic()
        try:
            process.wait(rng.uniform(0, longest))
            longest = time.monotonic() - started
            found["ended before the kill"] += 1
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            found["killed"] += 1
        assert [project.query(sql) for sql in LOADED] == loaded
        out = own / "published"
        result = project.run("python", "-m", "scripts", "publish", "--out", str(out))
        if result.returncode:
            assert "does not hold a whole build" in result.stderr, result.stderr
            assert f"run `KTO_WAREHOUSE={project.warehouse} dbt build`" in result.stderr
            found["publishing refused"] += 1
        else:
            # killed before it changed anything, or after it had ended
            found["published, a whole build"] += 1
    return found


@pytest.fixture
def own(demo: Project, tmp_path: Path) -> Project:
    project = Project(ROOT, tmp_path / "warehouse.duckdb")
    shutil.copy(demo.warehouse, project.warehouse)
    return project


@pytest.mark.slow
def test_builds_killed_at_random_moments(own: Project) -> None:
    found: Counter[str] = Counter()
    seed = 0
    while found["killed"] < KILLS:
        found += kill_at_random(own, 10, seed)
        seed += 1
    assert own.dbt("build").returncode == 0
    out = own.warehouse.parent / "published"
    assert own.run("python", "-m", "scripts", "publish", "--out", str(out)).stdout
    rows = [[name, found[name]] for name in sorted(found)]
    write_table("kills of build", ["runs", "number"], rows)


def test_a_few_kills_of_build(own: Project) -> None:
    found = kill_at_random(own, 2, seed=3)
    assert found["killed"] + found["ended before the kill"] == 2
