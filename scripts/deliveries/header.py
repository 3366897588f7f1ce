"""A delivered header against the codebook."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from scripts.deliveries.codebook import ExportColumn
from scripts.deliveries.rejected import RejectedError
from scripts.deliveries.showing import (
    header_name,
    is_number_or_moment,
    look_alikes,
    plain,
)

# The contents that the raw tables have a column of their own for, by kind of file.
CONTENTS = {
    "responses": ("respondent", "loket", "invited_at", "started_at", "completed_at"),
    "invitations": ("loket", "invited"),
}
# Of these, what a file can't do without, whatever the codebook lists.
_INDISPENSABLE = {"responses": {"respondent"}, "invitations": {"invited"}}
_MOST_NAMED = 5  # missing columns in one sentence
_MOST_RENAMES = 3  # of them, with what may be meant


@dataclass(frozen=True)
class Layout:
    """The columns of a delivered file.

    `columns` are spelled as in the codebook where it knows them, `positions` (from 0)
    tell which column holds a content, `unknown` are the columns it doesn't know.
    """

    columns: tuple[str, ...]
    positions: dict[str, int]
    unknown: tuple[str, ...]


def match_header(
    place: str, header: Sequence[str], expected: Sequence[ExportColumn], kind: str
) -> Layout:
    """Match a header with the codebook's columns: as people read it, in any order.

    Case, spaces at the ends, invisible characters and kinds of spaces don't matter.
    `place` ('file, line 1') begins the sentence of what is rejected: an empty or a
    repeated column name, and a column that the file must have and hasn't.
    """
    known = {_key(column.name): column for column in expected}
    seen: dict[str, int] = {}
    columns: list[str] = []
    positions: dict[str, int] = {}
    unknown: list[str] = []
    problem = ""
    for number, name in enumerate(header, start=1):
        key = _key(name)
        column = known.get(key)
        shown = column.name if column else header_name(name)
        if not key:
            problem = problem or (
                f"{place}, column {number}: the column has no name; name it or remove "
                "it, and deliver the file again."
            )
        elif key in seen:
            problem = problem or (
                f"{place}, column {number}: the column '{shown}' is there already, as "
                f"column {seen[key]}; remove or rename one of them and deliver the "
                "file again."
            )
        seen.setdefault(key, number)
        if column is None:
            unknown.append(name)
            columns.append(name)
        else:
            columns.append(column.name)
            positions.setdefault(column.content, number - 1)
    if not positions and any(map(is_number_or_moment, header)):
        problem = (
            f"{place}: expected the names of the columns, found a row of answers; put "
            "the header above it and deliver the file again."
        )
    if problem:
        raise RejectedError(problem)
    missing = [
        column.name
        for column in expected
        if column.required and _key(column.name) not in seen
    ]
    if missing:
        raise RejectedError(_missing_sentence(place, missing, unknown, header))
    if unlisted := _INDISPENSABLE[kind] - positions.keys():
        raise RejectedError(
            f"{place}: the codebook names no column for {', '.join(sorted(unlisted))}; "
            "add it to seeds/codebook/export_columns.csv and load again."
        )
    return Layout(tuple(columns), positions, tuple(unknown))


def line_of_header(
    rows: Sequence[tuple[int, Sequence[str]]], expected: Sequence[ExportColumn]
) -> int | None:
    """The line among rows that looks like the header: most of its names are known."""
    names = {_key(column.name) for column in expected}
    for line, cells in rows:
        found = sum(_key(cell) in names for cell in cells)
        if found * 2 > len(names):
            return line
    return None


def _key(name: str) -> str:
    return plain(name).casefold()


def _missing_sentence(
    place: str, missing: Sequence[str], unknown: Sequence[str], header: Sequence[str]
) -> str:
    """What is missing, and the unknown column that may be it under another name."""
    named = [f"'{name}'" for name in missing[:_MOST_NAMED]]
    more = len(missing) - len(named)
    tail = f" and {more} more" if more else ""
    what = "column" if len(missing) == 1 else "columns"
    verb = "is" if len(missing) == 1 else "are"
    sentence = f"{place}: the {what} {', '.join(named)}{tail} {verb} missing"
    if len(header) == 1:
        return (
            f"{sentence}; expected semicolons or commas between the columns: save it "
            "as CSV and deliver it again."
        )
    by_key = {_key(name): name for name in unknown}
    renames = [
        _rename(by_key[close[0]], name)
        for name in missing[:_MOST_NAMED]
        if (close := difflib.get_close_matches(_key(name), by_key, n=1))
    ]
    if renames:
        return (
            f"{sentence}; perhaps {' and '.join(renames[:_MOST_RENAMES])}: correct the "
            "header and deliver the file again."
        )
    return f"{sentence}; add what is missing and deliver the file again."


def _rename(found: str, expected: str) -> str:
    sentence = f"'{header_name(found)}' should read '{expected}'"
    odd = look_alikes(found) if expected.isascii() else []
    return f"{sentence} ({', '.join(odd[:_MOST_RENAMES])})" if odd else sentence
