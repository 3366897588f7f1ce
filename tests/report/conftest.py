"""The demo as it is published, and reports of it."""

from pathlib import Path

import pytest
from project import Project

from scripts.publish import publish
from scripts.report.edition import Edition


@pytest.fixture(scope="session")
def published(demo: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published folder, in which tests may write reports and nothing else."""
    out = tmp_path_factory.mktemp("report") / "published"
    publish(demo.warehouse, out)
    return out


@pytest.fixture(scope="session")
def edition(published: Path) -> Edition:
    """The latest year of the demo."""
    return Edition.open(published)
