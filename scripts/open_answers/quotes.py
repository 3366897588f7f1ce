"""Answers that may be quoted: candidates, and those that a researcher approved.

The list is a file beside the warehouse, never in the repository or among what is
published. It holds masked texts and no respondent. Nothing is approved by itself, and
what is approved is checked again each time that it is used.
"""

from __future__ import annotations

import argparse
import csv
import os
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

import duckdb

from scripts.open_answers.masking import mask

COLUMNS = ("approved", "year", "question", "theme", "quote")
YES = ("ja", "x", "yes")
# what fits on a slide and still says something, in characters
SHORTEST, LONGEST = 25, 220
PER_THEME = 25

# masked answers, of themes that enough clients wrote about
ANSWERS = """
select distinct
    answers.year,
    answers.question,
    themes.theme,
    answers.answer
from staging.stg_kto__open_answers as answers
inner join staging.stg_kto__open_answer_themes as themes
    on answers.respondent = themes.respondent and answers.question = themes.question
inner join marts.mart_open_answer_themes as counted
    on answers.year = counted.year
    and answers.question = counted.question
    and themes.theme = counted.theme
where answers.option is null
    -- of a rare theme an answer would point at who wrote it
    and counted.n_answers >= (
        select cast(value as integer)
        from codebook.report_policy
        where setting = 'suppression_min_base'
    )
order by all
"""


class QuoteError(Exception):
    """What is wrong with a list of quotes, in one sentence without their text."""


@dataclass(frozen=True)
class Quote:
    """A masked answer."""

    year: int
    question: str
    theme: str
    text: str


def candidates(warehouse: Path) -> list[Quote]:
    """Masked answers that may be shown to a researcher, some per year and theme.

    Those without a tag such as [naam] come first, then the longer ones.
    """
    themes: dict[tuple[int, str, str], list[Quote]] = {}
    for quote in _answers(warehouse):
        if SHORTEST <= len(quote.text) <= LONGEST:
            own = themes.setdefault((quote.year, quote.question, quote.theme), [])
            own.append(quote)
    return [
        quote
        for own in themes.values()
        for quote in sorted(own, key=lambda q: ("[" in q.text, -len(q.text)))[
            :PER_THEME
        ]
    ]


def add_quote_options(parser: argparse.ArgumentParser) -> None:
    """Add --quotes, and --warehouse, to a command that lays approved answers out."""
    parser.add_argument(
        "--quotes",
        type=Path,
        metavar="FILE",
        help="a list of approved answers, see `python -m scripts quotes`",
    )
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=Path(os.environ.get("KTO_WAREHOUSE") or "warehouse/warehouse.duckdb"),
        help="which the quotes are checked against; for nothing else",
    )


def write_list(file: Path, found: Iterable[Quote]) -> int:
    """Write candidates to a list, in which what was approved stays.

    Returns:
        How many were added.
    """
    rows = _read(file) if file.exists() else []
    known = {tuple(row[name] for name in COLUMNS[1:]) for _, row in rows}
    new = [q for q in found if tuple(map(str, astuple(q))) not in known]
    # beside it first: where the disk is full, what was approved is not lost
    beside = file.with_name(f".{file.name}.new")
    with beside.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened, delimiter=";", lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([row[name] for name in COLUMNS] for _, row in rows)
        writer.writerows(("", *astuple(quote)) for quote in new)
    beside.replace(file)
    return len(new)


def approved(file: Path, warehouse: Path) -> list[Quote]:
    """The quotes of a list that were approved, each checked again.

    Args:
        file: The list, as `write_list` makes it.
        warehouse: The warehouse that they are from.

    Raises:
        QuoteError: The list or the warehouse can't be read; a quote isn't an answer on
            its theme in the warehouse (any more), so was changed, its respondent is
            forgotten or too few wrote about the theme; or a masker finds something in
            it.
    """
    rows = _read(file)
    try:
        answers = set(_answers(warehouse))
    except duckdb.CatalogException as error:
        raise QuoteError(
            f"the warehouse {warehouse}, which the quotes are checked against, is not "
            "built; build it, or name another with --warehouse."
        ) from error
    except duckdb.Error as error:
        raise QuoteError(
            f"the warehouse {warehouse}, which the quotes are checked against, can't "
            "be read; build it, wait until nobody writes to it, or name another with "
            "--warehouse."
        ) from error
    quotes = []
    for line, row in rows:
        said = row["approved"].strip().lower()
        if not said:
            continue
        place = f"{file}, line {line}, column"
        if said not in YES:
            raise QuoteError(f"{place} 'approved': expected ja or nothing.")
        if not row["year"].isdecimal():
            raise QuoteError(f"{place} 'year': expected a year such as 2023.")
        quote = Quote(int(row["year"]), row["question"], row["theme"], row["quote"])
        if quote not in answers:
            raise QuoteError(
                f"{place} 'quote': this is no answer in {warehouse} on a theme that "
                "enough clients wrote about (any more); take its approval away, or "
                "make the list again."
            )
        if mask(quote.text) != quote.text:
            raise QuoteError(
                f"{place} 'quote': there may be personal data in it; take its approval "
                "away."
            )
        quotes.append(quote)
    return quotes


def _answers(warehouse: Path) -> list[Quote]:
    """The masked answers that may be quoted, with single spaces."""
    with duckdb.connect(warehouse, read_only=True) as connection:
        found = connection.execute(ANSWERS).fetchall()
    return [
        Quote(int(year), question, theme, " ".join(text.split()))
        for year, question, theme, text in found
    ]


def _read(file: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of a list, each with the number of its line."""
    try:
        return _rows(file)
    except FileNotFoundError as error:
        raise QuoteError(
            f"there is no list {file}; make it with `python -m scripts quotes`."
        ) from error
    except OSError as error:
        raise QuoteError(f"{file} can't be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise QuoteError(
            f"{file} is not in UTF-8; save it in Excel as 'CSV UTF-8'."
        ) from error


def _rows(file: Path) -> list[tuple[int, dict[str, str]]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.DictReader(opened, delimiter=";")
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise QuoteError(
                f"{file}, line 1: expected the columns {', '.join(COLUMNS)}, with "
                "semicolons between them."
            )
        rows = []
        for row in reader:
            if None in row or None in row.values():
                raise QuoteError(
                    f"{file}, line {reader.line_num}: expected {len(COLUMNS)} cells as "
                    "in the header."
                )
            rows.append((reader.line_num, row))
    return rows
