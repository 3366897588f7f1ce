"""What is computed from tables of which one has no row."""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from project import ROOT, Project

MODELS = sorted(file for file in (ROOT / "models" / "marts").rglob("*.py"))
REFERENCE = re.compile(r'dbt\.ref\("(\w+)"\)')


def references(model: Path) -> list[str]:
    return list(dict.fromkeys(REFERENCE.findall(model.read_text(encoding="utf-8"))))


# each table of figures that a Python model reads; without a codebook nothing is built
FIGURES = {
    file.stem
    for file in (ROOT / "models" / "marts").rglob("*.*")
    if not file.stem.startswith("dim_")
}
EMPTIED = sorted({name for model in MODELS for name in references(model)} & FIGURES)


class Dbt:
    """What a Python model asks of dbt, on a warehouse of which one table is empty."""

    def __init__(self, warehouse: duckdb.DuckDBPyConnection, emptied: str) -> None:
        self.warehouse = warehouse
        self.emptied = emptied

    def config(self, **settings: object) -> None:
        """Settings of a model are dbt's own affair."""

    def ref(self, name: str) -> duckdb.DuckDBPyRelation:
        ((schema,),) = self.warehouse.execute(
            "select table_schema from information_schema.tables where table_name = ?",
            [name],
        ).fetchall()
        # where the country has no rows its parts have none
        whole = self.emptied.removesuffix("_per_year")
        is_part = whole != self.emptied and name.startswith(whole)
        rows = " where false" if name == self.emptied or is_part else ""
        return self.warehouse.sql(f"select * from {schema}.{name}{rows}")


@pytest.fixture
def warehouse(demo: Project) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(demo.warehouse, read_only=True) as connection:
        yield connection


def test_every_kind_of_table_is_emptied() -> None:
    assert len(EMPTIED) > 15
    assert {"mart_adjusted_test_effect", "mart_scores_per_wave"} <= set(EMPTIED)


@pytest.mark.parametrize("emptied", EMPTIED)
def test_a_table_without_rows(
    warehouse: duckdb.DuckDBPyConnection, emptied: str
) -> None:
    for file in MODELS:
        if emptied not in references(file):
            continue
        spec = importlib.util.spec_from_file_location(f"model_{file.stem}", file)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        result: pd.DataFrame = module.model(Dbt(warehouse, emptied), warehouse)
        built = warehouse.sql(f"select * from marts.{file.stem} limit 0").columns
        assert list(result.columns) == built, file.stem
