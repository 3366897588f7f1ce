"""A codebook for a survey of its own: the seeds without what is about another."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass
from pathlib import Path

from scripts.codebook.rules.settings import NONE
from scripts.codebook.schema import SeedSchema
from scripts.codebook.seeds import SeedRow, Seeds

# the seed in which the survey has its name
_NAME = "phrases"
_ABOUT_DIMENSIONS = ("dimension", "subgroup")


class BeginError(Exception):
    """No codebook can be begun; its text is one sentence."""


@dataclass(frozen=True)
class Begun:
    """What was done: the rows that are left out, and where they are kept."""

    left_out: int
    seeds: int
    kept: Path


def begin(seeds: Seeds, folder: Path, name: str, kept: Path) -> Begun:
    """Leave out of the seeds every row that is about the survey that they are of.

    What holds for any survey stays: the policy, headings, months, words. The whole
    folder as it was is kept.

    Args:
        seeds: The seeds, all of them readable.
        folder: Their folder, whose files are changed.
        name: What the survey is called.
        kept: Where the folder is copied to.

    Raises:
        BeginError: A seed can't be read, there is no name, or `kept` is there already.
    """
    if seeds.mistakes:
        raise BeginError(str(seeds.mistakes[0]))
    if not name.strip():
        raise BeginError("The survey has no name; give it one with --name.")
    if kept.exists():
        raise BeginError(
            f"{kept} is there already and is left as it is; move it, or name another "
            "folder with --kept."
        )
    shutil.copytree(folder, kept)
    left_out, touched = 0, 0
    for schema in seeds.schemas.values():
        if not schema.of_survey:
            continue
        rows = seeds[schema.name]
        stay = [_as_before(row) for row in rows if not _is_of_survey(row, schema)]
        left_out += len(rows) - len(stay)
        touched += 1
        _write(schema, [*stay, *_first_rows(schema, name.strip())])
    return Begun(left_out, touched, kept)


def _is_of_survey(row: SeedRow, schema: SeedSchema) -> bool:
    if isinstance(schema.of_survey, bool):
        return schema.of_survey
    return any(row[column] for column in schema.of_survey)


def _as_before(row: SeedRow) -> dict[str, str]:
    """A row that stays; a setting that names a dimension has none to name."""
    cells = dict(row)
    if cells.get("unit") in _ABOUT_DIMENSIONS:
        cells["value"] = NONE
    return cells


def _first_rows(schema: SeedSchema, name: str) -> list[dict[str, str]]:
    cells = dict.fromkeys(schema.types, "")
    if schema.name == _NAME:
        return [{**cells, "kind": "survey", "id": "name", "phrase": name}]
    return []


def _write(schema: SeedSchema, rows: list[dict[str, str]]) -> None:
    with schema.path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(schema.types), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
