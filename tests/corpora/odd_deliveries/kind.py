"""A kind of bad or odd delivery: how it is made, and what must become of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpora.made_deliveries import Row, response, responses, write_csv

WAVE = "2023-05"
RESPONSES = f"responses_{WAVE}.csv"
INVITATIONS = f"invitations_{WAVE}.csv"
# What a shifted row could put in any cell; no message may have a part of it.
PERSONAL = ("Jan de Vries", "06-12345678", "j.devries@example.nl", "Kerkstraat 12")
N_ROWS = 12  # in a made file, of which a few may be odd


@dataclass(frozen=True)
class Kind:
    """A kind of delivery.

    `make` puts files in a folder and returns the one that it is about. `outcome` is
    loaded, quarantined (loaded but for some rows), superseded, warned, ignored,
    rejected or refused (the whole folder). `counts` are delivered, loaded, superseded
    and quarantined rows; `sentence` is a part of what the terminal must say.
    """

    name: str
    make: Callable[[Path], Path]
    outcome: str
    sentence: str = ""
    counts: tuple[int, int, int, int] = (0, 0, 0, 0)
    arguments: tuple[str, ...] = field(default=())


def good_rows(n: int = N_ROWS, wave: str = WAVE) -> list[Row]:
    """Valid rows of respondents r0, r1, …"""
    return responses(*(f"r{i}" for i in range(n)), wave=wave)


def table_of(rows: Sequence[Row]) -> list[list[str]]:
    """Rows as a header and cells."""
    return [list(rows[0]), *(list(row.values()) for row in rows)]


def with_cell(
    content: str, value: str, name: str = RESPONSES
) -> Callable[[Path], Path]:
    """Makes a file of which one row has a value for a content."""

    def make(folder: Path) -> Path:
        rows = good_rows()
        rows[3] = response("r3", **{content: value})
        return write_csv(folder / name, rows)

    return make


def with_bytes(
    change: Callable[[bytes], bytes], name: str = RESPONSES
) -> Callable[[Path], Path]:
    """Makes a valid CSV file and changes its bytes."""

    def make(folder: Path) -> Path:
        path = write_csv(folder / name, good_rows())
        path.write_bytes(change(path.read_bytes()))
        return path

    return make


def with_content(content: bytes, name: str = RESPONSES) -> Callable[[Path], Path]:
    """Makes a file of these bytes."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def with_rows(
    change: Callable[[list[list[str]]], None], name: str = RESPONSES
) -> Callable[[Path], Path]:
    """Makes a CSV file from a changed header and rows."""

    def make(folder: Path) -> Path:
        table = table_of(good_rows())
        change(table)
        path = folder / name
        text = "\n".join(";".join(cells) for cells in table)
        path.write_text(text + "\n", encoding="utf-8")
        return path

    return make
