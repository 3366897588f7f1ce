"""What is proposed: rows per seed, and what to say about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Row = dict[str, str]
SURE, DECIDE, UNPLACED = "sure", "decide", "unplaced"


@dataclass(frozen=True)
class Note:
    """A sentence about a column or a question.

    Attributes:
        kind: sure, decide (a person has to) or unplaced (nothing is proposed).
        place: The column, as it can be shown, or the question.
        text: What is proposed and why, without a full stop.
        confidence: From 0 to 1, where something was matched.
    """

    kind: str
    place: str
    text: str
    confidence: float | None = None


@dataclass(frozen=True)
class Target:
    """The questionnaire that is proposed.

    Attributes:
        questionnaire: Its id.
        year: Its year.
        first_wave: First wave, YYYY-MM.
        last_wave: Last wave.
        label: Dutch name.
        previous: Id of the questionnaire that it is compared with, or empty.
        smallest: A value that is not known and occurs less often is never shown.
    """

    questionnaire: str
    year: str
    first_wave: str
    last_wave: str
    label: str
    previous: str
    smallest: int


@dataclass
class Proposal:
    """Rows by seed, each complete, and notes in the order of the file."""

    target: Target
    tables: dict[str, list[Row]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def add(self, seed: str, **cells: str) -> None:
        """Propose a row."""
        self.tables.setdefault(seed, []).append(cells)

    def rows(self, seed: str) -> list[Row]:
        """The rows that are proposed for a seed."""
        return self.tables.get(seed, [])

    def note(
        self, kind: str, place: str, text: str, confidence: float | None = None
    ) -> None:
        """Say something about a column."""
        self.notes.append(Note(kind, place, text, confidence))

    def of(self, kind: str) -> list[Note]:
        """The notes of one kind."""
        return [note for note in self.notes if note.kind == kind]


def quoted(texts: Iterable[str], most: int = 8) -> str:
    """A list of texts between quotes, the rest counted."""
    found = list(texts)
    said = ", ".join(f"'{text}'" for text in found[:most])
    return said if len(found) <= most else f"{said} and {len(found) - most} more"
