"""CSV files that are odd as text: encodings, delimiters, quotes, headers."""

import codecs
from collections.abc import Callable
from pathlib import Path

from corpora.made_deliveries import name_of, write_csv
from corpora.odd_deliveries.kind import (
    N_ROWS,
    PERSONAL,
    RESPONSES,
    Kind,
    good_rows,
    with_bytes,
    with_content,
    with_rows,
)

_ALL = (N_ROWS, N_ROWS, 0, 0)
_STARTED = name_of("started_at")
_LOKET = name_of("loket")
_TEXT = name_of("text")


def _fine(name: str, change: Callable[[bytes], bytes]) -> Kind:
    return Kind(name, with_bytes(change), "loaded", "", _ALL)


def _bytes(name: str, change: Callable[[bytes], bytes], sentence: str) -> Kind:
    return Kind(name, with_bytes(change), "rejected", sentence)


def _content(name: str, content: bytes, sentence: str) -> Kind:
    return Kind(name, with_content(content), "rejected", sentence)


def _header(name: str, change: Callable[[list[str]], None], sentence: str) -> Kind:
    return Kind(name, with_rows(lambda table: change(table[0])), "rejected", sentence)


def _renamed(old: str, new: str) -> Callable[[list[list[str]]], None]:
    def change(table: list[list[str]]) -> None:
        table[0][table[0].index(old)] = new

    return change


def _same(name: str, new: str) -> Kind:
    """A header that reads the same."""
    return Kind(name, with_rows(_renamed(_STARTED, new)), "loaded", "", _ALL)


def _recoded(encoding: str) -> Callable[[bytes], bytes]:
    return lambda content: content.decode().encode(encoding)


def _delimited(delimiter: str) -> Callable[[Path], Path]:
    return lambda folder: write_csv(folder / RESPONSES, good_rows(), delimiter)


def _in_text(written: bytes) -> Callable[[bytes], bytes]:
    """Puts bytes in the open answer of the fourth row."""

    def change(content: bytes) -> bytes:
        lines = content.split(b"\r\n")
        column = lines[0].split(b";").index(_TEXT.encode())
        cells = lines[4].split(b";")
        cells[column] = written
        lines[4] = b";".join(cells)
        return b"\r\n".join(lines)

    return change


def _mixed_line_ends(content: bytes) -> bytes:
    lines = content.split(b"\r\n")
    return b"".join(
        line + (b"\n", b"\r\n", b"\r")[i % 3] for i, line in enumerate(lines) if line
    )


def _trailing_columns(table: list[list[str]]) -> None:
    for row in table:
        row += ["", "", ""]


def _text_beside(table: list[list[str]]) -> None:
    _trailing_columns(table)
    table[4][-1] = PERSONAL[0]


def _unknown_columns(table: list[list[str]]) -> None:
    for number, row in enumerate(table):
        row += [f"extra_{i}" if number == 0 else "1" for i in range(15)]


def _title(table: list[list[str]]) -> None:
    table.insert(0, ["KTO Leerwerkloketten mei", "", ""])
    table.insert(1, ["", "", ""])


def _no_header(table: list[list[str]]) -> None:
    del table[0]
    table[0][:2] = PERSONAL[:2]


def _pairs_in_header(table: list[list[str]]) -> None:
    table.insert(0, ["Respondent", "", "Momenten", *[""] * (len(table[0]) - 3)])


def _only_header(table: list[list[str]]) -> None:
    del table[1:]


def _transposed(table: list[list[str]]) -> None:
    table[:] = [list(row) for row in zip(*table, strict=True)]


KINDS = [
    _fine("a byte order mark", lambda c: codecs.BOM_UTF8 + c),
    _fine("Windows-1252", _in_text("café “één”".encode("cp1252"))),
    _fine("unix line ends", lambda c: c.replace(b"\r\n", b"\n")),
    _fine("old Macintosh line ends", lambda c: c.replace(b"\r\n", b"\r")),
    _fine("mixed line ends", _mixed_line_ends),
    _fine("no line end after the last row", lambda c: c.rstrip(b"\r\n")),
    _fine("lines of delimiters at the end", lambda c: c + b";;;;\r\n;;;;\r\n"),
    _fine("Excel's line that names the delimiter", lambda c: b"sep=;\r\n" + c),
    _fine("blank lines before the header", lambda c: b"\r\n\r\n" + c),
    _fine("a quoted cell with a line break", _in_text(b'"een\r\ntwee"')),
    _fine("a quoted cell with the delimiter", _in_text(b'"een; twee"')),
    _fine("a quoted cell of 200 kB", _in_text(b'"' + b"ab c" * 50_000 + b'"')),
    _fine(
        "a quoted cell of 200 kB with breaks", _in_text(b'"' + b"ab\n" * 66_000 + b'"')
    ),
    _fine("an emoji", _in_text("top 👍".encode())),
    _fine("a byte order mark in the middle", _in_text(codecs.BOM_UTF8 + b"tekst")),
    Kind("commas", _delimited(","), "loaded", "", _ALL),
    _content("no byte at all", b"", "is empty (0 bytes)"),
    _content("blank lines only", b"\r\n \r\n", "is empty: expected a header line"),
    _content("a byte order mark only", codecs.BOM_UTF8, "is empty: expected a header"),
    _bytes("UTF-16", _recoded("utf-16"), "is in UTF-16"),
    _bytes("UTF-16 without a mark", _recoded("utf-16-le"), "NUL bytes"),
    _bytes("UTF-32", _recoded("utf-32"), "is in UTF-32"),
    _bytes("NUL bytes", _in_text(b"a\0b"), "NUL bytes"),
    _bytes(
        "zeros at the end, as after a crash", lambda c: c + b"\0" * 4096, "NUL bytes"
    ),
    _bytes(
        "a mixture of encodings",
        _in_text("één".encode() + b"caf\xe9"),
        "this isn't UTF-8",
    ),
    _bytes(
        "Windows-1252 behind a mark",
        lambda c: codecs.BOM_UTF8 + _in_text(b"caf\xe9")(c),
        "this isn't UTF-8",
    ),
    _bytes(
        "a byte that no encoding has", _in_text(b"caf\xe9 \x81"), "neither UTF-8 nor"
    ),
    _bytes(
        "a quoted cell that isn't closed",
        _in_text(b'"open'),
        f"line 5, column '{_TEXT}': the quoted cell",
    ),
    _bytes(
        "text behind a closing quotation mark",
        _in_text(b'"a"b'),
        "followed by other text",
    ),
    Kind("tabs", _delimited("\t"), "rejected", "separated by tabs"),
    Kind("pipes", _delimited("|"), "rejected", "expected semicolons or commas"),
    _content("an Excel workbook", b"PK\x03\x04rest", "is an Excel workbook"),
    _content(
        "an old Excel workbook", b"\xd0\xcf\x11\xe0rest", "old or protected Excel"
    ),
    _content("an SPSS file", b"$FL2rest", "is an SPSS file"),
    _content("a PDF", b"%PDF-1.7 rest", "is a PDF"),
    _content("a web page", b"<!DOCTYPE html>\n<table><tr><td>1;2", "is a web page"),
    _content(
        "a page of a login", b"\n<html><body>Log in</body></html>", "is a web page"
    ),
    _content("XML", b"<?xml version='1.0'?>\n<rows/>", "is a web page (HTML or XML)"),
    _content("JSON", b'[{"a": 1},\n{"a": 2}]', "missing"),
    _content("one line of a million bytes", b"a" * 2**20, "without a line break"),
    _content("random bytes", bytes(range(1, 256)) * 20, "neither UTF-8 nor"),
    _same("a header in capitals", _STARTED.upper()),
    _same("a header with spaces around it", f"  {_STARTED} "),
    _same("a header with a no-break space", f"\u00a0{_STARTED}\u00a0"),
    _same("a header with a zero-width space", f"{_STARTED[:3]}\u200b{_STARTED[3:]}"),
    _same("a header with a byte order mark", f"\ufeff{_STARTED}"),
    _same("a header with a soft hyphen", f"{_STARTED[:3]}\u00ad{_STARTED[3:]}"),
    _same(
        "a header in full-width letters",
        "".join(chr(ord(c) + 0xFEE0) for c in _STARTED),
    ),
    Kind(
        "a header with a Cyrillic letter",
        with_rows(_renamed(_LOKET, _LOKET.replace("o", "о", 1))),
        "rejected",
        "U+043E (cyrillic small letter o)",
    ),
    Kind(
        "a header with a Greek letter",
        with_rows(_renamed(_LOKET, _LOKET.replace("o", "ο", 1))),
        "rejected",
        "greek small letter omicron",
    ),
    Kind(
        "a column by another name",
        with_rows(_renamed(_STARTED, f"{_STARTED}_op")),
        "rejected",
        f"'{_STARTED}_op' should read '{_STARTED}'",
    ),
    Kind(
        "a column with a personal name",
        with_rows(_renamed(_STARTED, PERSONAL[2])),
        "rejected",
        f"'{_STARTED}' is missing",
    ),
    _header(
        "a column that is missing",
        lambda h: h.remove(_STARTED),
        f"the column '{_STARTED}' is missing",
    ),
    _header(
        "a column without a name",
        lambda h: h.__setitem__(2, ""),
        "column 3: the column has no name",
    ),
    _header(
        "a column that is there twice",
        lambda h: h.append(_LOKET.upper()),
        f"'{_LOKET}' is there already",
    ),
    _header(
        "a column twice but for a space",
        lambda h: h.append(f"{_LOKET}\u00a0"),
        f"'{_LOKET}' is there already",
    ),
    Kind(
        "an unknown column",
        with_rows(
            lambda t: (
                [row.append("nieuw" if not i else "1") for i, row in enumerate(t)]
                and None
            )
        ),
        "warned",
        "doesn't know the column 'nieuw'",
        _ALL,
    ),
    Kind(
        "fifteen unknown columns",
        with_rows(_unknown_columns),
        "warned",
        "and 6 more",
        _ALL,
    ),
    Kind(
        "columns at the end without anything",
        with_rows(_trailing_columns),
        "loaded",
        "",
        _ALL,
    ),
    Kind(
        "text beside the table",
        with_rows(_text_beside),
        "quarantined",
        "cells as in the header",
        (12, 11, 0, 1),
    ),
    Kind(
        "a title above the header",
        with_rows(_title),
        "rejected",
        "line 3: the header stands here",
    ),
    Kind(
        "merged headings above the header",
        with_rows(_pairs_in_header),
        "rejected",
        "line 2: the header stands here",
    ),
    Kind(
        "no header",
        with_rows(_no_header),
        "rejected",
        "expected the names of the columns, found a row of answers",
    ),
    Kind("rows and columns swapped", with_rows(_transposed), "rejected", "are missing"),
    Kind(
        "a header without rows",
        with_rows(_only_header),
        "warned",
        "has a header and no rows",
        (0, 0, 0, 0),
    ),
]
