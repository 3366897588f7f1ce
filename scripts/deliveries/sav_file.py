"""SAV deliveries (SPSS): every value as the text that the codebook knows."""

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pyreadstat

from scripts.deliveries.rejected import RejectedError
from scripts.deliveries.showing import header_name
from scripts.deliveries.tables import CHUNK_ROWS, Chunk, DeliveredTable, chunk_of
from scripts.deliveries.texts import text_of

_MARKS = (b"$FL2", b"$FL3")  # uncompressed or bytecode, and zlib
_ENCRYPTED = b"ENCRYPTEDSAV"
# The record of a dictionary that names the encoding, in either order of bytes: its
# type, its size, the length of the name and the name.
_ENCODING_RECORD = re.compile(
    rb"(?:\x07\0\0\0\x14\0\0\0\x01\0\0\0(?P<little>.{4})"
    rb"|\0\0\0\x07\0\0\0\x14\0\0\0\x01(?P<big>.{4}))",
    re.DOTALL,
)
_DICTIONARY = 8 << 20  # bytes of a file that are searched for it
_LONGEST_ENCODING = 64  # characters of its name

# (column name, code as text) -> whether the codebook knows the code in that column
KnowsCode = Callable[[str, str], bool]


@contextmanager
def open_sav(
    path: Path, knows_code: KnowsCode, chunk_rows: int = CHUNK_ROWS
) -> Iterator[DeliveredTable]:
    """Open an SPSS file; a line number is the case number + 1, as in a CSV of it.

    A value with a label stays a code where the codebook knows the code in that column,
    else it is read as its label. Raises RejectedError for a file that can't be read.
    """
    with path.open("rb") as file:
        start = file.read(len(_ENCRYPTED))
    if start == _ENCRYPTED:
        raise RejectedError(
            f"{path.name} is protected with a password; save it without one and "
            "deliver it again."
        )
    if not start.startswith(_MARKS):
        raise RejectedError(
            f"{path.name} isn't an SPSS file, although its name says so; give it the "
            "right extension, or save it as .sav, and deliver it again."
        )
    _reject_unknown_encoding(path)
    with _readable(path):
        _, meta = pyreadstat.read_sav(path, metadataonly=True)
    labels = {
        name: _texts_of_labels(name, named, knows_code)
        for name, named in meta.variable_value_labels.items()
    }
    yield DeliveredTable(
        header=tuple((name or "").strip() for name in meta.column_names),
        header_line=1,
        encoding=meta.file_encoding,
        chunks=_chunks(path, labels, chunk_rows),
    )


def _reject_unknown_encoding(path: Path) -> None:
    """Reject a file that names an encoding which isn't one: readers pass over it."""
    with path.open("rb") as file:
        dictionary = file.read(_DICTIONARY)
    for record in _ENCODING_RECORD.finditer(dictionary):
        order: Literal["little", "big"] = "little" if record["little"] else "big"
        length = int.from_bytes(record[order], order)
        name = dictionary[record.end() : record.end() + length].rstrip(b"\0 ")
        try:
            codecs.lookup(name.decode("ascii"))
        except (LookupError, UnicodeError) as error:
            shown = name[:_LONGEST_ENCODING].decode("ascii", "replace")
            raise RejectedError(
                f"{path.name} says that its texts are in '{header_name(shown)}', which "
                "is no encoding; save it in SPSS as Unicode and deliver it again."
            ) from error


def _texts_of_labels(
    column: str, labels: Mapping[float | int, str], knows_code: KnowsCode
) -> dict[str, str]:
    """The text of each labelled value of a column, by the value as text."""
    codes = {text_of(code): label for code, label in labels.items()}
    return {
        code: code if knows_code(column, code) else label
        for code, label in codes.items()
    }


def _chunks(
    path: Path, labels: Mapping[str, Mapping[str, str]], chunk_rows: int
) -> Iterator[Chunk]:
    first = 0
    while True:
        # User-missing values are answers too (99 = n.v.t.): the codebook decides.
        with _readable(path):
            columns, _ = pyreadstat.read_sav(
                path,
                row_offset=first,
                row_limit=chunk_rows,
                user_missing=True,
                output_format="dict",
            )
        texts = [
            _texts(values, labels.get(name, {})) for name, values in columns.items()
        ]
        rows = list(zip(*texts, strict=True))
        if not rows:
            return
        yield _without_empty(first + 2, rows)
        first += len(rows)


def _without_empty(first_line: int, rows: list[tuple[str, ...]]) -> Chunk:
    filled = [(line, row) for line, row in enumerate(rows, first_line) if any(row)]
    return chunk_of([line for line, _ in filled], [row for _, row in filled])


def _texts(values: list[object], labels: Mapping[str, str]) -> list[str]:
    texts = [text_of(value) for value in values]
    return [labels.get(text, text) for text in texts] if labels else texts


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (
        pyreadstat.ReadstatError,
        pyreadstat.PyreadstatError,
        UnicodeDecodeError,
        OverflowError,
    ) as error:
        raise RejectedError(
            f"{path.name} can't be read as an SPSS file ({error}): it is damaged or "
            "cut short; save it again and deliver it again."
        ) from error
