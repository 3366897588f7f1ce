"""XLSX deliveries: the first sheet, every cell as the text a person would type."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import python_calamine

from scripts.deliveries.rejected import RejectedError
from scripts.deliveries.tables import CHUNK_ROWS, Chunk, DeliveredTable, chunk_of

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"  # password-protected workbooks and those of Excel 97-2003
_LARGEST_EXACT_INTEGER = 2**53  # beyond it a float no longer holds every whole number


@contextmanager
def open_xlsx(path: Path, chunk_rows: int = CHUNK_ROWS) -> Iterator[DeliveredTable]:
    """Open the first sheet of a workbook; a line number is a row number of the sheet.

    Raises RejectedError for a file that isn't a readable workbook.
    """
    _reject_other_formats(path)
    try:
        workbook = python_calamine.load_workbook(path)
        sheet = workbook.get_sheet_by_index(0)
        numbered = enumerate(sheet.iter_rows(), start=1)
        rows = ((line, row) for line, row in numbered if any(c != "" for c in row))
        first = next(rows, None)
    except (python_calamine.CalamineError, IndexError) as error:
        raise RejectedError(
            f"{path.name} can't be read as an Excel workbook ({error}): it is damaged "
            "or cut short; save it again and deliver it again."
        ) from error
    if first is None:
        raise RejectedError(
            f"{path.name} is empty: expected a header and rows on the first sheet, "
            f"'{sheet.name}'."
        )
    header_line, names = first
    header = [text_of(name).strip() for name in names]
    # Cells that were once formatted make a sheet wider than its table.
    while header and not header[-1]:
        header.pop()
    others = len(workbook.sheet_names) - 1
    yield DeliveredTable(
        header=tuple(header),
        header_line=header_line,
        encoding=None,
        chunks=_chunks(rows, len(header), chunk_rows),
        remark=(
            f"{path.name}: only the first of {others + 1} sheets, '{sheet.name}', was "
            "read."
            if others
            else ""
        ),
    )


def text_of(value: object) -> str:
    """A value as text: 7.0 is '7', a moment is ISO text, a boolean '1' or '0'."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < _LARGEST_EXACT_INTEGER
        return str(int(value)) if whole else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return "" if value is None else str(value)


def _chunks(
    rows: Iterator[tuple[int, Sequence[object]]], width: int, chunk_rows: int
) -> Iterator[Chunk]:
    while chunk := list(islice(rows, chunk_rows)):
        yield chunk_of(
            [line for line, _ in chunk], [_texts(row, width) for _, row in chunk]
        )


def _texts(row: Sequence[object], width: int) -> list[str]:
    """A row as text, as wide as the header unless there is text beside it."""
    texts = list(map(text_of, row))
    return texts if any(texts[width:]) else texts[:width]


def _reject_other_formats(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(4)
    if start == _OLE:
        raise RejectedError(
            f"{path.name} is protected with a password, or made by an old Excel; save "
            "it as .xlsx without a password and deliver it again."
        )
    if start != _ZIP:
        raise RejectedError(
            f"{path.name} isn't an Excel workbook, although its name says so; save it "
            "as .xlsx, or give it the right extension, and deliver it again."
        )
