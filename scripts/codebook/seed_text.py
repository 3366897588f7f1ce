"""The cells of a seed file, each with its line; what Excel did to a file is told."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from scripts.codebook.mistakes import Mistake, did_you_mean, listed, shown

# Excel in Dutch calls it so; its plain 'CSV' is Windows-1252 with semicolons.
HOW_TO_SAVE = "save it as 'CSV UTF-8' with commas between the cells"
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Line:
    """Cells of a row of a seed, by column, and the line on which it stands."""

    number: int
    cells: dict[str, str]


class UnreadableError(Exception):
    """A seed that can't be read as a table; holds the mistakes."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        """Hold what is wrong."""
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = mistakes


def read_lines(path: Path, file: str, columns: list[str]) -> list[Line]:
    """Read a seed.

    Args:
        path: The file.
        file: What messages call it.
        columns: The columns that it must have, in any order.

    Raises:
        UnreadableError: The file can't be read, is no UTF-8, isn't divided by commas,
            has other columns, a row of another length, an unclosed quote or an empty
            line.
    """
    text = _text(path, file)
    header, rows = _records(text, file, columns)
    mistakes = _wrong_columns(header, file, columns)
    if not mistakes:
        mistakes = [
            mistake
            for number, cells in rows
            if (mistake := _wrong_row(cells, header, file, number))
        ]
    if mistakes:
        raise UnreadableError(mistakes)
    return [Line(n, dict(zip(header, cells, strict=True))) for n, cells in rows]


def _refuse(file: str, what: str, *lines: int) -> UnreadableError:
    return UnreadableError([Mistake(file, what, lines)])


def _text(path: Path, file: str) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _refuse(file, f"the file can't be read ({error.strerror})") from error
    content = content.removeprefix(BOM)
    if b"\0" in content:
        kind = "a workbook" if content.startswith(b"PK") else "no text, or UTF-16"
        raise _refuse(file, f"the file is {kind}; {HOW_TO_SAVE}")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _refuse(
            file,
            "the letters are not in UTF-8 but perhaps in Windows-1252, as Excel's plain"
            f" CSV is; {HOW_TO_SAVE}",
            line,
        ) from error


def _records(
    text: str, file: str, columns: list[str]
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    first = text.split("\n", 1)[0].strip()
    if not first:
        raise _refuse(
            file, f"the first line is empty; expected the columns {', '.join(columns)}"
        )
    for delimiter, name in ((";", "semicolons"), ("\t", "tabs")):
        if delimiter in first and "," not in first:
            raise _refuse(
                file, f"the cells are divided by {name}, not by commas; {HOW_TO_SAVE}"
            )
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            if any("\n" in cell or "\r" in cell for cell in cells):
                raise _refuse(
                    file,
                    'a cell goes on over the end of the line; close the quote (") that'
                    " opens it, or put the cell on one line",
                    start,
                )
            rows.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise _refuse(
            file,
            'a quote (") is not closed, or stands in the middle of a cell; write a'
            ' cell with a comma as "a, b" and a quote in it as ""',
            start,
        ) from error
    return rows[0][1], rows[1:]


def _wrong_columns(header: list[str], file: str, columns: list[str]) -> list[Mistake]:
    mistakes = []
    missing = [name for name in columns if name not in header]
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            what = f"the column {shown(name)} stands there more than once; keep one"
        elif name in columns:
            continue
        elif not name.strip():
            what = "a column has no name; name it, or remove its commas"
        else:
            meant = did_you_mean(name, missing)
            what = f"the column {shown(name)} is not known{meant}; correct or remove it"
        mistakes.append(Mistake(file, what, (1,)))
    if missing:
        word = "column" if len(missing) == 1 else "columns"
        what = (
            f"the {word} {listed(missing, 'and')} should be there; add what is missing"
        )
        mistakes.append(Mistake(file, what, (1,)))
    return mistakes


def _wrong_row(
    cells: list[str], header: list[str], file: str, number: int
) -> Mistake | None:
    if not any(cell.strip() for cell in cells):
        return Mistake(file, "the line is empty; remove it", (number,))
    if len(cells) != len(header):
        what = (
            f"the row has {len(cells)} cell{'' if len(cells) == 1 else 's'}; expected "
            f"{len(header)}, as the header has (a cell with a comma is "
            'written as "a, b")'
        )
        return Mistake(file, what, (number,))
    return None
