"""A mistake in the codebook as one sentence: what, where, what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

# what is shown of a cell and of a list; more would hide what matters
LONGEST_CELL = 60
LONGEST_LIST = 10
MOST_SENTENCES = 20


@dataclass(frozen=True)
class Mistake:
    """What is wrong in a seed.

    Attributes:
        file: The seed, as a path from the repository's root.
        what: What is wrong, what was expected and what to do, without a full stop.
        lines: Lines of the file, the first being 1; none where it is about the file.
        column: Column, if it is about one.
    """

    file: str
    what: str
    lines: tuple[int, ...] = ()
    column: str = ""

    def __str__(self) -> str:
        """The sentence: 'seeds/…csv, line 5, column kind: …'."""
        place = [self.file]
        if self.lines:
            numbers = [str(line) for line in sorted(set(self.lines))]
            word = "line" if len(numbers) == 1 else "lines"
            place.append(f"{word} {listed(numbers, 'and', most=3)}")
        if self.column:
            place.append(f"column {self.column}")
        return f"{', '.join(place)}: {self.what}."


def together(mistakes: Iterable[Mistake]) -> list[Mistake]:
    """The same mistake in several rows of a file, told once with its lines."""
    groups: dict[tuple[str, str, str], list[int]] = {}
    for mistake in mistakes:
        place = (mistake.file, mistake.what, mistake.column)
        groups.setdefault(place, []).extend(mistake.lines)
    return [
        Mistake(file, what, tuple(lines), column)
        for (file, what, column), lines in groups.items()
    ]


def shown(cell: str) -> str:
    """A cell between quotes, cut where it is long."""
    if len(cell) > LONGEST_CELL:
        cell = f"{cell[:LONGEST_CELL]}…"
    return f"'{cell}'"


def listed(items: Sequence[str], last: str, most: int = LONGEST_LIST) -> str:
    """'a, b and c'; of a long list the first ones 'and 9 more'."""
    if len(items) > most + 1:
        return f"{', '.join(items[:most])} and {len(items) - most} more"
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def one_of(expected: Iterable[str]) -> str:
    """What was expected, as a list: 'a, b or c'."""
    return listed(list(dict.fromkeys(expected)), "or")


def did_you_mean(cell: str, known: Iterable[str]) -> str:
    """' (did you mean score?)' where a known word resembles the cell, else nothing."""
    words = {word.lower(): word for word in known if word}
    close = get_close_matches(cell.strip().lower(), words, n=1, cutoff=0.6)
    return f" (did you mean {words[close[0]]}?)" if close else ""


def report(mistakes: Sequence[Mistake], most: int | None = MOST_SENTENCES) -> str:
    """All mistakes for the terminal, a line each; the rest 'and 9 more'."""
    number = len(mistakes)
    heading = f"The codebook has {number} mistake{'' if number == 1 else 's'}:"
    kept = mistakes if most is None or number <= most + 1 else mistakes[:most]
    lines = [heading, *map(str, kept)]
    if len(kept) < number:
        lines.append(
            f"… and {number - len(kept)} more; `python -m scripts codebook check --all`"
            " names them."
        )
    return "\n".join(lines)
