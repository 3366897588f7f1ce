"""How a sheet looks: its columns in Dutch, its formats and its printed pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scripts.publication.column_sheet import Cell, ColumnSheet
from scripts.publication.labelled import Words, readable_titles

# in points, of Excel's usual font
LINE_HEIGHT = 15
# per format in the seed `headings`; Excel shows them as the reader's country does
NUMBER_FORMATS = {
    "year": "0",
    "count": "#,##0",
    "mark": "0.0",
    "share": "0%",
    "decimal": "0.00",
    "p": "0.000",
}
DARK = "#1F3A5F"
GREY = "#6B6B6B"
# told apart by colour-blind people as well
ARROWS = {"▲": "#005EA2", "▼": "#B35900"}
NARROWEST, WIDEST, NUMBER_WIDTH = 9, 60, 13
# characters of a sheet that may stay in view while it scrolls sideways
FROZEN = 75

# A4 in Excel's list of papers; margins in inches
A4 = 9
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}
# characters that A4 in portrait holds in Excel's usual font, shrunk as far as it reads
PORTRAIT = 170


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    Attributes:
        name: Its name in the mart.
        heading: Dutch heading.
        kind: Its format, as in the seed `headings`.
        cells: Its values, in the order of the rows.
    """

    name: str
    heading: str
    kind: str
    cells: list[Cell]

    @property
    def is_quantity(self) -> bool:
        """Whether it is a number, and not a text, an arrow or a year."""
        return self.kind not in ("text", "arrow", "year")

    @cached_property
    def width(self) -> int:
        """Characters that fit the column's words, or a number."""
        wanted = max(len(word) + 2 for word in self.heading.split())
        if self.kind == "text":
            texts = (len(cell) for cell in self.cells if isinstance(cell, str))
            wanted = max(wanted, 2 + max(texts, default=0))
        elif self.is_quantity:
            wanted = max(wanted, NUMBER_WIDTH)
        return min(max(wanted, NARROWEST), WIDEST)


def readable_columns(
    names: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    keys: Sequence[str],
    headings: Mapping[str, tuple[str, str]],
    words: Words,
) -> list[Column]:
    """Choose and order the columns that a reader wants, in Dutch.

    Args:
        names: Columns of a published table.
        rows: Its rows.
        keys: Its keys; they come first, then whether a row is hidden, then the arrow.
        headings: Heading and format per column.
        words: Dutch words per column and code.

    Returns:
        The columns, without ids that have a label beside them.
    """
    places = {name: place for place, name in enumerate(names)}
    columns: list[Column] = []
    for title in readable_titles(names, keys, headings, words):
        cells: list[Cell] = [row[places[title.name]] for row in rows]
        if title.kind in ("text", "arrow"):
            dutch = words.get(title.name, {})
            cells = [_readable(cell, dutch) for cell in cells]
        columns.append(Column(title.name, title.heading, title.kind, cells))
    return columns


def _readable(cell: Cell, dutch: Mapping[str, str]) -> Cell:
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, str):
        return dutch.get(cell, cell) or None
    return cell


def workbook_formats(workbook: xlsxwriter.Workbook) -> dict[str, Format]:
    """The formats of cells, by the name of a heading's format, an arrow or a part."""
    properties: dict[str, dict[str, Any]] = {
        kind: {"num_format": number} for kind, number in NUMBER_FORMATS.items()
    }
    for arrow, colour in ARROWS.items():
        properties[arrow] = {"font_color": colour, "align": "center", "bold": True}
    # a year is a name rather than a quantity
    properties["year"] |= {"align": "left", "indent": 1}
    header = {
        "bold": True,
        "bg_color": DARK,
        "font_color": "white",
        "text_wrap": True,
    }
    properties |= {
        "text": {"align": "left", "indent": 1},
        "long text": {"align": "left", "indent": 1, "text_wrap": True},
        "header": {**header, "align": "right"},
        "header of text": {**header, "align": "left", "indent": 1},
        "suppressed": {
            "font_color": GREY,
            "italic": True,
            "align": "left",
            "indent": 1,
        },
        "title": {"bold": True, "font_size": 18, "font_color": DARK},
        "section": {
            "bold": True,
            "font_size": 13,
            "font_color": DARK,
            "valign": "vcenter",
        },
        "bold": {"bold": True},
        "wrapped": {"text_wrap": True},
        "warning": {"bold": True, "font_color": "#9C2A00"},
        "link": {"font_color": "#0B5394", "underline": 1},
        "small": {"font_size": 9, "font_color": GREY, "text_wrap": True},
        "figure": {"bold": True, "font_size": 16, "font_color": DARK, "align": "left"},
    }
    return {
        name: workbook.add_format({"valign": "top", **own})
        for name, own in properties.items()
    }


def write_table(
    sheet: ColumnSheet,
    columns: list[Column],
    keys: Sequence[str],
    formats: Mapping[str, Format],
    footer: str,
    printed: int | None = None,
) -> None:
    """Write a sheet: header, cells, and what makes it easy to look through and print.

    Args:
        sheet: An empty sheet.
        columns: Its columns.
        keys: Names of those that name a row.
        formats: Those of the workbook.
        footer: What stands below each page.
        printed: How many rows from the first are printed; all of them by default.
    """
    n_rows = len(columns[0].cells)
    cells = {column.name: column.cells for column in columns}
    options = cells.get("option_label", [None] * n_rows)
    lines = [1] * n_rows
    for place, column in enumerate(columns):
        header = "header" if column.is_quantity else "header of text"
        sheet.write_string(0, place, column.heading, formats[header])
        kind = "long text" if column.width == WIDEST else column.kind
        own = formats.get(column.name, formats.get(kind))
        sheet.set_column(place, place, column.width, own)
        own_formats: list[Format | None] = [own] * n_rows
        if column.kind == "estimate":
            # a share has an option, a mark has none
            kinds = ["mark" if option is None else "share" for option in options]
            own_formats = [formats[kind] for kind in kinds]
        elif column.kind == "arrow":
            own_formats = [formats.get(str(arrow)) for arrow in column.cells]
        sheet.write_cells(place, column.cells, own_formats)
        if kind == "long text":
            lines = [
                max(line, lines_of(str(cell or ""), column.width))
                for line, cell in zip(lines, column.cells, strict=True)
            ]
    for row, line in enumerate(lines, 1):
        if line > 1:
            sheet.set_row(row, line * LINE_HEIGHT)
    header_lines = max(lines_of(column.heading, column.width) for column in columns)
    sheet.set_row(0, 6 + LINE_HEIGHT * header_lines)
    sheet.freeze_panes(1, _frozen_columns(columns, keys))
    sheet.autofilter(0, 0, max(n_rows, 1), len(columns) - 1)
    set_up_pages(sheet, footer, sum(column.width for column in columns) > PORTRAIT)
    sheet.repeat_rows(0)
    last = n_rows if printed is None else printed
    sheet.print_area(0, 0, max(last, 1), len(columns) - 1)


def set_up_pages(
    sheet: Worksheet, footer: str, is_wide: bool, is_one_page: bool = False
) -> None:
    """Let a sheet print on A4, as wide as a page, with the number of each page."""
    sheet.set_paper(A4)
    if is_wide:
        sheet.set_landscape()
    else:
        sheet.set_portrait()
    sheet.fit_to_pages(1, 1 if is_one_page else 0)
    sheet.set_margins(**MARGINS)
    # & begins a code in a footer
    text = footer.replace("&", "&&")
    sheet.set_footer(f"&L&8{text}&C&8&A&R&8Pagina &P van &N")


def lines_of(text: str, width: int) -> int:
    """Lines that a text takes in a column of so many characters."""
    return max(ceil(len(text) / width), 1)


def _frozen_columns(columns: list[Column], keys: Sequence[str]) -> int:
    """Count the first columns that name a row and fit in view together."""
    named = {*keys, *(f"{key}_label" for key in keys)}
    width = 0
    for count, column in enumerate(columns):
        width += column.width
        if column.name not in named or width > FROZEN:
            return count
    return 0
