"""What tables and columns mean: one description, in YAML, warehouse and kto.duckdb."""

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from project import ROOT, Project

MODELS = sorted((ROOT / "models").rglob("*.yml"))


def pages() -> dict[str, dict[str, Any]]:
    """The YAML of each model, by its name."""
    return {
        model["name"]: model
        for page in MODELS
        for model in yaml.safe_load(page.read_text("utf-8")).get("models", [])
    }


@pytest.fixture(scope="module")
def described(demo: Project) -> dict[str, dict[str, Any]]:
    """Models and seeds of the manifest, by schema and name."""
    file = demo.warehouse.parent / "target" / "manifest.json"
    nodes = json.loads(file.read_text("utf-8"))["nodes"].values()
    return {
        f"{node['schema']}.{node['name']}": node
        for node in nodes
        if node["resource_type"] in ("model", "seed")
    }


@pytest.fixture(scope="module")
def published(demo_published: Path) -> Path:
    return demo_published / "kto.duckdb"


def comments(file: Path) -> dict[tuple[str, str], str | None]:
    """Comment per table ('marts.x', '') and column ('marts.x', 'y')."""
    with duckdb.connect(file, read_only=True) as connection:
        rows = connection.sql(
            """
            select schema_name || '.' || table_name, '', comment from duckdb_tables()
            union all
            select schema_name || '.' || view_name, '', comment from duckdb_views()
            where not internal
            union all
            select schema_name || '.' || table_name, column_name, comment
            from duckdb_columns() where not internal
            """
        ).fetchall()
    return {(table, column): comment for table, column, comment in rows}


def test_every_column_of_a_model_is_described_with_its_type(demo: Project) -> None:
    """dbt holds no Python model, and nothing in staging, against what was built."""
    built: dict[str, dict[str, str]] = {}
    for table, column, kind in demo.query(
        "select table_name, column_name, data_type from duckdb_columns()"
        " where schema_name in ('staging', 'marts') order by column_index"
    ):
        built.setdefault(table, {})[column] = kind.lower()
    models = pages()
    assert models.keys() == built.keys()
    for name, model in models.items():
        columns = {column["name"]: column for column in model["columns"]}
        assert list(columns) == list(built[name]), name
        for column, page in columns.items():
            assert page.get("description"), f"{name}.{column} is not described"
            kind = page.get("data_type", built[name][column])
            assert kind == built[name][column], f"{name}.{column}"


def test_python_models_and_marts_say_the_type_of_each_column() -> None:
    python = {file.stem for file in (ROOT / "models").rglob("*.py")}
    marts = {file.stem for file in (ROOT / "models" / "marts").rglob("*.sql")}
    models = pages()
    for name in python | marts:
        for column in models[name]["columns"]:
            assert "data_type" in column, f"{name}.{column['name']}"


def test_what_several_models_say_of_a_column_stands_in_one_doc_block() -> None:
    parsed = [yaml.safe_load(page.read_text("utf-8")) for page in MODELS]
    sources = [each for page in parsed for each in page.get("sources", [])]
    tables = [*pages().values(), *(t for each in sources for t in each["tables"])]
    said = Counter(
        column["description"] for table in tables for column in table.get("columns", [])
    )
    assert not [text for text, n in said.items() if n > 1 and "doc(" not in text]
    # and what only one says stands there
    assert not [text for text, n in said.items() if n == 1 and "doc(" in text]


def test_every_doc_block_is_one_line_and_is_used() -> None:
    lines = (ROOT / "models" / "columns.md").read_text("utf-8").splitlines()
    blocks = [i for i, line in enumerate(lines) if line.startswith("{% docs ")]
    said = "".join(page.read_text("utf-8") for page in MODELS)
    assert blocks
    for place in blocks:
        assert lines[place + 2] == "{% enddocs %}", lines[place]
        name = lines[place].split()[2]
        assert f"{{{{ doc('{name}') }}}}" in said, name


def test_the_warehouse_says_what_its_tables_and_columns_are(
    demo: Project, described: dict[str, dict[str, Any]]
) -> None:
    found = comments(demo.warehouse)
    for table, node in described.items():
        assert node["description"], table
        assert found[table, ""] == node["description"]
        for name, column in node["columns"].items():
            assert column["description"], f"{table}.{name}"
            assert found[table, name] == column["description"], f"{table}.{name}"


def test_what_one_run_rebuilds_keeps_its_comments(
    demo: Project, tmp_path: Path
) -> None:
    """On a copy: a run of a part takes away the stamp of the whole build."""
    copy = Project(ROOT, Path(shutil.copy(demo.warehouse, tmp_path)))
    result = copy.dbt("run", "--select", "dim_wave", "stg_kto__columns")
    assert result.returncode == 0, result.stdout
    before, after = comments(demo.warehouse), comments(copy.warehouse)
    assert after == {place: before[place] for place in after}
    assert after["marts.dim_wave", "wave"]


def test_the_published_file_says_what_its_tables_and_columns_are(
    demo: Project, published: Path
) -> None:
    warehouse, shown = comments(demo.warehouse), comments(published)
    for place, comment in shown.items():
        assert comment, f"{place} has no comment"
        # publishing adds what no model has
        assert comment == warehouse.get(place, comment), place
    assert shown["marts.dim_loket", "loket"] == "Loket id: its name."


def test_published_tables_are_those_of_the_exposures(demo: Project) -> None:
    page = ROOT / "models" / "marts" / "exposures.yml"
    exposures = yaml.safe_load(page.read_text("utf-8"))["exposures"]
    listed = [
        f"ref('{row['table_name']}')"
        for row in demo.read("policy/published_tables.csv")
    ]
    for exposure in exposures:
        if exposure["name"] != "findings_for_the_report":
            assert sorted(exposure["depends_on"]) == sorted(listed), exposure["name"]
