"""Both engines side by side: the macros of macros/engines, and a query with them."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import pytest
from project import ROOT


class Adapter:
    """Gives the macro of an engine, as dbt's dispatch does."""

    def __init__(self, engine: str, environment: jinja2.Environment) -> None:
        self.engine, self.environment = engine, environment

    def dispatch(self, name: str, _: str = "") -> Callable[..., str]:
        macros = self.environment.globals
        found = macros.get(f"{self.engine}__{name}", macros.get(f"default__{name}"))
        assert callable(found), name
        return found


def macros_of(engine: str) -> jinja2.Environment:
    """A Jinja environment with the macros that only write SQL."""
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    environment.globals["adapter"] = Adapter(engine, environment)
    environment.globals["modules"] = {"re": re}
    # in the order in which one uses the other
    for name in ("texts", "cells"):
        text = (ROOT / "macros" / "engines" / f"{name}.sql").read_text("utf-8")
        module = environment.from_string(text).make_module()
        environment.globals.update(
            (k, v) for k, v in vars(module).items() if not k.startswith("_")
        )
    return environment


Rows = Callable[..., list[tuple[Any, ...]]]


def sql_of(macros: jinja2.Environment, query: str, **given: str) -> str:
    """The query in an engine's SQL; `:name` in it is the text that is given."""
    sql = macros.from_string(query).render(given)
    end = ", 'UTF-8')" if macros.globals["adapter"].engine == "spark" else ")"
    for name, text in given.items():
        # as bytes: no engine has an escape to do
        codes = text.encode("utf-8").hex()
        sql = sql.replace(f":{name}", f"decode(unhex('{codes}'){end}")
    return sql


def rows_of_duckdb(query: str, **given: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return connection.sql(sql_of(macros_of("duckdb"), query, **given)).fetchall()


def rows_of_spark(folder: Path) -> Iterator[Rows]:
    pyspark = pytest.importorskip("pyspark.sql", reason="`make spark` installs it")
    session = (
        pyspark.SparkSession.builder.master("local[1]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.memory", "1g")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.warehouse.dir", str(folder))
        .getOrCreate()
    )
    macros = macros_of("spark")

    def rows(query: str, **given: str) -> list[tuple[Any, ...]]:
        sql = sql_of(macros, query, **given)
        return [tuple(row) for row in session.sql(sql).collect()]

    yield rows
    session.stop()
