"""Only a whole build of what is there now is published."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from project import ROOT, Project


def publish(project: Project) -> "subprocess.CompletedProcess[str]":
    out = project.warehouse.parent / "published"
    return project.run("python", "-m", "scripts", "publish", "--out", str(out))


def stamp(project: Project) -> list[tuple]:
    return project.query(
        "select count(*) from duckdb_tables()"
        " where schema_name = 'build' and table_name = 'stamp'"
    )


@pytest.fixture
def built(demo: Project, tmp_path: Path) -> Project:
    """The demo warehouse, to be changed, with the repository's own project."""
    project = Project(ROOT, tmp_path / "warehouse.duckdb")
    shutil.copy(demo.warehouse, project.warehouse)
    return project


def refused(project: Project, reason: str) -> None:
    """Publishing says why not, in one sentence with the way back."""
    result = publish(project)
    assert result.returncode == 1
    assert reason in result.stderr
    assert f"run `KTO_WAREHOUSE={project.warehouse} dbt build`" in result.stderr
    assert result.stderr.count("\n") == 1
    assert not list((project.warehouse.parent).glob("published/*"))


def test_a_whole_build_is_stamped_and_published(demo: Project, tmp_path: Path) -> None:
    said = (demo.warehouse.parent / "build.txt").read_text(encoding="utf-8")
    assert "holds a whole build: it can be published." in said
    out = tmp_path / "published"
    result = demo.run("python", "-m", "scripts", "publish", "--out", str(out))
    assert result.returncode == 0, result.stderr
    assert f"Published {demo.warehouse} as edition" in result.stdout
    with duckdb.connect(out / "kto.duckdb", read_only=True) as connection:
        published = connection.sql(
            "select built_at, deliveries, code from marts.dataset"
        ).fetchall()
    assert published == demo.query("select built_at, deliveries, code from build.stamp")


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "--select", "dim_loket"),
        ("run", "--select", "dim_loket"),
        ("seed", "--select", "headings"),
    ],
)
def test_a_part_of_a_build_takes_the_stamp_away(
    arguments: tuple[str, ...], built: Project
) -> None:
    result = built.dbt(*arguments)
    assert result.returncode == 0, result.stdout
    assert stamp(built) == [(0,)]
    assert "whole build" not in result.stdout
    refused(built, "does not hold a whole build")


def test_tests_alone_change_nothing(built: Project) -> None:
    result = built.dbt("test", "--select", "keys_identify_rows")
    assert result.returncode == 0, result.stdout
    assert stamp(built) == [(1,)]


def test_a_killed_build_has_no_stamp(built: Project) -> None:
    process = subprocess.Popen(
        [
            *(Path(sys.executable).parent / "dbt", "build"),
            *("--target-path", built.warehouse.parent / "target"),
            *("--log-path", built.warehouse.parent / "logs"),
        ],
        cwd=ROOT,
        env={"KTO_WAREHOUSE": str(built.warehouse), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "START sql table model" in line:
            break
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    refused(built, "does not hold a whole build")


def test_a_failed_test_leaves_no_stamp(built: Project) -> None:
    with duckdb.connect(built.warehouse) as connection:
        connection.execute("delete from raw.invitations where delivery_id = 1")
    result = built.dbt("build")
    assert result.returncode != 0
    refused(built, "does not hold a whole build")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("drop schema build cascade", "made by an earlier version"),
        ("delete from raw.superseded", "exports were loaded or removed"),
        ("delete from raw.responses where line_number = 7", "exports were loaded"),
        (
            "update raw.load_log set sha256 = 'x' where delivery_id = 1",
            "exports were loaded",
        ),
        ("update marts.mart_scores_per_year set mean = 7.94", "tables were changed"),
        ("drop table marts.sig_lokets", "tables were changed"),
        ("delete from codebook.headings", "tables were changed"),
    ],
)
def test_what_changed_since_the_build_is_named(
    change: str, reason: str, built: Project
) -> None:
    with duckdb.connect(built.warehouse) as connection:
        connection.execute(change)
    refused(built, reason)


def test_seeds_that_changed_since_the_build_are_named(
    new_project: Callable[[], Project], demo: Project
) -> None:
    project = new_project()
    shutil.copy(demo.warehouse, project.warehouse)
    result = publish(project)
    assert result.returncode == 0, "the project may move: its files are the same"
    shutil.rmtree(project.warehouse.parent / "published")
    project.append("policy/score_bands.csv", [{"band": "new", "lowest_score": "11"}])
    refused(project, "seeds, models or scripts of the project were changed")
