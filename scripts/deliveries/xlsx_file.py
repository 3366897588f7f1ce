"""XLSX deliveries: the first visible sheet, read by a process that may fail alone."""

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO

from scripts.deliveries.policy import DeliveryPolicy
from scripts.deliveries.rejected import RejectedError
from scripts.deliveries.tables import CHUNK_ROWS, Chunk, DeliveredTable, chunk_of
from scripts.deliveries.xlsx_process import EXIT_REJECTED, EXIT_TOO_LARGE

_ROOT = Path(__file__).parents[2]
_ZIP, _EMPTY_ZIP = b"PK\x03\x04", b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0"  # password-protected workbooks and those of Excel 97-2003
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_MB = 1 << 20  # bytes
# what Python and the reader's own language say before the process ends
_OUT_OF_MEMORY = (b"MemoryError", b"MemError", b"memory allocation")


@contextmanager
def open_xlsx(
    path: Path, policy: DeliveryPolicy, chunk_rows: int = CHUNK_ROWS
) -> Iterator[DeliveredTable]:
    """Open the first visible sheet; a line number is a row number of the sheet.

    Raises RejectedError for a file that isn't a readable workbook, or that costs more
    than the policy allows.
    """
    _reject_other_formats(path)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        rows_path = Path(folder) / "rows.jsonl"
        _read_apart(path, rows_path, policy)
        with rows_path.open(encoding="utf-8") as rows:
            sheet = json.loads(next(rows))
            yield DeliveredTable(
                header=tuple(sheet["header"]),
                header_line=sheet["header_line"],
                encoding=None,
                chunks=_chunks(rows, chunk_rows),
                remark=sheet["remark"],
            )


def _read_apart(path: Path, rows: Path, policy: DeliveryPolicy) -> None:
    """Let another process write the workbook's rows; RejectedError when it fails."""
    limits = {
        "memory": policy.xlsx_max_memory * _MB,
        "unpacked": policy.xlsx_max_unpacked * _MB,
        "cells": policy.xlsx_max_cells,
        "seconds": policy.xlsx_max_seconds,
    }
    try:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "scripts.deliveries.xlsx_process"),
                *(str(path.resolve()), str(rows.resolve()), json.dumps(limits)),
            ],
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=policy.xlsx_max_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_slow(path.name, policy) from error
    if done.returncode == 0:
        return
    if done.returncode == EXIT_REJECTED:
        raise RejectedError(done.stdout.decode("utf-8", "replace").strip())
    if done.returncode == -signal.SIGXCPU:
        raise _too_slow(path.name, policy)
    is_out_of_memory = any(words in done.stderr for words in _OUT_OF_MEMORY)
    if done.returncode in (EXIT_TOO_LARGE, -signal.SIGABRT, -signal.SIGKILL) or (
        is_out_of_memory
    ):
        raise RejectedError(
            f"{path.name} takes more than {policy.xlsx_max_memory:,} MB to read "
            "(xlsx_max_memory in seeds/policy/delivery_policy.csv): keep the sheet "
            "with the answers only, or save it as CSV, and deliver it again."
        )
    raise RejectedError(
        f"{path.name} can't be read as an Excel workbook: it is damaged or cut short; "
        "save it again and deliver it again."
    )


def _too_slow(name: str, policy: DeliveryPolicy) -> RejectedError:
    return RejectedError(
        f"{name} takes more than {policy.xlsx_max_seconds} seconds to read "
        "(xlsx_max_seconds in seeds/policy/delivery_policy.csv): keep the sheet with "
        "the answers only, or save it as CSV, and deliver it again."
    )


def _chunks(rows: IO[str], chunk_rows: int) -> Iterator[Chunk]:
    while chunk := [json.loads(line) for line in islice(rows, chunk_rows)]:
        yield chunk_of([line for line, _ in chunk], [cells for _, cells in chunk])


def _reject_other_formats(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(256)
        is_protected = start.startswith(_OLE) and _PROTECTED in start + file.read()
    name = path.name
    if is_protected:
        raise RejectedError(
            f"{name} is protected with a password; save it without a password and "
            "deliver it again."
        )
    if start.startswith(_OLE):
        raise RejectedError(
            f"{name} is made by an old Excel (.xls), or protected with a password; "
            "save it as .xlsx without a password and deliver it again."
        )
    if start.startswith(_EMPTY_ZIP):
        raise RejectedError(
            f"{name} is an empty archive, not a workbook; save it as .xlsx and deliver "
            "it again."
        )
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise RejectedError(
            f"{name} isn't an Excel workbook but a web page (HTML or XML); open it in "
            "Excel, save it as .xlsx and deliver it again."
        )
    if not start.startswith(_ZIP):
        raise RejectedError(
            f"{name} isn't an Excel workbook, although its name says so; save it as "
            ".xlsx, or give it the right extension, and deliver it again."
        )
