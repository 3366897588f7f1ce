"""A worksheet of XlsxWriter that takes its data in columns.

XlsxWriter checks and writes cell by cell, which is most of the time that publishing
takes. Here the cells of a column become XML together. All else (header, widths, filter,
styles, texts, the package) is XlsxWriter's; of its inner workings this uses the place
where rows are written, the table of texts and the numbers of formats.
"""

from collections.abc import Sequence
from typing import TypeAlias

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

# in points, of Excel's usual font
LINE_HEIGHT = 15

Cell: TypeAlias = str | int | float | None


class DataSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A sheet with a header, written as usual, and columns of data below it."""

    def __init__(self) -> None:
        """Begin without data."""
        super().__init__()
        self.data: list[list[str]] = []
        self.lines: Sequence[int] = []

    def add_column(
        self, cells: Sequence[Cell], formats: Sequence[Format | None]
    ) -> None:
        """Add the next column of data; every text stays a text.

        Args:
            cells: A cell per row; None is left empty.
            formats: A format per row.
        """
        column = xl_col_to_name(len(self.data))
        styles = {
            format: f' s="{format._get_xf_index()}"' if format else ""
            for format in set(formats)
        }
        text_number = self.str_table._get_shared_string_index
        column_xml = []
        for row, (cell, format) in enumerate(zip(cells, formats, strict=True), 2):
            if cell is None:
                column_xml.append("")
            elif isinstance(cell, str):
                column_xml.append(
                    f'<c r="{column}{row}"{styles[format]} t="s">'
                    f"<v>{text_number(cell)}</v></c>"
                )
            else:
                column_xml.append(
                    f'<c r="{column}{row}"{styles[format]}><v>{cell}</v></c>'
                )
        self.data.append(column_xml)
        self._check_dimensions(len(cells), len(self.data) - 1)

    def set_lines(self, lines: Sequence[int]) -> None:
        """Make the rows of data as high as their texts need: lines per row."""
        self.lines = lines

    def _write_rows(self) -> None:
        super()._write_rows()
        rows = zip(self.lines, zip(*self.data, strict=True), strict=True)
        for row, (lines, cells) in enumerate(rows, 2):
            height = f' ht="{lines * LINE_HEIGHT}" customHeight="1"'
            self.fh.write(
                f'<row r="{row}"{height if lines > 1 else ""}>{"".join(cells)}</row>'
            )
