"""Publish the marts: aggregates only, small cells hidden, all files replaced at once.

    python -m scripts publish [--warehouse FILE] [--out FOLDER] [--begin-ledger]

What is published, and how its small cells are hidden, is said by the seed
`published_tables`; the smallest base and how many editions are kept by the seed
`report_policy`.
"""

import argparse
import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
from xlsxwriter.exceptions import XlsxWriterException

from scripts.publication.database import PROJECT, write_database
from scripts.publication.editions import (
    check_links,
    current_edition,
    editions_kept,
    read_mark,
    remove_old,
    show,
    write_manifest,
)
from scripts.publication.errors import PublishError, dbt_build_of, said
from scripts.publication.files import (
    write_csv_and_parquet,
    write_dutch_csv,
    write_evidence,
)
from scripts.publication.ledger import (
    demand_ledger,
    keep_ledger,
    new_ledger,
    warehouse_mark,
)
from scripts.publication.loket_workbooks import write_loket_workbooks
from scripts.publication.workbook import write_workbook
from scripts.running.stopping import stoppable

DEFAULT_WAREHOUSE = Path(
    os.environ.get("KTO_WAREHOUSE") or "warehouse/warehouse.duckdb"
)
DEFAULT_OUT = Path("published")
DATABASE = "kto.duckdb"
UNFINISHED = ".new-"


@dataclass(frozen=True)
class Edition:
    """What was published.

    Attributes:
        name: Name of the edition.
        files: Its files, relative to it.
        given_up: What beginning a ledger gave up; None where nothing was.
    """

    name: str
    files: list[Path]
    given_up: str | None = None


def publish(
    warehouse: Path,
    out: Path,
    project: Path = PROJECT,
    stop_if_asked: Callable[[], None] = lambda: None,
    begin_ledger: bool = False,
) -> Edition:
    """Write the published files beside the old ones, and switch to them at once.

    Readers of an old file read on; whoever opens a file next sees the new one. Where
    anything goes wrong, also a kill, the old files stay.

    Args:
        warehouse: The warehouse, built by dbt.
        out: Folder of the published files.
        project: Folder of the dbt project that it was built with.
        stop_if_asked: Called before the switch; it may raise KeyboardInterrupt.
        begin_ledger: Publish also where the ledger does not know the folder's edition.

    Returns:
        The edition.

    Raises:
        PublishError: The warehouse isn't there, is in use, or does not hold a whole
            build; or somebody else is publishing to the folder.
        duckdb.Error, OSError, XlsxWriterException: The warehouse can't be read or the
            folder can't be written to.
    """
    if not warehouse.exists():
        raise PublishError(
            f"there is no warehouse {warehouse}; load exports into it and run"
            f" {dbt_build_of(warehouse)}, or `make build`, which does both."
        )
    out.mkdir(parents=True, exist_ok=True)
    with _alone_in(out, warehouse.parent):
        given_up = demand_ledger(warehouse, out, begin_ledger)
        for leftover in out.glob(f"{UNFINISHED}*"):
            shutil.rmtree(leftover)
        # on the same disk, so that moving is one step
        with (
            tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=out) as folder,
            new_ledger(warehouse) as ledger,
        ):
            work = Path(folder)
            check_links(work)
            new = work / "edition"
            new.mkdir()
            tables = write_database(warehouse, new / DATABASE, project, ledger)
            write_csv_and_parquet(new / DATABASE, tables, new)
            write_dutch_csv(new / DATABASE, tables, new)
            write_evidence(new / DATABASE, tables, new / "evidence" / "kto")
            write_workbook(new / DATABASE, tables, new / "kto.xlsx")
            write_loket_workbooks(new / DATABASE, new / "loketten")
            with duckdb.connect(new / DATABASE, read_only=True) as connection:
                mark = read_mark(connection)
                kept = editions_kept(connection)
            write_manifest(new, mark, warehouse_mark(warehouse))
            files = sorted(f.relative_to(new) for f in new.rglob("*") if f.is_file())
            stop_if_asked()
            keep_ledger(warehouse, ledger)
            show(new, mark.edition, out, work)
            remove_old(out, kept, work)
    return Edition(mark.edition, files, given_up)


@contextmanager
def _alone_in(*folders: Path) -> Iterator[None]:
    """Keep out other runs; what a killed run held is free again.

    Args:
        folders: Where it publishes to, and where the ledger stands: of two runs that
            add to one ledger the last would lose what the first has shown.
    """
    with ExitStack() as held:
        for folder in {folder.resolve(): folder for folder in folders}.values():
            descriptor = os.open(folder, os.O_RDONLY)
            held.callback(os.close, descriptor)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise PublishError(
                    f"another run is publishing to {folder}, or a warehouse in it; wait"
                    " until it is done."
                ) from error
        yield


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
    parser.add_argument(
        "--begin-ledger",
        action="store_true",
        help="publish into a folder of before there were ledgers, or whose ledger is"
        " lost; its editions are not protected against being laid beside the new one",
    )
    options = parser.parse_args(arguments)
    try:
        with stoppable() as stop_if_asked:
            edition = publish(
                options.warehouse,
                options.out,
                stop_if_asked=stop_if_asked,
                begin_ledger=options.begin_ledger,
            )
    except (
        PublishError,
        ValueError,
        duckdb.Error,
        OSError,
        MemoryError,
        XlsxWriterException,
    ) as error:
        sentence = said(error, options.warehouse, options.out)
        print(f"Not published: {sentence}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        shown = current_edition(options.out)
        holds = f"holds edition {shown}, whole" if shown else "holds what it held"
        print(f"Stopped: {options.out} {holds}.", file=sys.stderr)
        return 130
    if edition.given_up:
        print(f"A ledger was begun: {edition.given_up}")
    print(
        f"Published {options.warehouse} as edition {edition.name},"
        f" {len(edition.files)} files in {options.out}:"
    )
    print("  kto.duckdb      the marts, for BI tools and SQL")
    print("  kto.xlsx        the same as a workbook, in Dutch")
    print("  loketten/       a workbook per loket, its results on a page")
    print("  parquet/, csv/  a file per mart, and the codebook")
    print("  csv-nl/         the same for a Dutch Excel or Calc, by double click")
    print("  evidence/kto/   a source folder for an Evidence project")
    print("  edition.json    which edition this is, and a fingerprint of each file")
    return 0


if __name__ == "__main__":
    sys.exit(main())
