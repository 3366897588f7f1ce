"""Columns with personal data say so, and nothing that is published has one."""

import csv

import yaml
from project import ROOT

# tells whose a row is
OF_A_PERSON = {"respondent", "response_number"}
# what a person wrote or did, by table
OF_WHAT_THEY_GAVE = {
    "raw.responses": {"loket", "invited_at", "started_at", "completed_at", "cells"},
    "raw.quarantine": {"value", "cells"},
    "stg_kto__cells": {"value"},
    "stg_kto__delivered_values": {"value", "part"},
    "stg_kto__open_answer_cells": {"answer"},
    "stg_kto__open_answers": {"answer", "fingerprint"},
    "stg_kto__respondents": {
        *("invited_at", "started_at", "completed_at", "duration_seconds"),
    },
}
NOT_OF_THE_PERSON = {"wave", "year", "loket"}


def columns_of_tables() -> dict[str, dict[str, bool]]:
    """By table, whether each column that its YAML describes is marked as personal."""
    tables = {}
    for page in sorted((ROOT / "models").rglob("*.yml")):
        read = yaml.safe_load(page.read_text("utf-8")) or {}
        held = [(model["name"], model) for model in read.get("models", [])]
        for source in read.get("sources", []):
            held += [(f"raw.{one['name']}", one) for one in source["tables"]]
        for name, table in held:
            tables[name] = {
                column["name"]: bool(
                    column.get("config", {}).get("meta", {}).get("personal")
                )
                for column in table.get("columns", [])
            }
    return tables


def test_each_column_with_personal_data_is_marked_and_no_other() -> None:
    tables = columns_of_tables()
    assert OF_WHAT_THEY_GAVE.keys() <= tables.keys()
    for name, columns in tables.items():
        expected = columns.keys() & (OF_A_PERSON | OF_WHAT_THEY_GAVE.get(name, set()))
        if name == "fct_responses":
            expected = columns.keys() - NOT_OF_THE_PERSON
        marked = {column for column, is_personal in columns.items() if is_personal}
        assert marked == expected, name
        assert columns.keys() >= OF_WHAT_THEY_GAVE.get(name, set()), name


def test_nothing_that_is_published_has_personal_data() -> None:
    seed = ROOT / "seeds" / "policy" / "published_tables.csv"
    with seed.open(encoding="utf-8", newline="") as file:
        published = {row["table_name"] for row in csv.DictReader(file)}
    tables = columns_of_tables()
    assert len(published & tables.keys()) > 20
    for name in published & tables.keys():
        assert not any(tables[name].values()), name
