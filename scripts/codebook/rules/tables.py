"""What holds for every seed: types, allowed values, keys, references.

Each function takes one seed's schema; see scripts/codebook/schema.py for its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from scripts.codebook.mistakes import Mistake, did_you_mean, one_of, shown
from scripts.codebook.resolved import is_true
from scripts.codebook.rules.reserved_words import RESERVED_WORDS
from scripts.codebook.schema import SeedSchema
from scripts.codebook.seeds import SeedRow, Seeds, grouped

WAVE = re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])")
WORD = re.compile(r"[a-z][a-z0-9_]*")
WORD_OR_NUMBER = re.compile(r"[a-z0-9_]+")
WHOLE = re.compile(r"-?[0-9]{1,9}")
NUMBER = re.compile(r"-?[0-9]{1,12}([.][0-9]{1,12})?")
LONGEST_LIST = 15
BOOLEANS = ("true", "false")
# what a person, or Excel in Dutch, writes for them
MEANT = {"waar": "true", "ja": "true", "yes": "true", "1": "true", "t": "true"} | {
    "onwaar": "false",
    "nee": "false",
    "no": "false",
    "0": "false",
    "f": "false",
}


def row_rules(seeds: Seeds, schema: SeedSchema) -> list[Mistake]:
    """What a seed's schema says of its rows by themselves: cells, and keys.

    Rows with a cell that can't be right take no part in what is compared between rows,
    so that one mistake is told once.
    """
    mistakes = _wrong_cells(seeds, schema)
    if schema.is_described:
        mistakes += _missing_values(seeds, schema)
        mistakes += _repeated_rows(_sound_rows(seeds, schema, mistakes), schema)
        if not seeds[schema.name] and not schema.may_be_empty:
            hint = f"; {schema.when_empty}" if schema.when_empty else ""
            what = f"the seed has no rows{hint}"
            mistakes.append(seeds.mistake(schema.name, what))
    return mistakes


def reference_rules(
    seeds: Seeds, schema: SeedSchema, full: Seeds, left_out: Collection[str]
) -> list[Mistake]:
    """What a seed's schema says of the rows that its rows refer to.

    They are looked up in `full`, in which each questionnaire has what it inherits; not
    those of the seeds in `left_out`.
    """
    if not schema.is_described:
        return []
    rows = _sound_rows(seeds, schema, _wrong_cells(seeds, schema))
    return list(_unknown_references(full, rows, schema, left_out))


def _wrong_cells(seeds: Seeds, schema: SeedSchema) -> list[Mistake]:
    return [
        mistake
        for row in seeds[schema.name]
        for column in schema.types
        if (mistake := _wrong_cell(row, column, schema))
    ]


def _sound_rows(
    seeds: Seeds, schema: SeedSchema, mistakes: list[Mistake]
) -> list[SeedRow]:
    wrong = {line for mistake in mistakes for line in mistake.lines}
    return [row for row in seeds[schema.name] if row.line not in wrong]


def _wrong_cell(row: SeedRow, column: str, schema: SeedSchema) -> Mistake | None:
    cell = row[column]
    if not cell:
        needed = schema.when_dropped if is_dropped(row) else [*schema.types]
        is_needed = column in needed and column not in schema.optional
        if not schema.is_described or not is_needed:
            return None
        return row.mistake(f"the cell is empty; {_expected(schema, column)}", column)
    if cell != cell.strip() and column not in schema.kept_as_is:
        what = f"{shown(cell)} begins or ends with a space; remove it"
        return row.mistake(what, column)
    if cell.strip().lower() == "null":
        return row.mistake(
            "'null' would be read as an empty cell; write it otherwise", column
        )
    for wrong in (_wrong_type, _wrong_value, _wrong_shape):
        told = wrong(cell, column, schema)
        if told:
            return row.mistake(told, column)
    return None


def is_dropped(row: SeedRow) -> bool:
    """Whether a row takes away what its questionnaire would inherit."""
    return is_true(row.get("dropped", ""))


def _expected(schema: SeedSchema, column: str) -> str:
    if column in schema.values:
        return f"expected {one_of(schema.values[column])}"
    kinds = {"boolean": "true or false", "integer": "a whole number"}
    return f"expected {kinds.get(schema.types[column].lower(), 'a value')}"


def _wrong_type(cell: str, column: str, schema: SeedSchema) -> str | None:
    type_ = schema.types[column].lower()
    if type_ == "boolean" and cell.lower() not in BOOLEANS:
        meant = MEANT.get(cell.lower())
        proposal = f" (did you mean {meant}?)" if meant else ""
        return f"{shown(cell)} is not true or false{proposal}"
    if type_ == "integer" and not WHOLE.fullmatch(cell):
        return f"{shown(cell)} is not a whole number{_whole_meant(cell)}"
    if type_ == "double" and not NUMBER.fullmatch(cell):
        return f"{shown(cell)} is not a number{decimal_meant(cell)}"
    return None


def _whole_meant(cell: str) -> str:
    whole = re.fullmatch(r"(-?[0-9]{1,9})[.,]0+", cell)
    return f" (did you mean {whole[1]}?)" if whole else ""


def decimal_meant(cell: str) -> str:
    """' (did you mean 0.05? …)' for a number with a decimal comma."""
    number = cell.strip().replace(",", ".")
    if number != cell and NUMBER.fullmatch(number):
        return f" (did you mean {number}? a decimal point, not a comma)"
    return ""


def _wrong_value(cell: str, column: str, schema: SeedSchema) -> str | None:
    values = schema.values.get(column)
    if values and cell not in values:
        meant = did_you_mean(cell, values)
        # a list that is cut anyway says nothing beside a proposal
        if meant and len(values) > LONGEST_LIST:
            return f"{shown(cell)} is not known{meant}; correct it"
        return f"{shown(cell)} is not known{meant}; expected {one_of(values)}"
    limits = schema.ranges.get(column)
    if limits and not limits[0] <= float(cell) <= limits[1]:
        return f"{cell} is out of range; expected {limits[0]} to {limits[1]}"
    return None


def _wrong_shape(cell: str, column: str, schema: SeedSchema) -> str | None:
    pattern = schema.patterns.get(column)
    if pattern and not re.fullmatch(pattern["like"], cell):
        return f"{shown(cell)} is not well-formed; expected {pattern['said']}"
    if column in schema.waves and not WAVE.fullmatch(cell):
        return f"{shown(cell)} is not a wave; expected a year and a month, as 2024-01"
    if column in schema.words and not WORD.fullmatch(cell):
        return (
            f"{shown(cell)} is not a word; expected a small letter and then small "
            f"letters, digits and _{_word_meant(cell)}"
        )
    if column in schema.words_or_numbers and not WORD_OR_NUMBER.fullmatch(cell):
        return (
            f"{shown(cell)} is not a word; expected small letters, digits and _"
            f"{_word_meant(cell)}"
        )
    if column in schema.columns_of_tables and cell in RESERVED_WORDS:
        return (
            f"{shown(cell)} is a word of SQL and can't be the name of a column; choose "
            f"another, such as {cell}_of_client"
        )
    return None


def _word_meant(cell: str) -> str:
    word = re.sub(r"[^a-z0-9]+", "_", cell.strip().lower()).strip("_")
    return f" (did you mean {word}?)" if WORD_OR_NUMBER.fullmatch(word) else ""


def _missing_values(seeds: Seeds, schema: SeedSchema) -> Iterator[Mistake]:
    for column in schema.complete:
        present = set(seeds.column(schema.name, column))
        missing = [v for v in schema.values[column] if v not in present]
        for cell in present.difference(schema.values[column]):
            # a misspelt one is told as that
            meant = did_you_mean(cell, schema.values[column])
            missing = [value for value in missing if f" {value}?" not in meant]
        for value in missing:
            yield seeds.mistake(
                schema.name, f"the row of {column} {value} is missing; add it again"
            )


def _repeated_rows(rows: list[SeedRow], schema: SeedSchema) -> Iterator[Mistake]:
    for columns in [schema.key, *schema.unique]:
        for group in _alike(rows, columns, schema).values():
            if len(group) > 1:
                names = ", ".join(filter(None, group[-1].at(*columns)))
                what = (
                    f"{names} stands there more than once; keep one row"
                    if columns == schema.key
                    else f"{' and '.join(columns)} {names} stands there more than "
                    "once; give each row its own"
                )
                lines = tuple(row.line for row in group)
                yield Mistake(group[0].file, what, lines)


def _alike(
    rows: list[SeedRow], columns: list[str], schema: SeedSchema
) -> dict[tuple[str, ...], list[SeedRow]]:
    if not columns:
        return {}
    compared: dict[str, Callable[[str], str]] = {
        column: (lambda cell: cell.strip().lower())
        if column in schema.any_case
        else (lambda cell: cell)
        for column in columns
    }
    groups: dict[tuple[str, ...], list[SeedRow]] = {}
    for row in rows:
        same = tuple(compared[column](row[column]) for column in columns)
        groups.setdefault(same, []).append(row)
    return groups


def _unknown_references(
    seeds: Seeds, rows: list[SeedRow], schema: SeedSchema, left_out: Collection[str]
) -> Iterator[Mistake]:
    for reference in schema.references:
        if reference.seed not in seeds.tables or reference.seed in left_out:
            continue
        known = seeds.values(reference.seed, *reference.home)
        told = grouped((row for row in rows if not is_dropped(row)), *reference.columns)
        for cells, group in told.items():
            if "" in cells or cells in known or cells[-1] in reference.unless:
                continue
            alike = [home[-1] for home in known if home[:-1] == cells[:-1]]
            home = seeds.file(reference.seed)
            unless = one_of(reference.unless)
            what = (
                f"{shown(cells[-1])}{_of(cells[:-1])} is not in {home}"
                f"{f' and is not {unless}' if unless else ''}"
                f"{did_you_mean(cells[-1], [*alike, *reference.unless])}; add it there "
                "or correct it here"
            )
            lines = tuple(row.line for row in group)
            yield Mistake(group[0].file, what, lines, reference.columns[-1])


def _of(cells: tuple[str, ...]) -> str:
    return f" of {', '.join(cells)}" if cells else ""
