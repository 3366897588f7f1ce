"""A delivered file as columns: names, labels, and how often each value occurs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyreadstat

from scripts.deliveries.csv_file import open_csv
from scripts.deliveries.encoding import detect_encoding
from scripts.deliveries.policy import DeliveryPolicy
from scripts.deliveries.rejected import RejectedError
from scripts.deliveries.sav_file import open_sav
from scripts.deliveries.showing import header_name, is_number_or_moment, plain
from scripts.deliveries.tables import DeliveredTable
from scripts.deliveries.texts import text_of
from scripts.deliveries.xlsx_file import open_xlsx

FORMATS = (".csv", ".xlsx", ".sav")
# a column with more values than this is no list of answers
MOST_VALUES = 20_000


@dataclass(frozen=True)
class Column:
    """A column of a file.

    Attributes:
        name: Its heading.
        label: The question's words, where the file has them.
        values: How often each value occurs; none where there are more than MOST_VALUES.
        labels: What a value stands for, where the file says so.
        filled: Rows with a value.
        kind: What a definition says that it is: choice, option_list, text or nothing.
    """

    name: str
    label: str = ""
    values: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    filled: int = 0
    kind: str = ""

    def said(self, value: str) -> str:
        """The label of a value, or the value."""
        return self.labels.get(value, value)


@dataclass(frozen=True)
class Delivered:
    """A file's columns in order, its number of rows, and what to tell about it."""

    name: str
    columns: tuple[Column, ...]
    rows: int
    remarks: tuple[str, ...] = ()


def read_delivered(path: Path, policy: DeliveryPolicy) -> Delivered:
    """Read a CSV, XLSX or SAV file.

    Raises RejectedError, with one sentence, for a file that is not there, has another
    format, can't be read, or has no columns with names.
    """
    with open_table(path, policy) as table:
        delivered = _counted(path.name, table)
    return (
        _with_sav_labels(delivered, path)
        if path.suffix.lower() == ".sav"
        else delivered
    )


@contextmanager
def open_table(path: Path, policy: DeliveryPolicy) -> Iterator[DeliveredTable]:
    """Open a file of any name; of an SPSS file every code stays as it stands.

    Raises RejectedError for a file that is not there, has another format, or can't be
    read.
    """
    if not path.is_file():
        raise RejectedError(
            f"{path.name} is not there, or is a folder; name one delivered file."
        )
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise RejectedError(
            f"{path.name} can't be read; expected a file that ends in "
            f"{', '.join(FORMATS)}."
        )
    if path.stat().st_size == 0:
        raise RejectedError(f"{path.name} is empty (0 bytes): export it again.")
    if ending == ".csv":
        with open_csv(path, detect_encoding(path)) as table:
            yield table
    elif ending == ".xlsx":
        with open_xlsx(path, policy) as table:
            yield table
    else:
        with open_sav(path, lambda _column, _code: True) as table:
            yield table


def _counted(name: str, table: DeliveredTable) -> Delivered:
    header = [plain(cell) for cell in table.header]
    if header and all(map(is_number_or_moment, filter(None, header))):
        raise RejectedError(
            f"{name}, line {table.header_line}: expected the names of the columns, "
            "found a row of answers; put the header above it."
        )
    remarks = _odd_names(header)
    counts: list[Counter[str]] = [Counter() for _ in header]
    filled, is_many = [0] * len(header), [False] * len(header)
    rows = 0
    for chunk in table.chunks:
        for cells in chunk.cells.to_pylist():
            rows += 1
            for place, cell in enumerate(cells[: len(header)]):
                text = cell.strip()
                if not text:
                    continue
                filled[place] += 1
                if not is_many[place]:
                    counts[place][_whole(text)] += 1
                    if len(counts[place]) > MOST_VALUES:
                        is_many[place] = True
                        counts[place].clear()
    if not rows:
        remarks.append("the file has a header and no rows")
    seen: set[str] = set()
    columns = []
    for place, heading in enumerate(header):
        if not heading or heading.casefold() in seen:
            continue
        seen.add(heading.casefold())
        columns.append(Column(heading, "", dict(counts[place]), {}, filled[place]))
    if not columns:
        raise RejectedError(
            f"{name}, line {table.header_line}: no column has a name; put the names of "
            "the columns on the first line."
        )
    return Delivered(name, tuple(columns), rows, tuple(remarks))


def _whole(text: str) -> str:
    """A code without the '.0' or ',0' that a spreadsheet put behind it."""
    for ending in (".0", ",0"):
        if text.endswith(ending) and text.removesuffix(ending).lstrip("-").isdecimal():
            return text.removesuffix(ending)
    return text


def _odd_names(header: list[str]) -> list[str]:
    remarks: list[str] = []
    seen: dict[str, int] = {}
    for number, name in enumerate(header, start=1):
        if not name:
            remarks.append(f"column {number} has no name and is left out")
        elif name.casefold() in seen:
            remarks.append(
                f"column {number}, {header_name(name)}, is there already as column "
                f"{seen[name.casefold()]} and is left out; rename one of them"
            )
        else:
            seen[name.casefold()] = number
    return remarks


def _with_sav_labels(delivered: Delivered, path: Path) -> Delivered:
    _, meta = pyreadstat.read_sav(path, metadataonly=True)
    labelled = []
    for column in delivered.columns:
        codes = meta.variable_value_labels.get(column.name, {})
        label = plain(meta.column_names_to_labels.get(column.name) or "")
        labelled.append(
            replace(
                column,
                label="" if label == column.name else label,
                labels={
                    text_of(code): plain(str(says)) for code, says in codes.items()
                },
            )
        )
    return replace(delivered, columns=tuple(labelled))


def with_labels(delivered: Delivered, labels: Iterable[Column]) -> Delivered:
    """Columns with the labels of columns of the same name in another file.

    A name may have the names of groups before it, as an export of an XLSForm has.
    """
    known = {column.name.casefold(): column for column in labels}
    columns = []
    for column in delivered.columns:
        name = column.name.casefold()
        parts = re.split("[/.]", name)
        ends = ["/".join(parts[place:]) for place in range(len(parts))]
        other = next((known[end] for end in [name, *ends] if end in known), None)
        if other is not None:
            column = replace(
                column,
                label=column.label or other.label,
                labels={**other.labels, **column.labels},
                kind=column.kind or other.kind,
            )
        columns.append(column)
    return replace(delivered, columns=tuple(columns))
