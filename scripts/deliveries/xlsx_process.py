"""Reads one workbook in a process of its own, with limits on memory, time and size.

    python -m scripts.deliveries.xlsx_process WORKBOOK ROWS LIMITS

Whatever the workbook does to this process, the load goes on. Its rows are written to
the file ROWS as lines of JSON, of which the first describes the sheet and the others
have a line number and the cells as text. LIMITS is JSON: `memory` and `unpacked` in
bytes, `cells`, `seconds`. The exit status says how it went: see EXIT_*.
"""

import contextlib
import json
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

import python_calamine

from scripts.deliveries.rejected import RejectedError
from scripts.deliveries.showing import header_name
from scripts.deliveries.texts import text_of
from scripts.deliveries.xlsx_audit import audit_sheet

EXIT_REJECTED = 3  # the sentence is on standard output
EXIT_TOO_LARGE = 4
# without as much memory a workbook is called too large, not damaged
SPARE_BYTES = 1 << 24

_DAMAGED = (
    python_calamine.CalamineError,
    zipfile.BadZipFile,
    ParseError,
    ExpatError,
    # a member or a sheet that isn't there
    LookupError,
    StopIteration,
    ValueError,
    # what zipfile raises of a compression that it doesn't know
    NotImplementedError,
    EOFError,
    zlib.error,
)


def main(arguments: Sequence[str]) -> int:
    """Read the workbook that the command line names; returns the exit status."""
    path, rows = Path(arguments[0]), Path(arguments[1])
    limits = json.loads(arguments[2])
    _limit(limits)
    try:
        with rows.open("w", encoding="utf-8") as target:
            for line in read_workbook(path, limits["cells"], limits["unpacked"]):
                target.write(json.dumps(line) + "\n")
    except RejectedError as rejection:
        print(rejection)
        return EXIT_REJECTED
    except (MemoryError, OSError):
        # an OSError is the limit on what this process may write
        return EXIT_TOO_LARGE
    return 0


def _limit(limits: dict[str, int]) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_FSIZE, limits["memory"]),
        (resource.RLIMIT_CPU, limits["seconds"]),
        (resource.RLIMIT_CORE, 0),
    ):
        # macOS refuses some of them; the time that the caller waits is bounded anyhow
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def read_workbook(path: Path, max_cells: int, max_unpacked: int) -> Iterator[Any]:
    """The header of a workbook's first visible sheet, then its rows that have text.

    First a dictionary with header, header_line and remark; then [line number, cells].
    Raises RejectedError for a workbook that is damaged, empty or too large.
    """
    try:
        with path.open("rb") as file:
            workbook = python_calamine.load_workbook(path)
            index, remark = _first_visible_sheet(path.name, workbook)
            audit = audit_sheet(file, path.name, index, max_cells, max_unpacked)
        sheet = workbook.get_sheet_by_index(index)
        numbered = enumerate(sheet.iter_rows(), start=1)
    except _DAMAGED as error:
        # a library without memory may take a sound workbook for a damaged one
        bytearray(SPARE_BYTES)
        raise _damaged(path.name) from error
    errors = audit.errors
    header: list[str] | None = None
    for line, values in numbered:
        cells = [text_of(value) for value in values]
        if errors:
            for column in range(1, len(cells) + 1):
                if (line, column) in errors:
                    cells[column - 1] = errors[line, column]
        if not any(cells):
            continue
        if header is not None:
            # text beside the table makes a row wider than the header
            wide = any(cells[len(header) :])
            yield [line, cells if wide else cells[: len(header)]]
            continue
        header = [cell.strip() for cell in cells]
        # Cells that were once formatted make a sheet wider than its table.
        while header and not header[-1]:
            header.pop()
        yield {"header": header, "header_line": line, "remark": remark}
    if header is None:
        raise RejectedError(
            f"{path.name} is empty: expected a header and rows on the first sheet, "
            f"'{header_name(sheet.name)}'."
        )


def _first_visible_sheet(
    name: str, workbook: python_calamine.CalamineWorkbook
) -> tuple[int, str]:
    """The place (from 0) of the sheet that a person sees first, and what to say of it.

    Raises RejectedError when no sheet can be seen.
    """
    sheets = workbook.sheets_metadata
    if not sheets:
        raise _damaged(name)
    visible = [
        index
        for index, sheet in enumerate(sheets)
        if sheet.visible == python_calamine.SheetVisibleEnum.Visible
        and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    if not visible:
        raise RejectedError(
            f"{name} has no sheet that can be seen: show the sheet with the answers, "
            "save it and deliver it again."
        )
    first = visible[0]
    shown = header_name(sheets[first].name)
    if first > 0:
        return first, (
            f"{name}: only '{shown}', the first of {len(sheets)} sheets that isn't "
            "hidden, was read."
        )
    if len(sheets) > 1:
        return first, (
            f"{name}: only the first of {len(sheets)} sheets, '{shown}', was read."
        )
    return first, ""


def _damaged(name: str) -> RejectedError:
    return RejectedError(
        f"{name} can't be read as an Excel workbook: it is damaged or cut short; save "
        "it again and deliver it again."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
