"""A table is replaced whole or not at all, whatever stood there."""

import shutil
from pathlib import Path

import duckdb
import pytest
from project import ROOT, Project

PROJECT = """
name: small
version: "1.0"
profile: kto
flags:
  send_anonymous_usage_stats: false
models:
  +materialized: table
"""
PYTHON = """
def model(dbt, session):
    return session.sql("select {value} as n")
"""


def small_project(folder: Path) -> Project:
    """A project of two models with the macro that makes tables."""
    (folder / "models").mkdir(parents=True)
    (folder / "macros").mkdir()
    shutil.copy(ROOT / "macros" / "engines" / "table.sql", folder / "macros")
    (folder / "dbt_project.yml").write_text(PROJECT, encoding="utf-8")
    profile = (ROOT / "profiles.yml").read_text(encoding="utf-8")
    # without the check of a codebook, which this project doesn't have
    start, end = profile.index("      plugins:"), profile.index("      config_options:")
    (folder / "profiles.yml").write_text(profile[:start] + profile[end:], "utf-8")
    return Project(folder, folder / "w.duckdb")


def write_models(project: Project, sql: str, python: str) -> None:
    models = project.folder / "models"
    (models / "by_sql.sql").write_text(sql, encoding="utf-8")
    (models / "by_python.py").write_text(PYTHON.format(value=python), encoding="utf-8")


def values(project: Project) -> list[int]:
    return [
        project.query(f"select n from {name}")[0][0] for name in ("by_sql", "by_python")
    ]


def test_a_table_takes_the_place_of_what_stood_there(tmp_path: Path) -> None:
    project = small_project(tmp_path / "small")
    with duckdb.connect(project.warehouse) as connection:
        connection.execute("create view by_sql as select 0 as n")
        connection.execute("create view by_python as select 0 as n")
    for n in (1, 2):
        write_models(project, f"select {n} as n", str(n))
        ran = project.dbt("run")
        assert ran.returncode == 0, ran.stdout
        assert values(project) == [n, n]
    # a model that fails, in the middle of its rows, leaves what was there
    fails = "case when range < 5000 then range else error('no more') end"
    write_models(project, f"select {fails} as n from range(9999)", "1 // 0 + nothing")
    assert project.dbt("run").returncode == 1
    assert values(project) == [2, 2]
    tables = project.query("select table_name, comment is null from duckdb_tables()")
    assert sorted(tables) == [("by_python", True), ("by_sql", True)]


def test_more_than_the_memory_goes_to_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path / "small")
    limit = "select current_setting('memory_limit') as n"
    write_models(project, limit, "1")
    ran = project.dbt("run")
    assert ran.returncode == 0, ran.stdout
    assert project.query("select n from by_sql") == [("1.8 GiB",)]
    monkeypatch.setenv("KTO_MEMORY", "120MB")
    # twelve million different numbers, which don't fit
    many = "select count(*) as n from (select distinct range from range(12_000_000))"
    write_models(project, many, "1")
    ran = project.dbt("run")
    assert ran.returncode == 0, ran.stdout
    assert project.query("select n from by_sql") == [(12_000_000,)]
    # nothing of it stays
    assert not list(project.folder.glob("*.tmp"))
