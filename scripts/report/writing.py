"""Writes the reports of one year: the country and its lokets, all cores at work."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scripts.codebook.dutch import slug
from scripts.publication.editions import CURRENT
from scripts.report.blocks import Deck
from scripts.report.country import Quotes, country_deck
from scripts.report.edition import Edition, ReportError
from scripts.report.loket import loket_deck, lokets

FOLDER = Path("report")
LOKETS = FOLDER / "lokets"
UNFINISHED = ".report-"


@dataclass(frozen=True)
class Task:
    """One report to write: of a loket, or of the country where that is empty."""

    edition: Path
    year: int
    loket: str
    template: Path | None
    out: Path
    quotes: tuple[tuple[int, str, str], ...] = ()


def write_reports(
    published: Path,
    year: int | None = None,
    template: Path | None = None,
    only: Sequence[str] = (),
    quotes: Quotes = (),
    processes: int | None = None,
) -> list[Path]:
    """Write the reports of a year beside the other files of its edition.

    A file that was there is replaced when the new one is whole. When a next edition is
    published its reports are not there until they are written again: none is left
    that shows other figures than the files beside it.

    Args:
        published: The published folder.
        year: The year; without it the latest one.
        template: A researcher's own PowerPoint master.
        only: Ids or labels of lokets; without any the country and all lokets.
        quotes: Approved answers for the slides of the country.
        processes: How many at a time; without it one per core.

    Returns:
        The files, relative to the published folder.

    Raises:
        ReportError: Nothing was published, there is no such year or loket, the template
            lacks something, or a text doesn't fit.
    """
    # the edition that is there now, also if another is published meanwhile
    current = published / CURRENT
    place = (current if current.is_symlink() else published).resolve()
    edition = Edition.open(place, year)
    if template is not None:
        # before the work: a mistake in it holds for every report
        from scripts.report.template import read_template

        read_template(template)
    chosen = _chosen(edition, only)
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=place) as folder:
        work = Path(folder)
        (work / LOKETS).mkdir(parents=True)
        tasks = [
            Task(place, edition.year, loket, template, work, tuple(quotes))
            for loket in ([] if only else [""]) + chosen
        ]
        edition.connection.close()
        workers = min(processes or os.cpu_count() or 1, len(tasks))
        with _pool(workers) as pool:
            written = [file for files in pool.map(write_one, tasks) for file in files]
        (place / LOKETS).mkdir(parents=True, exist_ok=True)
        for file in written:
            (work / file).replace(place / file)
    link = published / FOLDER
    if current.is_symlink() and not link.is_symlink():
        link.symlink_to(Path(CURRENT) / FOLDER)
    return written


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that begin anew: a copy of one that holds a database may hang."""
    with ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn")
    ) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _chosen(edition: Edition, only: Sequence[str]) -> list[str]:
    """The ids of the lokets to write."""
    known = lokets(edition)
    if not only:
        return [row["loket"] for row in known]
    names = {row["loket_label"].lower(): row["loket"] for row in known}
    names |= {row["loket"].lower(): row["loket"] for row in known}
    for name in only:
        if name.lower() not in names:
            raise ReportError(
                f"no loket {name!r} took part in {edition.year}; expected one of "
                f"{', '.join(row['loket_label'] for row in known)}."
            )
    return [names[name.lower()] for name in only]


def deck_of(edition: Edition, loket: str, quotes: Quotes = ()) -> Deck:
    """The report of a loket, or of the country where `loket` is empty."""
    if not loket:
        return country_deck(edition, quotes)
    row = edition.row("dim_loket", loket=loket)
    name = f"kto-{edition.year}-{slug(row['loket_label'])}"
    return loket_deck(edition, row, name)


def write_one(task: Task) -> list[Path]:
    """Write one report in both forms; returns the files, relative to `task.out`."""
    from scripts.report.pdf import write_pdf
    from scripts.report.powerpoint import write_powerpoint

    edition = _opened(task.edition, task.year)
    deck = deck_of(edition, task.loket, task.quotes)
    made = edition.dataset["published_at"]
    name = (LOKETS if task.loket else FOLDER) / deck.file
    files = [name.with_name(f"{name.name}.{ending}") for ending in ("pptx", "pdf")]
    write_powerpoint(deck, task.out / files[0], made, task.template)
    write_pdf(deck, task.out / files[1], made)
    return files


@cache
def _opened(place: Path, year: int) -> Edition:
    return Edition.open(place, year)
