"""What each seed must look like; its one home is the YAML beside the seeds.

`column_types` and the descriptions are dbt's own; under `meta` stand

    key               columns that together name a row
    unique            further lists of columns that together come once
    any_case          columns compared trimmed and in lower case
    kept_as_is        columns in which spaces at the ends count
    optional          columns that may be empty
    when_dropped      columns that a row with `dropped` needs, of which the others
                      may be empty
    may_be_empty      true where a seed needs no rows
    when_empty        what to do where a seed that needs rows has none
    of_survey         true where all rows are about one survey, or the columns that a
                      row about one has filled in: another survey begins without them
    words             columns with ids: a letter, then letters, digits and _
    words_or_numbers  the same, and numbers
    columns_of_tables columns with ids that become columns of a table
    waves             columns with a wave, YYYY-MM
    values            the values that a column can have
    complete          columns of which each of these values must have a row
    ranges            lowest and highest value of a column
    patterns          a regular expression for a column, and how it is said
    references        columns whose values another seed has; `as` where it calls them
                      otherwise, `unless` for values that need not be there
    units             what a value must be, per unit (settings only)

A seed without `meta` is held to its columns and types only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

TYPES = ("varchar", "integer", "boolean", "double")


class SchemaError(Exception):
    """The YAML beside the seeds can't be used; its text is one sentence."""


@dataclass(frozen=True)
class Reference:
    """Columns whose values must be found in the columns of another seed."""

    columns: list[str]
    seed: str
    home: list[str]
    unless: list[str]


@dataclass(frozen=True)
class SeedSchema:
    """What one seed must look like; see the module's text."""

    name: str
    path: Path
    types: dict[str, str]
    is_described: bool
    key: list[str] = field(default_factory=list)
    unique: list[list[str]] = field(default_factory=list)
    any_case: list[str] = field(default_factory=list)
    kept_as_is: list[str] = field(default_factory=list)
    optional: list[str] = field(default_factory=list)
    when_dropped: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    words_or_numbers: list[str] = field(default_factory=list)
    columns_of_tables: list[str] = field(default_factory=list)
    waves: list[str] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)
    complete: list[str] = field(default_factory=list)
    ranges: dict[str, list[float]] = field(default_factory=dict)
    patterns: dict[str, dict[str, str]] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    units: dict[str, dict[str, Any]] = field(default_factory=dict)
    may_be_empty: bool = False
    when_empty: str = ""
    of_survey: bool | list[str] = False


def read_schemas(seeds: Path) -> dict[str, SeedSchema]:
    """Read the YAML files in the folders of `seeds`.

    Returns:
        The schema of each seed by its name; `path` is where its file is expected.

    Raises:
        SchemaError: A YAML file can't be read, or says something that isn't known.
    """
    schemas: dict[str, SeedSchema] = {}
    for path in sorted(seeds.glob("*/*.yml")):
        for name, described in _seeds_in(path).items():
            schemas[name] = _schema(name, path, described)
    return schemas


def _seeds_in(path: Path) -> dict[str, dict[str, Any]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), loader)
        return {seed["name"]: seed for seed in content["seeds"]}
    except (OSError, ValueError, TypeError, KeyError, yaml.YAMLError) as error:
        problem = str(error).replace("\n", " ")
        raise SchemaError(
            f"{path.parent.name}/{path.name} can't be read as a list of seeds "
            f"({problem}); restore it."
        ) from error


def _schema(name: str, path: Path, described: dict[str, Any]) -> SeedSchema:
    where = f"{path.parent.name}/{path.name}, seed {name}"
    config = described.get("config", {})
    types = {column: str(type_) for column, type_ in config["column_types"].items()}
    meta = dict(config.get("meta", {}))
    references = [
        Reference(
            entry["columns"],
            entry["in"],
            entry.get("as", entry["columns"]),
            entry.get("unless", []),
        )
        for entry in meta.pop("references", [])
    ]
    for column, type_ in types.items():
        if type_.lower() not in TYPES:
            raise SchemaError(
                f"{where}: column {column} has the type '{type_}'; expected one of "
                f"{', '.join(TYPES)}."
            )
    unknown = set(meta) - set(SeedSchema.__dataclass_fields__)
    if unknown:
        raise SchemaError(
            f"{where}: meta has the unknown {', '.join(sorted(unknown))}."
        )
    return SeedSchema(
        name=name,
        path=path.with_name(f"{name}.csv"),
        types=types,
        is_described="meta" in config,
        references=references,
        **meta,
    )
