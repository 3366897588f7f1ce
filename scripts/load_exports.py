"""Load a folder of monthly exports into the warehouse's raw tables.

    python -m scripts load EXPORTS_FOLDER

Every delivered row ends up loaded, superseded or in quarantine, and raw.load_log says
how many. A file that is already there is skipped; one that can't be read is rejected
whole, in one sentence, while the others load. The exit status is 0 when no file was
rejected, 1 when one was or when nothing could be loaded.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb

from scripts.deliveries import raw
from scripts.deliveries.codebook import read_codebook
from scripts.deliveries.load import Loader, find_deliveries
from scripts.deliveries.rejected import RefusedError
from scripts.deliveries.summary import make_console, progress_bar, show_outcomes

DEFAULT_WAREHOUSE = "warehouse/warehouse.duckdb"


def main(arguments: Sequence[str] | None = None) -> int:
    """Load the folder that the command line names; returns the exit status."""
    options = _parser().parse_args(arguments)
    console = make_console()
    try:
        codebook = read_codebook(options.seeds)
        files, _ = find_deliveries(options.exports)
        connection = raw.open_warehouse(options.warehouse)
        with connection:
            with progress_bar(console, len(files)) as on_rows:
                loader = Loader(connection, options.warehouse, codebook, on_rows)
                outcomes, others = loader.load_folder(options.exports)
            show_outcomes(console, connection, outcomes, others)
    except RefusedError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        print(
            f"The warehouse {options.warehouse} can't be written "
            f"({str(error).splitlines()[0]}): the files that were complete are loaded; "
            "make room and load again.",
            file=sys.stderr,
        )
        return 1
    except (KeyboardInterrupt, RuntimeError) as error:
        # DuckDB turns a Ctrl-C that comes while it works into a RuntimeError.
        if isinstance(error, RuntimeError) and "interrupted" not in str(error).lower():
            raise
        print(
            "Stopped: the files that were complete are loaded, of the others nothing "
            "is; load again to continue.",
            file=sys.stderr,
        )
        return 130
    return int(any(outcome.status == "rejected" for outcome in outcomes))


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
    return parser


if __name__ == "__main__":
    sys.exit(main())
