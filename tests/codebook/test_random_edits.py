"""Any single edit of a seed is either harmless or told with its file and line."""

import csv
import random
from dataclasses import replace
from pathlib import Path

import pytest
from broken_seeds import SEEDS

from scripts.codebook.check import mistakes_in
from scripts.codebook.mistakes import Mistake
from scripts.codebook.schema import SeedSchema
from scripts.codebook.seed_text import UnreadableError, read_lines
from scripts.codebook.seeds import SeedRow, Seeds, read_seeds

EDITS = 6
# Codes and names that stand for something only where a rule looks them up elsewhere.
LOOKED_UP = {
    "routing": ["routing_answer"],
    "subgroup_options": ["option"],
    "ungrouped_options": ["option"],
    "answer_codes": ["option"],
    "export_columns": ["code_list"],
    "phrases": ["id"],
    "report_policy": ["setting", "unit", "value"],
    "published_tables": ["table_name", "keys", "bases", "kept", "windows"],
    "published_figures": ["member", "option"],
}
SOUND = read_seeds(SEEDS)
NAMES = sorted(name for name, rows in SOUND.tables.items() if rows)


def constrained(schema: SeedSchema) -> set[str]:
    """Columns in which a letter more can't be right."""
    return {
        *(column for column, type_ in schema.types.items() if type_ != "varchar"),
        *schema.waves,
        *schema.values,
        *schema.patterns,
        *(one.columns[-1] for one in schema.references if not one.unless),
        *LOOKED_UP.get(schema.name, []),
    }


def edited(name: str, row: SeedRow, column: str, cell: str) -> list[Mistake]:
    rows = [
        replace(one, cells={**one.cells, column: cell}) if one is row else one
        for one in SOUND[name]
    ]
    return mistakes_in(
        Seeds(SOUND.root, SOUND.schemas, {**SOUND.tables, name: rows}, [])
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_too_many_is_told_where_it_matters(name: str) -> None:
    """Free text may be anything; whatever else is edited is named by file and line."""
    schema, chance = SOUND.schemas[name], random.Random(f"letters in {name}")
    for _ in range(EDITS):
        row = chance.choice(SOUND[name])
        column = chance.choice(list(schema.types))
        mistakes = edited(name, row, column, f"{row[column]}q")
        is_told = any(
            mistake.file == row.file and row.line in mistake.lines
            for mistake in mistakes
        )
        place = f"{row.file}, line {row.line}, column {column}"
        if row[column] and column in constrained(schema):
            assert is_told, place
        # what is wrong elsewhere follows from an id that changed here
        if mistakes and not is_told:
            assert column in {*schema.key, *schema.words}, (place, *map(str, mistakes))


@pytest.mark.parametrize("name", NAMES)
def test_no_cell_stops_the_check(name: str) -> None:
    """Whatever stands in a cell, the check says so in sentences and goes on."""
    schema, chance = SOUND.schemas[name], random.Random(f"cells in {name}")
    cells = ["", "x", "-1", "99999999999", "1,5", "1e5", "NaN", "é'\"|;", " ", "{", "*"]
    cells += ["x" * 5000, "(", "[", "null", "\\", "2023-13", "true", "１", "\u200b"]
    for _ in range(EDITS):
        row = chance.choice(SOUND[name])
        column = chance.choice(list(schema.types))
        for mistake in edited(name, row, column, chance.choice(cells)):
            assert str(mistake).startswith("seeds/")
            assert "\n" not in str(mistake)


def test_no_file_stops_the_reader(tmp_path: Path) -> None:
    """Bytes of a seed dropped, doubled and swapped: rows, or a sentence."""
    chance, path = random.Random("bytes"), tmp_path / "seed.csv"
    content = (SEEDS / "codebook" / "options.csv").read_bytes()
    columns = list(SOUND.schemas["options"].types)
    for _ in range(300):
        place, length = chance.randrange(len(content)), chance.randrange(4)
        junk = bytes(chance.choices(b'",;\n\r\0\xff\xe9x', k=chance.randrange(4)))
        path.write_bytes(content[:place] + junk + content[place + length :])
        try:
            lines = read_lines(path, "seed.csv", columns)
        except UnreadableError as error:
            assert all(str(one).startswith("seed.csv") for one in error.mistakes)
        else:
            assert all(set(line.cells) == set(columns) for line in lines)


def test_lines_are_those_of_the_file() -> None:
    for name in NAMES:
        rows = SOUND[name]
        lines = (SOUND.root / rows[0].file).read_text(encoding="utf-8").splitlines()
        for row in chance_rows(rows):
            assert next(csv.reader([lines[row.line - 1]])) == list(row.cells.values())


def chance_rows(rows: list[SeedRow]) -> list[SeedRow]:
    return random.Random("lines").sample(rows, min(10, len(rows)))
