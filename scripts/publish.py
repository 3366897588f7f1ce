"""Publish the marts: aggregates only, small cells hidden, each file replaced at once.

    python -m scripts publish [--warehouse FILE] [--out FOLDER]

What is published, and how its small cells are hidden, is said by the seed
`published_tables`; the smallest base by the seed `report_policy`.
"""

import argparse
import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.publication.database import PublishError, write_database
from scripts.publication.files import (
    put_in_place,
    write_csv_and_parquet,
    write_evidence,
)
from scripts.publication.workbook import write_workbook

DEFAULT_WAREHOUSE = Path(os.environ.get("KTO_WAREHOUSE", "warehouse/warehouse.duckdb"))
DEFAULT_OUT = Path("published")
DATABASE = Path("kto.duckdb")
UNFINISHED = ".new-"


def publish(warehouse: Path, out: Path) -> list[Path]:
    """Write the published files beside the old ones and move them into their place.

    Readers of an old file read on; whoever opens a file next sees the new one. Where
    anything goes wrong, the old files stay. The database is replaced last.

    Args:
        warehouse: The warehouse, built by dbt.
        out: Folder of the published files.

    Returns:
        The files, relative to `out`.

    Raises:
        PublishError: The warehouse isn't there, isn't built, or is in use; or somebody
            else is publishing to the folder.
        OSError: The folder can't be written to.
    """
    if not warehouse.exists():
        raise PublishError(f"{warehouse} does not exist; run `make build` first.")
    out.mkdir(parents=True, exist_ok=True)
    with _alone_in(out):
        for leftover in out.glob(f"{UNFINISHED}*"):
            shutil.rmtree(leftover)
        # on the same disk, so that moving is one step
        with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=out) as folder:
            new = Path(folder)
            database = new / DATABASE
            tables = write_database(warehouse, database)
            write_csv_and_parquet(database, tables, new)
            write_evidence(database, tables, new / "evidence" / "kto")
            write_workbook(database, tables, new / "kto.xlsx")
            return put_in_place(new, out, last=DATABASE)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep out other runs; what a killed run held is free again."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PublishError(
                f"another run is publishing to {folder}; wait until it is done."
            ) from error
        yield
    finally:
        os.close(descriptor)


def main(arguments: Sequence[str] | None = None) -> int:
    """Publish, or say in one sentence why not; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts publish",
        description="Write what may leave the warehouse: aggregates, no small cells.",
    )
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=DEFAULT_WAREHOUSE,
        help="DuckDB file (default: $KTO_WAREHOUSE, else warehouse/warehouse.duckdb)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=DEFAULT_OUT,
        help=f"folder of the published files (default: {DEFAULT_OUT})",
    )
    options = parser.parse_args(arguments)
    try:
        files = publish(options.warehouse, options.out)
    except (PublishError, ValueError) as error:
        print(f"Not published: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"Not published: {options.out} can't be written to ({error}); name"
            " another folder with --out or make room in this one.",
            file=sys.stderr,
        )
        return 1
    print(f"Published {len(files)} files in {options.out}:")
    print("  kto.duckdb      the marts, for BI tools and SQL")
    print("  kto.xlsx        the same as a workbook, in Dutch")
    print("  parquet/, csv/  a file per mart")
    print("  evidence/kto/   a source folder for an Evidence project")
    return 0


if __name__ == "__main__":
    sys.exit(main())
