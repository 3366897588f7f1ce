"""A folder for exports and a warehouse in memory."""

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest
from corpora.made_deliveries import IN_MEMORY

from scripts.deliveries import raw


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    return folder


@pytest.fixture
def warehouse() -> Iterable[duckdb.DuckDBPyConnection]:
    connection = raw.open_warehouse(IN_MEMORY)
    yield connection
    connection.close()
