"""All rules of the codebook as one report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from scripts.codebook.mistakes import Mistake, report, together
from scripts.codebook.resolved import INHERITED, NEEDED, resolved
from scripts.codebook.rules import RULES
from scripts.codebook.rules.tables import reference_rules, row_rules
from scripts.codebook.schema import SchemaError
from scripts.codebook.seeds import Seeds, read_seeds


class CodebookError(Exception):
    """The codebook has mistakes; its text names them."""


def check_codebook(folder: Path) -> list[Mistake]:
    """Everything that is wrong in the seeds of a folder, in the order of the files.

    Seeds that can't be read are told as such; what holds within a seed is looked at in
    the others, and what holds between seeds in those of which each row is right.
    """
    try:
        seeds = read_seeds(folder)
    except SchemaError as error:
        return [Mistake(folder.name, str(error).rstrip("."))]
    return mistakes_in(seeds)


def mistakes_in(seeds: Seeds) -> list[Mistake]:
    """Everything that is wrong in seeds that were read."""
    mistakes = list(seeds.mistakes)
    found = {name: row_rules(seeds, seeds.schemas[name]) for name in seeds.tables}
    # what a questionnaire inherits follows from all of these
    is_resolved = all(name in found and not found[name] for name in NEEDED)
    full = resolved(seeds) if is_resolved else seeds
    left_out = () if is_resolved else INHERITED
    for name in seeds.tables:
        found[name] += reference_rules(seeds, seeds.schemas[name], full, left_out)
        mistakes += found[name]
    sound = {name for name, told in found.items() if not told}
    for rule in RULES:
        needed = {*rule.seeds}
        if needed & {*INHERITED} and not is_resolved:
            continue
        if sound >= needed and seeds.tables.keys() >= set(rule.beside):
            mistakes += _once(rule.find(seeds if rule.as_written else full))
    files = list(map(seeds.file, seeds.schemas))
    return sorted(
        together(mistakes),
        key=lambda m: (files.index(m.file) if m.file in files else len(files), m.lines),
    )


def _once(mistakes: Iterable[Mistake]) -> Iterator[Mistake]:
    """What is wrong in a row that is inherited is told of its first questionnaire."""
    told = set()
    for mistake in mistakes:
        place = (mistake.file, mistake.lines, mistake.column)
        if not mistake.lines or place not in told:
            told.add(place)
            yield mistake


def require_sound_codebook(folder: Path) -> None:
    """Raise CodebookError, with a report for the terminal, where there are mistakes."""
    mistakes = check_codebook(folder)
    if mistakes:
        raise CodebookError(report(mistakes))
