"""A draft on disk: seed files with only the new rows, and what wants a decision."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.codebook.check import check_codebook
from scripts.codebook.mistakes import Mistake
from scripts.codebook.schema import SeedSchema, read_schemas
from scripts.codebook.seed_text import UnreadableError, read_lines

REPORT = "decide.md"


class DraftError(Exception):
    """A draft can't be written or used; its text is one sentence."""


def write_draft(
    folder: Path,
    tables: Mapping[str, Sequence[Mapping[str, str]]],
    schemas: Mapping[str, SeedSchema],
    report: str,
) -> None:
    """Write the rows of each seed as a CSV file with the columns of the seed.

    Raises DraftError where the folder has files: nothing is ever overwritten.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DraftError(
            f"{folder} is there already and is left as it is; name another folder with "
            "--out, or remove it first."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for seed, rows in tables.items():
            columns = list(schemas[seed].types)
            path = folder / f"{seed}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(
                    file, columns, lineterminator="\n", extrasaction="ignore"
                )
                writer.writeheader()
                writer.writerows(rows)
        (folder / REPORT).write_text(report, encoding="utf-8")
    except OSError as error:
        raise DraftError(
            f"{folder} can't be written ({error.strerror}); name another folder with "
            "--out."
        ) from error


def check_with_draft(seeds: Path, draft: Path) -> list[Mistake]:
    """Everything that is wrong in the codebook with a draft's rows in it.

    A mistake in a row of the draft has the draft's file and line.
    """
    with _joined(seeds, draft) as (folder, lengths):
        found = check_codebook(folder)
    return [_placed(mistake, seeds, draft, lengths) for mistake in found]


def adopt_draft(seeds: Path, draft: Path) -> list[Mistake]:
    """Put a draft's rows behind those of the seeds, if that makes no mistakes.

    Returns:
        The mistakes; while there are any, the seeds stay as they are.
    """
    with _joined(seeds, draft) as (folder, lengths):
        found = check_codebook(folder)
        if not found:
            for seed in lengths:
                path = next(seeds.glob(f"*/{seed}.csv"))
                joined = folder / path.relative_to(seeds)
                path.write_bytes(joined.read_bytes())
    return [_placed(mistake, seeds, draft, lengths) for mistake in found]


@contextmanager
def _joined(seeds: Path, draft: Path) -> Iterator[tuple[Path, dict[str, int]]]:
    """A copy of the seeds with the draft in it, and the length of each seed before."""
    if not draft.is_dir():
        raise DraftError(f"{draft} is no folder; name the folder of a draft.")
    schemas = read_schemas(seeds)
    files = sorted(draft.glob("*.csv"))
    if not files:
        raise DraftError(f"{draft} has no seed files; name the folder of a draft.")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / seeds.name
        shutil.copytree(seeds, folder)
        lengths = {}
        for path in files:
            schema = schemas.get(path.stem)
            if schema is None:
                raise DraftError(
                    f"{path} is no seed; expected the name of a file in {seeds}."
                )
            columns = list(schema.types)
            home = folder / schema.path.relative_to(seeds)
            try:
                before = read_lines(home, home.name, columns)
                added = read_lines(path, str(path), columns)
            except UnreadableError as error:
                raise DraftError(str(error)) from error
            lengths[path.stem] = len(home.read_text(encoding="utf-8").splitlines())
            header = list(before[0].cells) if before else columns
            text = home.read_text(encoding="utf-8")
            with home.open("a", encoding="utf-8", newline="") as file:
                file.write("" if text.endswith("\n") else "\n")
                writer = csv.DictWriter(file, header, lineterminator="\n")
                writer.writerows(line.cells for line in added)
        yield folder, lengths


def _placed(
    mistake: Mistake, seeds: Path, draft: Path, lengths: Mapping[str, int]
) -> Mistake:
    """A mistake with the file and lines of the draft, where all its rows are there."""
    seed = Path(mistake.file).stem
    length = lengths.get(seed)
    if length is None or not mistake.lines or min(mistake.lines) <= length:
        return mistake
    # the first row of the draft stands on its second line, below the header
    lines = tuple(line - length + 1 for line in mistake.lines)
    return Mistake(
        (draft / f"{seed}.csv").as_posix(), mistake.what, lines, mistake.column
    )
