"""What Spark hands back becomes a whole build; here DuckDB plays its part."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
import yaml
from loaded import loaded_only
from project import ROOT, Project

from scripts.spark.handing_over import (
    empty_warehouse,
    hand_over_codebook,
    hand_over_raw,
    tables_handed_over,
)
from scripts.spark.models import mask
from scripts.validation.warehouses import differences

SCHEMAS = ("raw", "codebook", "staging", "marts")


def made_on_spark() -> list[str]:
    """The tables with the tag, as schema.table."""
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text("utf-8"))
    found: list[str] = []

    def look(node: dict, schema: str, name: str) -> None:
        if node.get("+tags") == "spark":
            folder = ROOT / "models" / schema / name
            found.extend(
                [f"{schema}.{model.stem}" for model in sorted(folder.glob("*.sql"))]
                if folder.is_dir()
                else [f"{schema}.{name}"]
            )
        for key, value in node.items():
            if isinstance(value, dict):
                look(value, schema, key)

    models = project["models"]["kto"]
    for schema in ("staging", "marts"):
        look(models[schema], schema, schema)
    return found


@pytest.fixture
def handed_over(demo: Project, tmp_path: Path) -> Path:
    """The folder of a run in which Spark has just ended."""
    folder = tmp_path / "run"
    folder.mkdir()
    hand_over_raw(demo.warehouse, folder)
    hand_over_codebook(demo.warehouse, folder)
    with duckdb.connect(demo.warehouse, read_only=True) as connection:
        for name in [*made_on_spark(), "staging.stg_kto__open_answer_cells"]:
            schema, table = name.split(".")
            place = folder / "from_spark" / f"{schema}.db" / table
            place.mkdir(parents=True)
            # in another order, and in parts
            for part in (0, 1):
                connection.execute(
                    f"copy (select * from {name} where hash({table}) % 2 = {part}"
                    f" order by hash({table})) to '{place}/part-{part}.parquet'"
                )
    made = folder / "made.duckdb"
    empty_warehouse(demo.warehouse, made)
    with environment(KTO_HANDED_OVER=str(folder), KTO_HANDED_TABLES=""):
        mask(folder, made)
    return folder


@contextmanager
def environment(**values: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in values.items():
            patch.setenv(name, value)
        yield


def test_what_spark_made_gives_the_same_warehouse(
    demo: Project, handed_over: Path, tmp_path: Path
) -> None:
    assert len(made_on_spark()) >= 14
    tables = tables_handed_over(handed_over)
    assert {"raw.responses", "codebook.questions", "staging.stg_kto__codebook"} <= set(
        tables
    )
    assert "staging.stg_kto__open_answers" in tables
    warehouse = loaded_only(demo, tmp_path / "own")
    own = Project(ROOT, warehouse)
    with environment(KTO_HANDED_OVER=str(handed_over)):
        built = own.dbt("build")
    assert built.returncode == 0, built.stdout
    assert "holds a whole build: it can be published." in built.stdout
    assert differences(demo.warehouse, warehouse, SCHEMAS) == []
    # of a table that Spark made nothing is made here: without its file there is none
    (handed_over / "from_spark" / "marts.db" / "response_counts").rename(
        tmp_path / "gone"
    )
    with environment(KTO_HANDED_OVER=str(handed_over)):
        built = own.dbt("run", "--select", "response_counts asked_counts")
    assert "1 of 2 OK" in built.stdout or "2 of 2 OK" in built.stdout
    assert "No files found that match the pattern" in built.stdout


@pytest.mark.parametrize(
    "change",
    [
        "delete from raw.load_log where file_name like '%2023-05%'",
        "insert into raw.superseded select * replace (999999 as line_number)"
        " from raw.superseded limit 1",
    ],
)
def test_what_was_loaded_meanwhile_is_noticed(
    demo: Project, tmp_path: Path, change: str
) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    hand_over_raw(demo.warehouse, folder)
    hand_over_codebook(demo.warehouse, folder)
    warehouse = loaded_only(demo, tmp_path / "own")
    with duckdb.connect(warehouse) as connection:
        connection.execute(change)
    with environment(KTO_HANDED_OVER=str(folder)):
        built = Project(ROOT, warehouse).dbt("build")
    assert built.returncode != 0
    assert "were loaded, or the code changed, while Spark counted" in built.stdout
    with duckdb.connect(warehouse, read_only=True) as connection:
        schemas = connection.sql("select distinct schema_name from duckdb_tables()")
        assert {name for (name,) in schemas.fetchall()} <= {"raw", "build"}
