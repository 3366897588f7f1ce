"""What stands in the way of publishing, in one sentence."""

import shlex
from pathlib import Path

import duckdb

USUAL_WAREHOUSE = Path("warehouse/warehouse.duckdb")
# how DuckDB names a file whose bytes are not what it wrote
DAMAGED = ("corrupt", "checksum", "not a valid duckdb", "serializ", "magic bytes")
# how DuckDB and the system name a disk, a quota or a file that can't grow
NO_ROOM = ("no space left", "file too large", "quota", "write all data")


class PublishError(Exception):
    """What stands in the way of publishing, in one sentence."""


def dbt_build_of(warehouse: Path) -> str:
    """The command that builds a warehouse, also one that is not the usual file."""
    if warehouse == USUAL_WAREHOUSE:
        return "`dbt build`"
    return f"`KTO_WAREHOUSE={shlex.quote(str(warehouse))} dbt build`"


def said(error: BaseException, warehouse: Path, out: Path) -> str:
    """Say what went wrong while publishing and what to do, in one sentence.

    Args:
        error: What was raised by reading the warehouse or writing the files.
        warehouse: The warehouse that is published.
        out: The folder of the published files.

    Returns:
        A sentence that names the file or folder that it is about.
    """
    if isinstance(error, PublishError | ValueError):
        return str(error)
    cause = first_line(error)
    low = cause.lower()
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
        return (
            f"there is too little memory to publish {warehouse}; close other programs,"
            " or publish on a machine with more, and run the same command again."
        )
    if isinstance(error, duckdb.Error) and not any(word in low for word in NO_ROOM):
        if any(word in low for word in DAMAGED):
            return (
                f"{warehouse} is damaged ({cause}); put a copy of it back, or move it"
                " away, load all exports into a new one and build that."
            )
        return f"{warehouse} can't be read: {cause}."
    return (
        f"{out} can't be written to ({cause}); name another folder with --out or make"
        " room in this one."
    )


def first_line(error: BaseException) -> str:
    """The first line of what an error says, without its full stop."""
    lines = str(error).splitlines() or [type(error).__name__]
    return lines[0].rstrip(".")
