"""The published tables as an Excel workbook in Dutch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scripts.codebook.dutch import dutch_number
from scripts.publication.editions import read_mark
from scripts.publication.labelled import (
    LABELS,
    Words,
    read_headings,
    read_words,
    readable_titles,
)
from scripts.publication.tables import PublishedTable

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

Cell: TypeAlias = str | int | float | None


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


def write_workbook(database: Path, tables: list[PublishedTable], file: Path) -> None:
    """Write a cover and a sheet per table.

    Every text is written as text: no cell is a formula, whatever it begins with.

    Args:
        database: The published DuckDB file.
        tables: Its tables.
        file: The workbook to write.
    """
    with duckdb.connect(database, read_only=True) as connection:
        headings = read_headings(connection)
        words = read_words(connection, LABELS)
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(file, options) as workbook:
            workbook.set_properties({"title": "Klanttevredenheid Leerwerkloketten"})
            edition = read_mark(connection).edition
            workbook.set_custom_property("Editie", edition, "text")
            cover = workbook.add_worksheet("Voorblad")
            formats = _formats(workbook)
            sizes = {}
            for table in tables:
                relation = connection.sql(f"from marts.{table.name}")
                rows = relation.fetchall()
                sizes[table.title] = len(rows)
                columns = readable_columns(
                    relation.columns, rows, table.keys, headings, words
                )
                sheet = workbook.add_worksheet(table.title)
                _write_table(sheet, columns, table.keys, formats)
            _write_cover(cover, connection, sizes, words, formats)


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


def _formats(workbook: xlsxwriter.Workbook) -> dict[str, Format]:
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
        "section": {"bold": True, "font_size": 13, "font_color": DARK},
        "bold": {"bold": True},
        "wrapped": {"text_wrap": True},
        "warning": {"bold": True, "font_color": "#9C2A00"},
        "link": {"font_color": "#0B5394", "underline": 1},
    }
    return {
        name: workbook.add_format({"valign": "top", **own})
        for name, own in properties.items()
    }


def _write_table(
    sheet: Worksheet,
    columns: list[Column],
    keys: Sequence[str],
    formats: Mapping[str, Format],
) -> None:
    """Write a sheet: header, cells, and what makes it easy to look through."""
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
        _write_cells(sheet, place, column.cells, own_formats)
        if kind == "long text":
            lines = [
                max(line, _lines(str(cell or ""), column.width))
                for line, cell in zip(lines, column.cells, strict=True)
            ]
    for row, line in enumerate(lines, 1):
        if line > 1:
            sheet.set_row(row, line * LINE_HEIGHT)
    header_lines = max(_lines(column.heading, column.width) for column in columns)
    sheet.set_row(0, 6 + LINE_HEIGHT * header_lines)
    sheet.freeze_panes(1, _frozen_columns(columns, keys))
    sheet.autofilter(0, 0, max(n_rows, 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write_cells(
    sheet: Worksheet, place: int, cells: list[Cell], formats: list[Format | None]
) -> None:
    """Write a column below its header; a text stays a text, whatever it looks like."""
    for row, (cell, own) in enumerate(zip(cells, formats, strict=True), 1):
        if isinstance(cell, str):
            sheet.write_string(row, place, cell, own)
        elif cell is not None:
            sheet.write_number(row, place, cell, own)


def _lines(text: str, width: int) -> int:
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


def _write_cover(
    sheet: Worksheet,
    connection: duckdb.DuckDBPyConnection,
    sizes: Mapping[str, int],
    words: Words,
    formats: Mapping[str, Format],
) -> None:
    """Write what the workbook holds, on what it rests and by which policy."""
    edition, origin, published_at, n_responses, min_base = connection.sql(
        "select edition, origin, published_at, n_responses, suppression_min_base"
        " from marts.dataset"
    ).fetchall()[0]
    waves = connection.sql("select wave_label from marts.dim_wave order by wave")
    labels = [label for (label,) in waves.fetchall()]
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 52)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, "Klanttevredenheid Leerwerkloketten", formats["title"])
    sheet.set_row(0, 28)
    row = 1
    if origin == "demo":
        text = "Voorbeeldgegevens: deze antwoorden zijn verzonnen (synthetisch)."
        sheet.write_string(row, 0, text, formats["warning"])
        row += 1
    for name, value in (
        ("Gemaakt op", f"{published_at:%d-%m-%Y om %H:%M} uur (UTC)"),
        ("Editie", edition),
        ("Periode", f"{labels[0]} tot en met {labels[-1]}" if labels else "geen"),
        (
            "Basis",
            f"{dutch_number(n_responses or 0)} ingevulde vragenlijsten, niet gewogen",
        ),
        (
            "Aandelen",
            "Van allen aan wie de vraag is gesteld; bij een vraag met één antwoord van"
            " allen die antwoord gaven.",
        ),
        (
            "Pijlen",
            "▲ significant hoger, ▼ significant lager; zonder pijl is er geen"
            " aantoonbaar verschil.",
        ),
        (
            "Afgeschermd",
            f"Uitkomsten over minder dan {min_base} mensen zijn weggelaten, en ook"
            " uitkomsten waarmee die te berekenen zijn. Die rijen heten “afgeschermd”.",
        ),
    ):
        row += 1
        sheet.write_string(row, 0, name, formats["bold"])
        sheet.write_string(row, 1, value, formats["wrapped"])
    row += 2
    sheet.write_string(row, 0, "Tabbladen", formats["section"])
    for title, size in sizes.items():
        row += 1
        address = title.replace("'", "''")
        sheet.write_url(row, 0, f"internal:'{address}'!A1", formats["link"], title)
        sheet.write_string(
            row, 1, "1 rij" if size == 1 else f"{dutch_number(size)} rijen"
        )
    row += 2
    sheet.write_string(row, 0, "Afspraken van het rapport", formats["section"])
    policy = connection.sql(
        "select label, question, value, unit from codebook.report_policy"
    )
    for label, question, value, unit in policy.fetchall():
        row += 1
        named = words.get("question", {}).get(question, question)
        exception = f": {named}" if question else ""
        sheet.write_string(row, 0, label + exception)
        sheet.write_string(row, 1, readable_setting(value, unit, words))


def readable_setting(value: str, unit: str, words: Words) -> str:
    """Say in Dutch what a setting of the report policy is.

    Args:
        value: A number, or a code such as a dimension or subgroup.
        unit: Its unit, or of a code the column that it belongs to.
        words: Dutch words per column and code, among them those of units.

    Returns:
        Such as '0,05', '30 mensen' or 'Testen gemaakt'.
    """
    if value in words.get(unit, {}):
        return words[unit][value]
    try:
        number = dutch_number(float(value), None)
    except ValueError:
        return value
    return f"{number} {words.get('unit', {}).get(unit, unit)}".strip()
