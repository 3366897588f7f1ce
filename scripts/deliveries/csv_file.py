"""CSV deliveries: semicolons or commas, quoted line breaks, one pass, any size."""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from scripts.deliveries.rejected import RejectedError
from scripts.deliveries.tables import CHUNK_ROWS, Chunk, DeliveredTable, chunk_of

# a cell may be as long as it likes; csv would take a long one for one that never ends
csv.field_size_limit(1 << 30)

_QUOTED = re.compile(r'"[^"]*"')
_WHITESPACE = " \t\r\n\xa0"
# Excel's own first line, which names the delimiter; the header shows it as well
_NO_HEADER = re.compile(r"\s*|sep=.\s*", re.IGNORECASE)


@contextmanager
def open_csv(
    path: Path, encoding: str, chunk_rows: int = CHUNK_ROWS
) -> Iterator[DeliveredTable]:
    """Open a CSV file; its rows are read while the context lasts.

    A row's line number is the physical line on which it begins. Raises RejectedError,
    also while the rows are read, for a quoted cell that doesn't end as it should.
    """
    with path.open(encoding=encoding, newline="") as file:
        lines = iter(file)
        before, header_line = next(
            (
                (i, line)
                for i, line in enumerate(lines)
                if not _NO_HEADER.fullmatch(line)
            ),
            (0, ""),
        )
        if not header_line:
            raise RejectedError(
                f"{path.name} is empty: expected a header line and rows."
            )
        delimiter = _delimiter(path.name, before + 1, header_line)
        reader = _Reader(path.name, lines, before, delimiter)
        header = [name.strip() for name in reader.record(header_line)]
        delivered_width = len(header)
        # Cells that were once formatted make a sheet that Excel saves wider than it is.
        while len(header) > 1 and not header[-1]:
            header.pop()
        reader.header = tuple(header)
        yield DeliveredTable(
            header=reader.header,
            header_line=before + 1,
            encoding=encoding,
            chunks=(
                chunk.cut_from(delivered_width, len(header))
                for chunk in reader.chunks(chunk_rows)
            ),
        )


def _delimiter(name: str, line: int, header: str) -> str:
    """The delimiter of a header line: the one used most outside quotation marks."""
    bare = _QUOTED.sub("", header)
    if ";" not in bare and "," not in bare and "\t" in bare:
        raise RejectedError(
            f"{name}, line {line}: the columns are separated by tabs; expected "
            "semicolons or commas: save it as CSV and deliver it again."
        )
    return "," if bare.count(",") > bare.count(";") else ";"


class _Reader:
    """Reads records from physical lines, and knows on which line each begins."""

    def __init__(
        self, name: str, lines: Iterator[str], lines_read: int, delimiter: str
    ) -> None:
        self.name = name
        self.lines = lines
        self.lines_read = lines_read
        self.delimiter = delimiter
        self.header: tuple[str, ...] = ()

    def record(self, first: str) -> list[str]:
        """The record that begins with a line that has been taken from the lines."""
        consumed: list[str] = []

        def lines() -> Iterator[str]:
            for line in chain([first], self.lines):
                consumed.append(line)
                yield line

        try:
            cells = next(csv.reader(lines(), delimiter=self.delimiter, strict=True))
        except csv.Error as error:
            raise self._broken_quote("".join(consumed)) from error
        self.lines_read += len(consumed)
        return cells

    def chunks(self, chunk_rows: int) -> Iterator[Chunk]:
        """All further records.

        A line without a quotation mark is a record, and splitting it is all there is to
        do: Arrow does that many at a time. Only the others need the csv module.
        """
        while True:
            plain: list[str] = []
            plain_lines: list[int] = []
            quoted: list[list[str]] = []
            quoted_lines: list[int] = []
            for line in islice(self.lines, chunk_rows):
                if '"' in line:
                    quoted_lines.append(self.lines_read + 1)
                    quoted.append(self.record(line))
                else:
                    self.lines_read += 1
                    plain_lines.append(self.lines_read)
                    plain.append(line)
            if not plain and not quoted:
                return
            yield _joined(
                self._split(plain_lines, plain), chunk_of(quoted_lines, quoted)
            )

    def _split(self, line_numbers: list[int], lines: list[str]) -> Chunk:
        texts = pa.array(lines, pa.string())
        blank = pc.equal(
            pc.utf8_trim(texts, characters=_WHITESPACE + self.delimiter), ""
        )
        numbers = pa.array(line_numbers, pa.int32())
        if pc.any(blank).as_py():
            filled = pc.invert(blank)
            texts, numbers = texts.filter(filled), numbers.filter(filled)
        texts = pc.utf8_rtrim(texts, characters="\r\n")
        return Chunk(numbers, pc.split_pattern(texts, pattern=self.delimiter))

    def _broken_quote(self, text: str) -> RejectedError:
        """The sentence for the quoted cell in which a record's text breaks off."""
        start, cell, line, closed = 0, 0, self.lines_read + 1, False
        position, at_start = 0, True
        while position < len(text):
            if at_start and text[position] == '"':
                start = line + _line_breaks(text[:position])
                end = _closing_quote(text, position + 1)
                if end is None:
                    break
                position = end + 1
                rest = text[position : position + 1]
                if rest not in (self.delimiter, "\r", "\n", ""):
                    closed = True
                    break
                at_start = False
                continue
            at_start = text[position] == self.delimiter
            cell += at_start
            position += 1
        column = self.header[cell] if cell < len(self.header) else str(cell + 1)
        place = f"{self.name}, line {start}, column '{column}'"
        if closed:
            end_line = line + _line_breaks(text[:position])
            return RejectedError(
                f"{place}: the quoted cell that opens here is followed by other text "
                f"on line {end_line}; close it where it ends, write a quotation mark "
                "within it twice, and deliver the file again."
            )
        return RejectedError(
            f"{place}: the quoted cell that opens here isn't closed; close it with a "
            "quotation mark and deliver the file again."
        )


def _closing_quote(text: str, position: int) -> int | None:
    """Where the quoted cell that opened just before a position is closed."""
    while True:
        position = text.find('"', position)
        if position < 0:
            return None
        if text[position + 1 : position + 2] != '"':
            return position
        position += 2


def _line_breaks(text: str) -> int:
    return len(re.findall(r"\r\n|\r|\n", text))


def _joined(first: Chunk, second: Chunk) -> Chunk:
    return Chunk(
        pa.concat_arrays([first.line_numbers, second.line_numbers]),
        pa.concat_arrays([first.cells, second.cells]),
    )
