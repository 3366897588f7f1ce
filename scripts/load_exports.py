"""Load a folder of monthly exports into the warehouse's raw tables.

    python -m scripts load EXPORTS_FOLDER

Every delivered row ends up loaded, superseded, in quarantine or forgotten, and
raw.load_log says how many. A file that is already there is skipped; one that can't be
read is rejected whole, in one sentence, while the others load. The exit status is 0
when no file was rejected, 1 when one was or when nothing could be loaded.
"""

import argparse
import io
import os
import shlex
import sys
from collections.abc import Callable, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

import duckdb

from scripts.deliveries import raw
from scripts.deliveries.codebook import read_codebook
from scripts.deliveries.copies import remove_leftovers
from scripts.deliveries.forgetting import forget_again
from scripts.deliveries.load import Loader, Outcome, find_deliveries
from scripts.deliveries.names import DeliveredFile
from scripts.deliveries.rejected import RefusedError
from scripts.deliveries.rekeying import Rekeying
from scripts.deliveries.retention import waves_due
from scripts.deliveries.summary import make_console, progress_bar, show_outcomes
from scripts.running.stopping import stoppable
from scripts.warehouse.access import keep_private

DEFAULT_WAREHOUSE = "warehouse/warehouse.duckdb"


def main(arguments: Sequence[str] | None = None) -> int:
    """Load the folder that the command line names; returns the exit status."""
    options = _parser().parse_args(arguments)
    keep_private()
    for stream in (sys.stdout, sys.stderr):
        # a terminal in another encoding shows an escape, not a traceback
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        with stoppable() as stop_if_asked:
            outcomes = _load(options, stop_if_asked)
    except RefusedError as refusal:
        return _fail(str(refusal))
    except (duckdb.IOException, duckdb.OutOfMemoryException, OSError) as error:
        return _fail(
            f"The warehouse {options.warehouse} can't be written "
            f"({str(error).splitlines()[0]}): the files that were complete are loaded; "
            "make room and load again."
        )
    except (MemoryError, duckdb.Error) as error:
        if isinstance(error, duckdb.InterruptException):
            return _stopped()
        # its text could have a cell in it
        return _fail(
            f"Loading into the warehouse {options.warehouse} failed "
            f"({type(error).__name__}): the files that were complete are loaded; "
            "docs/when-something-goes-wrong.md says what to do."
        )
    except (KeyboardInterrupt, RuntimeError) as error:
        # DuckDB turns a Ctrl-C that comes while it works into a RuntimeError.
        if isinstance(error, RuntimeError) and "interrupted" not in str(error).lower():
            raise
        return _stopped()
    return int(any(outcome.status == "rejected" for outcome in outcomes))


def _load(
    options: argparse.Namespace, stop_if_asked: Callable[[], None]
) -> list[Outcome]:
    console = make_console()
    codebook = read_codebook(options.seeds)
    files, _ = find_deliveries(options.exports)
    confirmed = {
        "--accept-fewer-rows": options.accept_fewer_rows,
        "--accept-other-respondents": options.accept_other_respondents,
    }
    for option, names in confirmed.items():
        if strangers := sorted(set(names) - {file.name for file in files}):
            raise RefusedError(
                f"{options.exports} has no {strangers[0]}, which {option} names: name "
                "a file of the folder."
            )
    accepted = frozenset(chain.from_iterable(confirmed.values()))
    if n_again := forget_again(options.warehouse):
        console.print(
            f"{n_again:,} rows of respondents who were forgotten before stood in this "
            "warehouse again, and are gone."
        )
    connection = raw.open_warehouse(options.warehouse)
    with connection:
        remove_leftovers(options.warehouse)
        key = raw.key_of_warehouse(connection, options.warehouse)
        with progress_bar(console, len(files)) as show_rows:

            def on_rows(file: DeliveredFile, n_rows: int) -> None:
                stop_if_asked()
                show_rows(file, n_rows)

            loader = Loader(
                connection,
                options.warehouse,
                codebook,
                Rekeying(key, raw.forgotten_ids(connection)),
                on_rows,
                accepted=accepted,
            )
            outcomes, others = loader.load_folder(options.exports)
            stop_if_asked()
        show_outcomes(console, connection, outcomes, others, options.brief)
        if due := waves_due(connection, codebook, date.today()):
            console.print(
                f"Answers of {len(due)} waves were kept as long as they may be: build, "
                "and then `python -m scripts retain` says which.",
                soft_wrap=True,
            )
    if not options.brief or any(outcome.status == "rejected" for outcome in outcomes):
        console.print(_what_next(options, outcomes), soft_wrap=True, markup=False)
    return outcomes


def _what_next(options: argparse.Namespace, outcomes: Sequence[Outcome]) -> str:
    """Which warehouse it was, and the command that builds that one."""
    warehouse = str(options.warehouse)
    is_what_dbt_takes = warehouse == (
        os.environ.get("KTO_WAREHOUSE") or DEFAULT_WAREHOUSE
    )
    build = (
        "dbt build"
        if is_what_dbt_takes and "KTO_WAREHOUSE" not in os.environ
        else f"KTO_WAREHOUSE={shlex.quote(warehouse)} dbt build"
    )
    n_rejected = sum(outcome.status == "rejected" for outcome in outcomes)
    if n_rejected:
        files = "1 file was" if n_rejected == 1 else f"{n_rejected} files were"
        return (
            f"Warehouse: {warehouse}. {files} rejected: correct and load again, or go "
            f"on without with `{build}`."
        )
    return f"Warehouse: {warehouse}. Next: `{build}`."


def _stopped() -> int:
    _fail(
        "Stopped: the files that were complete are loaded, of the others nothing is; "
        "load again to continue."
    )
    return 130


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts load",
        description="Load a folder of monthly exports into the warehouse's raw tables.",
    )
    parser.add_argument("exports", type=Path, help="folder with the delivered files")
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=Path(os.environ.get("KTO_WAREHOUSE") or DEFAULT_WAREHOUSE),
        help=f"DuckDB file (default: $KTO_WAREHOUSE, else {DEFAULT_WAREHOUSE})",
    )
    parser.add_argument(
        "--seeds",
        type=Path,
        default=Path("seeds"),
        help="folder of the codebook's seeds (default: seeds)",
    )
    parser.add_argument(
        "--brief",
        action="store_true",
        help="one line with the totals in the place of a row per file",
    )
    parser.add_argument(
        "--accept-fewer-rows",
        action="append",
        default=[],
        metavar="FILE",
        help="name of a correction that may have far fewer rows than it replaces",
    )
    parser.add_argument(
        "--accept-other-respondents",
        action="append",
        default=[],
        metavar="FILE",
        help="name of a correction that may have other respondents than it replaces",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
