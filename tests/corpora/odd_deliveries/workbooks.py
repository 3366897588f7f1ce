"""Odd XLSX files, from merged cells to zip bombs."""

import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from corpora.made_deliveries import name_of, typed, write_xlsx
from corpora.odd_deliveries.kind import (
    N_ROWS,
    PERSONAL,
    WAVE,
    Kind,
    good_rows,
    table_of,
)

_NAME = f"responses_{WAVE}.xlsx"
_ALL = (N_ROWS, N_ROWS, 0, 0)
_ONE_BAD = (N_ROWS, N_ROWS - 1, 0, 1)
_SHEET = "xl/worksheets/sheet1.xml"
_DAMAGED = "can't be read as an Excel workbook"
Change = Callable[[bytes], bytes]


def _book(
    fill: Callable[[xlsxwriter.Workbook, list[list[str]]], Any],
    options: dict[str, Any] | None = None,
) -> Callable[[Path], Path]:
    """Makes a workbook that a function fills from a valid header and rows."""

    def make(folder: Path) -> Path:
        with xlsxwriter.Workbook(
            folder / _NAME,
            {"default_date_format": "dd-mm-yyyy hh:mm:ss"} | (options or {}),
        ) as book:
            fill(book, table_of(good_rows()))
        return folder / _NAME

    return make


def _write(sheet: Any, table: list[list[str]], top: int = 0) -> None:
    sheet.write_row(top, 0, table[0])
    for number, row in enumerate(table[1:], start=top + 1):
        sheet.write_row(number, 0, [typed(cell) for cell in row])


def _sheet(change: Callable[[Any, list[list[str]]], None]) -> Callable[[Path], Path]:
    """Makes a workbook of one sheet and adds to it."""

    def fill(book: xlsxwriter.Workbook, table: list[list[str]]) -> None:
        sheet = book.add_worksheet("antwoorden")
        _write(sheet, table)
        change(sheet, table)

    return _book(fill)


def _zipped(
    changes: dict[str, Change], drop: str = "", add: dict[str, bytes] | None = None
) -> Callable[[Path], Path]:
    """Makes a valid workbook, then changes, drops and adds members of its archive."""

    def make(folder: Path) -> Path:
        valid = write_xlsx(folder / "valid.xlsx", good_rows())
        with (
            zipfile.ZipFile(valid) as old,
            zipfile.ZipFile(folder / _NAME, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for name in old.namelist():
                if name != drop:
                    content = old.read(name)
                    new.writestr(name, changes.get(name, lambda c: c)(content))
            for name, content in (add or {}).items():
                new.writestr(name, content)
        valid.unlink()
        return folder / _NAME

    return make


def _bytes(change: Change) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = write_xlsx(folder / _NAME, good_rows())
        path.write_bytes(change(path.read_bytes()))
        return path

    return make


def _content(content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / _NAME).write_bytes(content)
        return folder / _NAME

    return make


def _moment_cell(write: Callable[[Any, int], None]) -> Callable[[Path], Path]:
    """Writes the start of the fourth row in another way."""

    def change(sheet: Any, table: list[list[str]]) -> None:
        write(sheet, table[0].index(name_of("started_at")))

    return _sheet(change)


def _answer_cell(write: Callable[[Any, int], None]) -> Callable[[Path], Path]:
    def change(sheet: Any, table: list[list[str]]) -> None:
        write(sheet, table[0].index(name_of("score")))

    return _sheet(change)


def _two_sheets(hide: str = "") -> Callable[[Path], Path]:
    def fill(book: xlsxwriter.Workbook, table: list[list[str]]) -> None:
        first = book.add_worksheet("verborgen" if hide else "antwoorden")
        second = book.add_worksheet("antwoorden" if hide else "toelichting")
        if hide:
            first.write(0, 0, PERSONAL[0])
            second.activate()
            second.set_first_sheet()
            getattr(first, hide)()
        _write(second if hide else first, table)

    return _book(fill)


def _titled(book: xlsxwriter.Workbook, table: list[list[str]]) -> None:
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 4, "KTO mei 2023")
    _write(sheet, table, top=2)


def _merged(book: xlsxwriter.Workbook, table: list[list[str]]) -> None:
    table[5][1] = ""
    sheet = book.add_worksheet()
    _write(sheet, table)
    sheet.merge_range(4, 1, 5, 1, "Drenthe")


def _far_cell(reference: str) -> Change:
    """Adds a row with one cell, far from the table."""
    row = re.sub(r"\D", "", reference)
    added = (
        f'<row r="{row}"><c r="{reference}" t="inlineStr"><is><t>x</t></is></c></row>'
    )
    return lambda xml: xml.replace(b"</sheetData>", added.encode() + b"</sheetData>")


def _spaces_bomb(folder: Path) -> Path:
    """A sheet of 600 MB of spaces, which takes less than 1 MB."""
    empty = _zipped({}, drop=_SHEET)(folder)
    with (
        zipfile.ZipFile(empty, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open(_SHEET, "w") as sheet,
    ):
        sheet.write(b"<worksheet><sheetData>")
        for _ in range(600):
            sheet.write(b" " * (1 << 20))
        sheet.write(b"</sheetData></worksheet>")
    return empty


def _entity_bomb(xml: bytes) -> bytes:
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    head, rest = xml.split(b"?>", 1)
    declared = f'?><!DOCTYPE x [<!ENTITY e0 "lol">{entities}]>'
    return head + declared.encode() + rest.replace(b"<sheetData>", b"<sheetData>&e11;")


def _declared_smaller(content: bytes) -> bytes:
    """The sizes that the archive names are those of an almost empty sheet."""
    place = content.rindex(b"PK\x01\x02")
    return content[: place + 24] + b"\x10\0\0\0" + content[place + 28 :]


KINDS = [
    Kind("a workbook", _sheet(lambda sheet, table: None), "loaded", "", _ALL),
    Kind(
        "a workbook of 1904",
        _book(lambda b, t: _write(b.add_worksheet(), t), {"date_1904": True}),
        "loaded",
        "",
        _ALL,
    ),
    Kind(
        "a workbook in constant memory",
        _book(lambda b, t: _write(b.add_worksheet(), t), {"constant_memory": True}),
        "loaded",
        "",
        _ALL,
    ),
    Kind(
        "a second sheet",
        _two_sheets(),
        "warned",
        "only the first of 2 sheets, 'antwoorden'",
        _ALL,
    ),
    Kind(
        "a hidden first sheet",
        _two_sheets("hide"),
        "warned",
        "the first of 2 sheets that isn't hidden",
        _ALL,
    ),
    Kind(
        "a very hidden first sheet",
        _two_sheets("very_hidden"),
        "warned",
        "the first of 2 sheets that isn't hidden",
        _ALL,
    ),
    Kind(
        "a title above the table",
        _book(_titled),
        "rejected",
        "line 3: the header stands here",
    ),
    Kind(
        "formatted cells beside the table",
        _sheet(lambda s, t: s.set_row(30, 20) or s.write_blank(3, 90, None)),
        "loaded",
        "",
        _ALL,
    ),
    Kind(
        "a note beside the table",
        _sheet(lambda s, t: s.write_string(3, 90, PERSONAL[0])),
        "quarantined",
        "cells as in the header",
        _ONE_BAD,
    ),
    Kind(
        "a comment on a cell",
        _sheet(lambda s, t: s.write_comment(3, 1, PERSONAL[0])),
        "loaded",
        "",
        _ALL,
    ),
    Kind(
        "merged cells in the rows",
        _book(_merged),
        "quarantined",
        "expected the name of a loket",
        _ONE_BAD,
    ),
    Kind(
        "a filter and a frozen header",
        _sheet(lambda s, t: s.autofilter(0, 0, 12, 5) or s.freeze_panes(1, 0)),
        "loaded",
        "",
        _ALL,
    ),
    Kind(
        "hidden rows",
        _sheet(lambda s, t: s.set_row(3, None, None, {"hidden": True})),
        "loaded",
        "",
        _ALL,
    ),
    Kind(
        "an outer link",
        _answer_cell(
            lambda s, c: s.write_formula(3, c, "='[ander.xlsx]Blad1'!A1", None, 7)
        ),
        "loaded",
        "",
        _ALL,
    ),
    Kind(
        "a formula with its result",
        _answer_cell(lambda s, c: s.write_formula(3, c, "=3+4", None, 7)),
        "loaded",
        "",
        _ALL,
    ),
    Kind(
        "a formula without a result",
        _answer_cell(lambda s, c: s.write_formula(3, c, "=3+4", None, "")),
        "quarantined",
        "a formula of which the workbook holds no result",
        _ONE_BAD,
    ),
    Kind(
        "an answer #N/A",
        _answer_cell(lambda s, c: s.write_formula(3, c, "=NA()", None, "#N/A")),
        "quarantined",
        "not an error of Excel, found '#N/A'",
        _ONE_BAD,
    ),
    Kind(
        "a moment #VALUE!",
        _moment_cell(lambda s, c: s.write_formula(3, c, "=A1+1", None, "#VALUE!")),
        "quarantined",
        "found '#VALUE!'",
        _ONE_BAD,
    ),
    Kind(
        "a moment as a number",
        _moment_cell(lambda s, c: s.write_number(3, c, 45049.83)),
        "quarantined",
        "found '99999.99'",
        _ONE_BAD,
    ),
    Kind(
        "a moment as text",
        _moment_cell(lambda s, c: s.write_string(3, c, "03-05-2023 19:58")),
        "loaded",
        "",
        _ALL,
    ),
    Kind(
        "a moment with AM/PM as text",
        _moment_cell(lambda s, c: s.write_string(3, c, "3/5/2023 7:58 PM")),
        "quarantined",
        "9/9/9999 9:99 PM",
        _ONE_BAD,
    ),
    Kind(
        "a moment as a time alone",
        _moment_cell(lambda s, c: s.write_number(3, c, 0.83, None)),
        "quarantined",
        "found",
        _ONE_BAD,
    ),
    Kind(
        "a moment before 1900",
        _moment_cell(lambda s, c: s.write_number(3, c, -5)),
        "quarantined",
        "found '-5'",
        _ONE_BAD,
    ),
    Kind(
        "a moment in 2093 in a workbook",
        _moment_cell(lambda s, c: s.write_datetime(3, c, datetime(2093, 5, 3))),
        "quarantined",
        "near the wave",
        _ONE_BAD,
    ),
    Kind(
        "TRUE for 1",
        _answer_cell(lambda s, c: s.write_boolean(3, c, True)),
        "loaded",
        "",
        _ALL,
    ),
    Kind(
        "rich text",
        _answer_cell(lambda s, c: s.write_string(3, c, "7")),
        "loaded",
        "",
        _ALL,
    ),
    Kind(
        "an empty sheet",
        _book(lambda b, t: b.add_worksheet("leeg")),
        "rejected",
        "is empty: expected a header",
    ),
    Kind(
        "a chart sheet only",
        _book(lambda b, t: b.add_chartsheet("grafiek")),
        "rejected",
        "no sheet that can be seen",
    ),
    Kind("0 bytes named xlsx", _content(b""), "rejected", "is empty (0 bytes)"),
    Kind(
        "an empty archive",
        _content(b"PK\x05\x06" + b"\0" * 18),
        "rejected",
        "is an empty archive",
    ),
    Kind(
        "an archive that isn't a workbook",
        _zipped({}, add={}, drop="xl/workbook.xml"),
        "rejected",
        _DAMAGED,
    ),
    Kind(
        "CSV named xlsx", _content(b"a;b\n1;2\n"), "rejected", "isn't an Excel workbook"
    ),
    Kind(
        "a web page named xlsx",
        _content(b"\xef\xbb\xbf<html><table>"),
        "rejected",
        "but a web page",
    ),
    Kind(
        "an old workbook named xlsx",
        _content(b"\xd0\xcf\x11\xe0" + b"W\0o\0r\0k\0b\0o\0o\0k\0"),
        "rejected",
        "made by an old Excel",
    ),
    Kind(
        "a workbook with a password",
        _content(b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le")),
        "rejected",
        "is protected with a password",
    ),
    Kind(
        "a workbook cut at a third",
        _bytes(lambda c: c[: len(c) // 3]),
        "rejected",
        _DAMAGED,
    ),
    Kind(
        "a workbook without its last byte",
        _bytes(lambda c: c[: int(len(c) * 0.99)]),
        "rejected",
        _DAMAGED,
    ),
    Kind(
        "a workbook with zeros in the middle",
        _bytes(lambda c: c[:2000] + b"\0" * 2000 + c[4000:]),
        "rejected",
        _DAMAGED,
    ),
    Kind(
        "a sheet that isn't XML",
        _zipped({_SHEET: lambda c: b"not xml at all"}),
        "rejected",
        _DAMAGED,
    ),
    Kind(
        "a sheet that breaks off",
        _zipped({_SHEET: lambda c: c[: len(c) // 2]}),
        "rejected",
        _DAMAGED,
    ),
    Kind("a sheet that isn't there", _zipped({}, drop=_SHEET), "rejected", _DAMAGED),
    Kind(
        "texts that aren't there",
        _zipped({}, drop="xl/sharedStrings.xml"),
        "rejected",
        _DAMAGED,
    ),
    Kind(
        "a cell in the last row",
        _zipped({_SHEET: _far_cell("A1048576")}),
        "rejected",
        "the sheet spans",
    ),
    Kind(
        "a cell in the last column and row",
        _zipped({_SHEET: _far_cell("XFD1048576")}),
        "rejected",
        "line 1048576, column 16384: up to this cell",
    ),
    Kind(
        "a cell beyond any sheet",
        _zipped({_SHEET: _far_cell("ZZZZ99999999")}),
        "rejected",
        "remove the cells far away",
    ),
    Kind(
        "a sheet of 600 MB of spaces",
        _spaces_bomb,
        "rejected",
        "unpacks to",
    ),
    Kind("a bomb of entities", _zipped({_SHEET: _entity_bomb}), "rejected", _DAMAGED),
    Kind(
        "an archive that names wrong sizes",
        _bytes(_declared_smaller),
        "loaded",
        "",
        _ALL,
    ),
    Kind(
        "macros beside the sheets",
        _zipped({}, add={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
        "loaded",
        "",
        _ALL,
    ),
    Kind(
        "a member named as a path",
        _zipped({}, add={"../../evil.txt": b"x"}),
        "loaded",
        "",
        _ALL,
    ),
]
