"""The seeds as rows of text that know where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.codebook.mistakes import Mistake, did_you_mean
from scripts.codebook.schema import SeedSchema, read_schemas
from scripts.codebook.seed_text import UnreadableError, read_lines


@dataclass(frozen=True)
class SeedRow(Mapping[str, str]):
    """A row of a seed: its cells as text by column, its file and its line."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """A cell; an empty one is an empty text."""
        return self.cells[column]

    def __iter__(self) -> Iterator[str]:
        """The columns."""
        return iter(self.cells)

    def __len__(self) -> int:
        """How many columns there are."""
        return len(self.cells)

    def at(self, *columns: str) -> tuple[str, ...]:
        """Cells of several columns."""
        return tuple(self.cells[column] for column in columns)

    def mistake(self, what: str, column: str = "") -> Mistake:
        """A mistake in this row."""
        return Mistake(self.file, what, (self.line,), column)


@dataclass(frozen=True)
class Seeds:
    """The seeds of a repository that could be read, and what was wrong with the rest.

    Attributes:
        root: Folder that holds the folder of the seeds.
        schemas: What each seed must look like, by its name.
        tables: The rows of each seed that could be read, by its name.
        mistakes: Why the others could not be.
    """

    root: Path
    schemas: dict[str, SeedSchema]
    tables: dict[str, list[SeedRow]]
    mistakes: list[Mistake]

    def __getitem__(self, seed: str) -> list[SeedRow]:
        """The rows of a seed."""
        return self.tables[seed]

    def file(self, seed: str) -> str:
        """What messages call the file of a seed."""
        return said(self.schemas[seed].path, self.root)

    def values(self, seed: str, *columns: str) -> set[tuple[str, ...]]:
        """The cells of some columns, over all rows."""
        return {row.at(*columns) for row in self[seed]}

    def pairs(self, seed: str, key: str, value: str) -> dict[str, str]:
        """The cells of one column by those of another."""
        return {row[key]: row[value] for row in self[seed]}

    def column(self, seed: str, column: str) -> list[str]:
        """The cells of a column, in order."""
        return [row[column] for row in self[seed]]

    def mistake(self, seed: str, what: str) -> Mistake:
        """A mistake that is about a whole seed."""
        return Mistake(self.file(seed), what)


def grouped(
    rows: Iterable[SeedRow], *columns: str
) -> dict[tuple[str, ...], list[SeedRow]]:
    """Rows by their cells in some columns."""
    groups: dict[tuple[str, ...], list[SeedRow]] = {}
    for row in rows:
        groups.setdefault(row.at(*columns), []).append(row)
    return groups


def said(path: Path, root: Path) -> str:
    """A path as messages have it: from the repository's root."""
    return path.relative_to(root).as_posix()


def read_seeds(folder: Path) -> Seeds:
    """Read every seed in a folder such as seeds/.

    A seed that can't be read is left out of `tables`, and `mistakes` says why; so is a
    CSV file that is no seed.

    Raises:
        SchemaError: The YAML beside the seeds can't be used.
    """
    root = folder.parent
    schemas = read_schemas(folder)
    tables: dict[str, list[SeedRow]] = {}
    mistakes: list[Mistake] = []
    found = {path.name: path for path in sorted(folder.rglob("*.csv"))}
    for schema in schemas.values():
        file = said(schema.path, root)
        if not schema.path.is_file():
            what = "the seed is missing; restore the file"
            elsewhere = found.get(schema.path.name)
            if elsewhere is not None:
                what = (
                    f"the seed is missing; move it there from {said(elsewhere, root)}"
                )
            mistakes.append(Mistake(file, what))
            continue
        try:
            lines = read_lines(schema.path, file, list(schema.types))
        except UnreadableError as error:
            mistakes += error.mistakes
        else:
            tables[schema.name] = [SeedRow(file, n.number, n.cells) for n in lines]
    expected = {schema.path for schema in schemas.values()}
    mistakes += [
        Mistake(
            said(path, root),
            f"the file is no seed{did_you_mean(path.stem, schemas)}; move it out of"
            f" {folder.name}/, or describe it in a YAML file beside it",
        )
        for path in sorted(folder.rglob("*.csv"))
        if path not in expected
    ]
    if not schemas:
        mistakes.append(
            Mistake(
                folder.name,
                "no seeds are described here; run from the repository's root, or name "
                "the folder with --seeds",
            )
        )
    return Seeds(root, schemas, tables, mistakes)
