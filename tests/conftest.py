"""A demo warehouse of the tests' own, built once, and projects that may be changed."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from project import ROOT, Project


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The demo exports, loaded and built with the repository's own project.

    Built once for all processes that run the tests; no test may change it.
    """
    # each process has a base of its own in the folder of the whole run
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo"
    shared.mkdir(exist_ok=True)
    project = Project(ROOT, shared / "warehouse.duckdb")
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "build.txt").exists():
            _build(project)
    return project


def _build(project: Project) -> None:
    loaded = project.load(ROOT / "data")
    assert loaded.returncode == 0, loaded.stdout + loaded.stderr
    built = project.dbt("build")
    assert built.returncode == 0, built.stdout
    (project.warehouse.parent / "build.txt").write_text(built.stdout, encoding="utf-8")


@pytest.fixture
def new_project(tmp_path: Path) -> Callable[[], Project]:
    """Makes a copy of the project whose seeds may be changed."""

    def make() -> Project:
        folder = tmp_path / "project"
        folder.mkdir()
        shutil.copytree(ROOT / "seeds", folder / "seeds")
        for name in ("models", "macros", "tests", "scripts"):
            (folder / name).symlink_to(ROOT / name)
        for name in ("dbt_project.yml", "profiles.yml"):
            shutil.copy(ROOT / name, folder)
        return Project(folder, tmp_path / "warehouse.duckdb")

    return make
