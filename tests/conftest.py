"""A demo warehouse of the tests' own, built once, and projects that may be changed."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from project import PARSED, ROOT, Project, copied_project

from scripts.publish import publish


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The demo exports, loaded and built with the repository's own project.

    Built once; each process that runs the tests has a copy, since DuckDB gives a file
    that is written to, if only by `dbt test`, to one program.
    """
    own = tmp_path_factory.getbasetemp()
    built = _folder_of_run(own) / "built"
    with _one_at_a_time(own):
        if not (built / "build.txt").exists():
            built.mkdir()
            _build(Project(ROOT, built / "warehouse.duckdb"))
    os.environ[PARSED] = str(built / "target" / "partial_parse.msgpack")
    return Project(
        ROOT, Path(shutil.copytree(built, own / "demo")) / "warehouse.duckdb"
    )


@pytest.fixture(scope="session")
def demo_published(demo: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as it is published; tests may write reports in it and nothing else.

    Published once; each process has a copy.
    """
    own = tmp_path_factory.getbasetemp()
    published = _folder_of_run(own) / "published"
    with _one_at_a_time(own):
        if not (published / "kto.duckdb").exists():
            publish(demo.warehouse, published)
    return Path(shutil.copytree(published, own / "demo_published", symlinks=True))


def _folder_of_run(own: Path) -> Path:
    """Each process has a folder of its own in that of the whole run."""
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def _one_at_a_time(own: Path) -> Iterator[None]:
    with (_folder_of_run(own) / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


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
        return copied_project(tmp_path / "project", tmp_path / "warehouse.duckdb")

    return make
