"""The encoding of a CSV delivery, in one pass over its bytes."""

import codecs
import re
from pathlib import Path

from scripts.deliveries.rejected import RejectedError

_BLOCK = 1 << 20  # bytes
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_OTHER_FORMATS = (
    (b"PK\x03\x04", "an Excel workbook"),
    (b"\xd0\xcf\x11\xe0", "an old or protected Excel workbook"),
    (b"$FL2", "an SPSS file"),
    (b"$FL3", "an SPSS file"),
    (b"%PDF", "a PDF"),
)
_WEB_PAGE = re.compile(
    rb"(\xef\xbb\xbf)?\s*<(!doctype|html|head|table|\?xml)", re.IGNORECASE
)
# Letters and marks that Dutch text uses, written in UTF-8. As Windows-1252 these bytes
# would be two or three odd characters such as Ã«, which no text has, so they prove that
# a part of the file is UTF-8.
_CLEARLY_UTF8 = re.compile(
    rb"[\xc2\xc3][\x80-\xbf]"
    rb"|\xc5[\x92\x93\xa0\xa1\xb8\xbd\xbe]"
    rb"|\xe2\x80[\x80-\xbf]|\xe2\x82\xac|\xe2\x84\xa2"
    rb"|\xf0\x9f[\x80-\xbf][\x80-\xbf]"
)
_LONGEST_CLEARLY_UTF8 = 4  # bytes
_LONGEST_START = 256  # bytes that tell one format from another
_LINE_END = re.compile(rb"\r\n|\r|\n")


def detect_encoding(path: Path) -> str:
    """The Python encoding of a CSV file: utf-8-sig, utf-8 or cp1252.

    A byte order mark promises UTF-8. Without one, text is UTF-8 if it can be, else
    Windows-1252. Raises RejectedError, with line and character, for text that is
    neither, for a mixture of both, and for what isn't text at all.
    """
    with path.open("rb") as file:
        start = file.read(_LONGEST_START)
        _reject_other_formats(path.name, start)
        has_mark = start.startswith(codecs.BOM_UTF8)
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        first_bad: int | None = None
        has_clear_utf8 = False
        position, tail = 0, b""
        while block := file.read(_BLOCK):
            if b"\x00" in block:
                raise RejectedError(
                    f"{path.name} isn't text: it has NUL bytes (UTF-16, or not a CSV "
                    "file at all); save it as CSV in UTF-8 and deliver it again."
                )
            if len(block) == _BLOCK and _LINE_END.search(block) is None:
                raise RejectedError(
                    f"{path.name} isn't a table: it has more than a million bytes "
                    "without a line break; put each row on a line of its own, cells "
                    "under a million characters, and deliver it again."
                )
            if first_bad is None:
                pending = len(decoder.getstate()[0])
                try:
                    decoder.decode(block)
                except UnicodeDecodeError as error:
                    first_bad = position - pending + error.start
            if not has_clear_utf8 and not block.isascii():
                has_clear_utf8 = _CLEARLY_UTF8.search(tail + block) is not None
            position += len(block)
            tail = block[-_LONGEST_CLEARLY_UTF8 + 1 :]
    if first_bad is None and decoder.getstate()[0]:
        first_bad = position - len(decoder.getstate()[0])
    if first_bad is None:
        return "utf-8-sig" if has_mark else "utf-8"
    if has_mark:
        raise RejectedError(
            f"{_place(path, first_bad, 'utf-8-sig')}: this isn't UTF-8, although the "
            "file begins with a byte order mark that says so; save the whole file as "
            "UTF-8 and deliver it again."
        )
    if has_clear_utf8:
        raise RejectedError(
            f"{_place(path, first_bad, 'utf-8')}: this isn't UTF-8, although other "
            "characters in the file are; save the whole file in one encoding and "
            "deliver it again."
        )
    undefined = _first_undefined_in_cp1252(path)
    if undefined is not None:
        raise RejectedError(
            f"{_place(path, undefined, 'cp1252')}: this is neither UTF-8 nor "
            "Windows-1252; save the whole file as UTF-8 and deliver it again."
        )
    return "cp1252"


def _reject_other_formats(name: str, start: bytes) -> None:
    for mark, encoding in _WIDE_MARKS:
        if start.startswith(mark):
            raise RejectedError(
                f"{name} is in {encoding}; expected UTF-8 or Windows-1252: save it as "
                "CSV in UTF-8 and deliver it again."
            )
    for mark, what in _OTHER_FORMATS:
        if start.startswith(mark):
            raise RejectedError(
                f"{name} has the name of a CSV file but is {what}; give it the right "
                "extension, or save it as CSV, and deliver it again."
            )
    if _WEB_PAGE.match(start):
        raise RejectedError(
            f"{name} has the name of a CSV file but is a web page (HTML or XML); save "
            "it as CSV and deliver it again."
        )


def _first_undefined_in_cp1252(path: Path) -> int | None:
    """The offset of the first byte that means nothing in Windows-1252."""
    position = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            try:
                block.decode("cp1252")
            except UnicodeDecodeError as error:
                return position + error.start
            position += len(block)
    return None


def _place(path: Path, offset: int, encoding: str) -> str:
    """'file, line, character' (both from 1) of the byte at an offset."""
    line, line_start, position = 1, 0, 0
    with path.open("rb") as file:
        while position < offset:
            block = file.read(min(_BLOCK, offset - position))
            # A break of two bytes must not be cut in half.
            if block.endswith(b"\r") and position + len(block) < offset:
                block += file.read(1)
            for end in _LINE_END.finditer(block):
                line += 1
                line_start = position + end.end()
            position += len(block)
        file.seek(line_start)
        before = file.read(offset - line_start).decode(encoding, errors="replace")
    return f"{path.name}, line {line}, character {len(before) + 1}"
