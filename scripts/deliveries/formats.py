"""A delivered file, in whatever format it is, as a table of text."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

from scripts.deliveries.codebook import Codebook, ExportColumn, matchable
from scripts.deliveries.csv_file import open_csv
from scripts.deliveries.encoding import detect_encoding
from scripts.deliveries.names import DeliveredFile
from scripts.deliveries.rejected import RejectedError
from scripts.deliveries.sav_file import open_sav
from scripts.deliveries.tables import CHUNK_ROWS, DeliveredTable
from scripts.deliveries.xlsx_file import open_xlsx


def open_delivery(
    file: DeliveredFile,
    expected: Sequence[ExportColumn],
    codebook: Codebook,
    chunk_rows: int = CHUNK_ROWS,
) -> AbstractContextManager[DeliveredTable]:
    """Open a delivered file; its rows are read while the context lasts.

    `expected` are the codebook's columns of the file. Raises RejectedError, also
    while the rows are read, for a file that can't be read whole.
    """
    if file.path.stat().st_size == 0:
        raise RejectedError(
            f"{file.name} is empty (0 bytes): export it again and deliver it again."
        )
    if file.format == "csv":
        return open_csv(file.path, detect_encoding(file.path), chunk_rows)
    if file.format == "xlsx":
        return open_xlsx(file.path, codebook.policy, chunk_rows)
    code_lists = {matchable(column.name): column.code_list for column in expected}

    def knows_code(column: str, code: str) -> bool:
        return codebook.knows(code_lists.get(matchable(column), ""), code)

    return open_sav(file.path, knows_code, chunk_rows)
