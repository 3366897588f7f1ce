"""Warehouses in which exports were loaded, and nothing else was done."""

import shutil
from pathlib import Path

import duckdb
from project import Project


def loaded_only(demo: Project, folder: Path) -> Path:
    """A warehouse with what the demo's has in raw, and nothing that was built."""
    folder.mkdir()
    warehouse = Path(shutil.copy(demo.warehouse, folder / "warehouse.duckdb"))
    shutil.copy(f"{demo.warehouse}.key", f"{warehouse}.key")
    with duckdb.connect(warehouse) as connection:
        for schema in ("marts", "staging", "codebook", "build"):
            connection.execute(f"drop schema {schema} cascade")
    return warehouse
