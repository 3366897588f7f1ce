"""What is published: tables and columns that exist, each with its Dutch words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from scripts.codebook.mistakes import Mistake, did_you_mean, shown
from scripts.codebook.seeds import SeedRow, Seeds

ROOT = Path(__file__).resolve().parents[3]
MARTS = ROOT / "models" / "marts"
# Cells of published_tables with columns of the table, divided by spaces.
LISTS = ("keys", "bases", "kept", "windows", "window_keys")
NAME = re.compile(r"^      - name: (\w+)", re.MULTILINE)


@cache
def columns_of(table: str) -> list[str]:
    """The columns of a table in marts, as the YAML beside its model lists them.

    An empty list where there is no such YAML. Only names are needed, so the file is
    searched and not parsed, which would take longer than all other rules together.
    """
    for path in MARTS.rglob(f"{table}.yml"):
        columns = path.read_text(encoding="utf-8").partition("\n    columns:")[2]
        columns = columns.partition("\nunit_tests:")[0]
        return NAME.findall(columns)
    return []


def published_tables_exist(seeds: Seeds) -> Iterator[Mistake]:
    """Tables that are published are models, and have the columns that are named."""
    models = [path.stem for path in MARTS.rglob("*.yml")]
    for row in seeds["published_tables"]:
        table = row["table_name"]
        columns = columns_of(table)
        if not columns:
            yield row.mistake(
                f"{shown(table)} is no table in models/marts"
                f"{did_you_mean(table, models)}; correct it or describe the table in "
                f"{table}.yml beside its model",
                "table_name",
            )
            continue
        yield from _unknown_columns(row, table, columns)


def _unknown_columns(row: SeedRow, table: str, columns: list[str]) -> Iterator[Mistake]:
    for cell in LISTS:
        for name in row[cell].split():
            if name not in columns:
                yield row.mistake(
                    f"{table} has no column "
                    f"{shown(name)}{did_you_mean(name, columns)}; "
                    "correct it (columns are divided by spaces)",
                    cell,
                )


def hiding_has_what_it_needs(seeds: Seeds) -> Iterator[Mistake]:
    """A table about respondents names the base on which its cells are hidden."""
    for row in seeds["published_tables"]:
        if row["cut"] not in ("none", "findings") and not row["bases"]:
            yield row.mistake(
                f"the cell is empty; {row['table_name']} is about respondents (cut "
                f"{row['cut']}), so name the columns with their number",
                "bases",
            )
        if row["windows"] and not row["window_keys"]:
            yield row.mistake(
                "the cell is empty; the columns in windows look at "
                "several rows, so name"
                " the columns that tell which",
                "window_keys",
            )


def published_columns_have_a_heading(seeds: Seeds) -> Iterator[Mistake]:
    """Each published column has its Dutch heading."""
    known = set(seeds.column("headings", "column_name"))
    told: set[str] = set()
    for row in seeds["published_tables"]:
        for column in columns_of(row["table_name"]):
            if column not in known and column not in told:
                told.add(column)
                yield seeds.mistake(
                    "headings",
                    f"the column {column} of {row['table_name']} has no heading; "
                    "add its row",
                )


def views_have_their_columns(seeds: Seeds) -> Iterator[Mistake]:
    """Views for BI tools name columns that are there, and names with a title."""
    titles = list(seeds.column("headings", "column_name"))
    for row in seeds["bi_views"]:
        table = row["table_name"]
        columns = columns_of(table)
        pairs = [pair.partition("=") for pair in row["renamed"].split()]
        if not columns:
            # said of published_tables
            continue
        for cell, name in (
            ("figure", row["figure"]),
            *(("renamed", own) for own, _, _ in pairs),
        ):
            if name not in columns:
                yield row.mistake(
                    f"{table} has no column "
                    f"{shown(name)}{did_you_mean(name, columns)}; correct it",
                    cell,
                )
        for own, _, name in pairs:
            if name not in titles:
                yield row.mistake(
                    f"{shown(name)}, as {own} is called in {row['view_name']}, has no"
                    f" heading in {seeds.file('headings')}{did_you_mean(name, titles)};"
                    " add its row or correct it here",
                    "renamed",
                )


def codes_have_a_label(seeds: Seeds) -> Iterator[Mistake]:
    """Kinds and topics of questions have Dutch words, since tables show them."""
    known = seeds.values("value_labels", "column_name", "value")
    told: set[tuple[str, str]] = set()
    for row in seeds["questions"]:
        for column in ("kind", "topic"):
            code = (column, row[column])
            if code not in known and code not in told:
                told.add(code)
                words = [value for name, value in known if name == column]
                yield row.mistake(
                    f"{shown(row[column])} has no Dutch word in "
                    f"{seeds.file('value_labels')}{did_you_mean(row[column], words)}; "
                    f"add a row for {column} there or correct it here",
                    column,
                )
    for row in seeds["value_labels"]:
        if not row["label"] and row.at("column_name", "value") not in WITHOUT_A_WORD:
            yield row.mistake("the cell is empty; expected Dutch words", "label")


# no arrow, and no unit behind a fraction
WITHOUT_A_WORD = {("direction", "none"), ("unit", "probability")}
