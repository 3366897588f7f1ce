"""A look at the XML of a workbook before its cells are taken in.

It tells what reading the cells would cost, and which cells hold an error or a formula
without a stored result: the reader of the cells gives those as empty.
"""

import posixpath
import zipfile
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat

from scripts.deliveries.rejected import RejectedError
from scripts.deliveries.showing import UNCOMPUTED

_BLOCK = 1 << 18  # bytes
_ENCRYPTED = 0x1  # flag of a member of a zip archive
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384  # of a sheet, by the format


@dataclass
class Audit:
    """What the sheet holds: its last row and column (from 1), and the cells in error.

    `errors` are texts such as '#N/A' by row and column (from 1).
    """

    last_row: int = 0
    last_column: int = 0
    n_cells: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def audit_sheet(
    file: IO[bytes], name: str, sheet_index: int, max_cells: int, max_unpacked: int
) -> Audit:
    """Look at a sheet (by its place in the workbook, from 0).

    `max_unpacked` is in bytes. Raises RejectedError for a workbook that is larger than
    the limits or protected; zipfile's and expat's errors where it is damaged.
    """
    with zipfile.ZipFile(file) as archive:
        _reject_costly_archive(archive, name, max_unpacked)
        path = _path_of_sheet(archive, sheet_index)
        with archive.open(path) as sheet:
            return _read_cells(sheet, name, max_cells, max_unpacked)


def _reject_costly_archive(
    archive: zipfile.ZipFile, name: str, max_unpacked: int
) -> None:
    members = archive.infolist()
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise RejectedError(
            f"{name} is protected with a password; save it without one and deliver it "
            "again."
        )
    unpacked = sum(member.file_size for member in members)
    if unpacked > max_unpacked:
        raise RejectedError(too_large(name, unpacked, max_unpacked))


def too_large(name: str, unpacked: int, max_unpacked: int) -> str:
    """The sentence for a workbook that unpacks to more bytes than it may."""
    return (
        f"{name} unpacks to {unpacked / 2**20:,.0f} MB, and a workbook may be "
        f"{max_unpacked / 2**20:,.0f} MB (xlsx_max_unpacked in "
        "seeds/policy/delivery_policy.csv): keep the sheet with the answers only, or "
        "save it as CSV, and deliver it again."
    )


def _path_of_sheet(archive: zipfile.ZipFile, index: int) -> str:
    """The member of the archive that holds a sheet; KeyError when there is none."""
    workbook = next(
        member for member in archive.namelist() if member.endswith("/workbook.xml")
    )
    folder, base = posixpath.split(workbook)
    with archive.open(workbook) as xml:
        sheets = [one for one in ElementTree.parse(xml).iter() if _is(one, "sheet")]
    relation = next(
        value for key, value in sheets[index].items() if key.endswith("}id")
    )
    with archive.open(f"{folder}/_rels/{base}.rels") as xml:
        targets = {
            one.get("Id"): one.get("Target", "")
            for one in ElementTree.parse(xml).iter()
            if _is(one, "Relationship")
        }
    target = targets[relation]
    return (
        target[1:]
        if target.startswith("/")
        else posixpath.normpath(posixpath.join(folder, target))
    )


def _is(element: ElementTree.Element, tag: str) -> bool:
    return element.tag.rpartition("}")[2] == tag


class _Cells:
    """Follows the cells of a sheet as its XML goes by."""

    def __init__(self, name: str, max_cells: int) -> None:
        self.name = name
        self.max_cells = max_cells
        self.audit = Audit()
        self.row = self.column = 0
        self.kind = ""
        self.has_formula = self.in_value = False
        self.value = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self._place(attributes.get("r"))
            self.kind = attributes.get("t", "n")
            self.has_formula, self.value = False, ""
        elif tag == "v":
            self.in_value = True
        elif tag == "f":
            self.has_formula = True
        elif tag == "row":
            self.row = int(attributes.get("r") or self.row + 1)
            self.column = 0

    def text(self, text: str) -> None:
        if self.in_value and (self.has_formula or self.kind == "e"):
            self.value += text

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "v":
            self.in_value = False
        elif tag == "c":
            if self.kind == "e":
                self.audit.errors[self.row, self.column] = self.value or "#N/A"
            elif self.has_formula and not self.value and self.kind != "str":
                self.audit.errors[self.row, self.column] = UNCOMPUTED

    def _place(self, reference: str | None) -> None:
        if reference:
            letters = reference.rstrip("0123456789")
            column = 0
            for letter in letters:
                column = column * 26 + ord(letter.upper()) - ord("A") + 1
            self.column, self.row = column, int(reference[len(letters) :])
        else:
            self.column += 1
        audit = self.audit
        audit.last_row = max(audit.last_row, self.row)
        audit.last_column = max(audit.last_column, self.column)
        audit.n_cells += 1
        spanned = audit.last_row * audit.last_column
        beyond = self.row > _LAST_ROW or self.column > _LAST_COLUMN
        if spanned > self.max_cells or beyond or audit.n_cells > self.max_cells:
            raise RejectedError(
                f"{self.name}, line {self.row}, column {self.column}: up to this cell "
                f"the sheet spans {spanned:,} cells, and a sheet may have "
                f"{self.max_cells:,} (xlsx_max_cells in "
                "seeds/policy/delivery_policy.csv): remove the cells far away from the "
                "table, or save it as CSV, and deliver it again."
            )


def _read_cells(
    sheet: IO[bytes], name: str, max_cells: int, max_unpacked: int
) -> Audit:
    cells = _Cells(name, max_cells)
    parser = expat.ParserCreate()
    parser.StartElementHandler = cells.start
    parser.CharacterDataHandler = cells.text
    parser.EndElementHandler = cells.end
    parser.buffer_text = True
    read = 0
    while block := sheet.read(_BLOCK):
        read += len(block)
        if read > max_unpacked:
            raise RejectedError(too_large(name, read, max_unpacked))
        parser.Parse(block, False)
    parser.Parse(b"", True)
    return cells.audit
