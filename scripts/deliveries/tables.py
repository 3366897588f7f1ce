"""A delivered file as a header and numbered rows of text, whatever its format."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

CHUNK_ROWS = 20_000


class Chunk(NamedTuple):
    """Rows of a delivery: where each begins (int32), and its cells (list of text)."""

    line_numbers: pa.Array
    cells: pa.ListArray

    def as_wide_as(self, width: int) -> "Chunk":
        """The rows with as many cells as this."""
        return self.where(pc.equal(pc.list_value_length(self.cells), width))

    def not_as_wide_as(self, width: int) -> "Chunk":
        """The rows with more cells or fewer."""
        return self.where(pc.not_equal(pc.list_value_length(self.cells), width))

    def cut_from(self, width: int, narrower: int) -> "Chunk":
        """Rows of a width without the cells beyond a narrower one, where all are empty.

        Other rows stay as they are: they are too wide or too narrow.
        """
        if narrower == width:
            return self
        rows = [
            row[:narrower]
            if len(row) == width and not any(map(str.strip, row[narrower:]))
            else row
            for row in self.cells.to_pylist()
        ]
        return chunk_of(self.line_numbers.to_pylist(), rows)

    def to_table(self) -> pa.Table:
        """The rows as a table of line_number and cells."""
        return pa.table({"line_number": self.line_numbers, "cells": self.cells})

    def where(self, mask: pa.BooleanArray) -> "Chunk":
        """The rows where a mask, as long as the chunk, is true."""
        if pc.all(mask).as_py():
            return self
        return Chunk(self.line_numbers.filter(mask), self.cells.filter(mask))


@dataclass(frozen=True)
class DeliveredTable:
    """A file's header, the line it stands on, and its rows in chunks, read as needed.

    Rows may have another number of cells than the header. Rows without any text are
    left out. `remark` is a sentence for the user, or empty.
    """

    header: tuple[str, ...]
    header_line: int
    encoding: str | None
    chunks: Iterator[Chunk]
    remark: str = ""


def chunk_of(line_numbers: Iterable[int], rows: Sequence[Sequence[str]]) -> Chunk:
    """A chunk from line numbers and as many rows of text."""
    offsets = pa.array(accumulate(map(len, rows), initial=0), pa.int32())
    flat = pa.array(chain.from_iterable(rows), pa.string())
    return Chunk(
        pa.array(line_numbers, pa.int32()), pa.ListArray.from_arrays(offsets, flat)
    )
