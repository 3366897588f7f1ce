"""The demo as it is published, and reports of it."""

from pathlib import Path

import pytest

from scripts.report.edition import Edition


@pytest.fixture(scope="session")
def published(demo_published: Path) -> Path:
    """A published folder, in which tests may write reports and nothing else."""
    return demo_published


@pytest.fixture(scope="session")
def edition(published: Path) -> Edition:
    """The latest year of the demo."""
    return Edition.open(published)
