"""A worksheet that takes whole columns: a table of ten years is a million cells.

XlsxWriter keeps an object per cell and puts each into words by itself. Here a column is
put into words at once, a piece of its rows after the other. What a reader opens is the
same.
"""

from collections.abc import Sequence
from itertools import zip_longest
from math import isfinite
from typing import TypeAlias

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

Cell: TypeAlias = str | int | float | None

# rows that are in words at a time
PIECE = 2000
# of an Excel cell
LONGEST = 32767 // 2


# XlsxWriter says nothing of its types, so that its classes are anything to mypy
class ColumnSheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose cells below its first row are written as columns."""

    def __init__(self) -> None:
        """Begin without columns."""
        super().__init__()
        self._columns: dict[int, tuple[Sequence[Cell], Sequence[Format | None]]] = {}

    def write_cells(
        self, place: int, cells: Sequence[Cell], formats: Sequence[Format | None]
    ) -> None:
        """Write a column below the first row; a text stays a text.

        Args:
            place: Number of the column, from 0.
            cells: n; what is in it; None is an empty cell.
            formats: n; the format of each cell; None is that of the column.

        Raises:
            ValueError: A text is longer than a cell may hold, or a number is none.
        """
        if not cells:
            return
        known: dict[str, int] = {}
        index = self.str_table._get_shared_string_index
        written: list[Cell] = []
        for cell in cells:
            if isinstance(cell, str):
                if cell not in known and len(cell) > LONGEST:
                    raise ValueError(f"a text of {len(cell)} characters fits no cell")
                # the workbook counts how often each text is there
                known[cell] = index(cell)
                written.append(f' t="s"><v>{known[cell]}</v></c>')
            elif cell is None:
                written.append(None)
            elif isfinite(cell):
                written.append(f"><v>{cell:.16G}</v></c>")
            else:
                raise ValueError(f"{cell} is no number that fits a cell")
        self._check_dimensions(1, place)
        self._check_dimensions(len(cells), place)
        self._columns[place] = written, formats

    def _write_rows(self) -> None:
        """Write the first row as any sheet does, then the columns."""
        if not self._columns:
            super()._write_rows()
            return
        if set(self.table) - {0}:
            raise ValueError("cells were written beside the columns of a sheet")
        self._write_row(0, None, self.row_info.get(0))
        for place, cell in sorted(self.table[0].items()):
            self._write_cell(0, place, cell)
        self._xml_end_tag("row")
        n_rows = max(len(cells) for cells, _ in self._columns.values())
        for first in range(0, n_rows, PIECE):
            columns = [self._in_words(place, first) for place in sorted(self._columns)]
            rows = zip_longest(*columns, fillvalue="")
            for row, cells in enumerate(rows, first + 1):
                self._write_row(row, None, self.row_info.get(row))
                self.fh.write("".join(cells))
                self.fh.write("</row>")

    def _in_words(self, place: int, first: int) -> list[str]:
        """The XML of a piece of a column; nothing for an empty cell."""
        piece = slice(first, first + PIECE)
        all_written, all_formats = self._columns[place]
        written, formats = all_written[piece], all_formats[piece]
        letters = xl_col_to_name(place)
        column = self.col_info.get(place)
        styles = {
            own: f'" s="{chosen._get_xf_index()}"' if chosen else '"'
            for own in dict.fromkeys(formats)
            for chosen in [own or (column.column_format if column else None)]
        }
        return [
            f'<c r="{letters}{row}{styles[own]}{cell}' if cell else ""
            for row, (cell, own) in enumerate(
                zip(written, formats, strict=True), first + 2
            )
        ]
