"""Load exports, build the marts and publish them: what `make build` does.

    python -m scripts build [EXPORTS] [--warehouse FILE] [--out FOLDER] [--verbose]

Says in some twenty lines what was loaded, built and published, and where to look; all
that dbt says is shown with --verbose, or when it fails. It stops at the first step that
does not end well, with that step's exit status.
"""

import argparse
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from scripts import load_exports, publish
from scripts.deliveries.summary import make_console
from scripts.running.dbt import run_dbt, what_matters, what_was_built
from scripts.running.stopping import stoppable

DEFAULT_EXPORTS = Path("data")


def main(arguments: Sequence[str] | None = None) -> int:
    """Do the three steps; returns the exit status."""
    options = _parser().parse_args(arguments)
    began = time.monotonic()
    warehouse = ["--warehouse", str(options.warehouse)]
    console = make_console()
    brief = [] if options.verbose else ["--brief"]
    status = load_exports.main([str(options.exports), *warehouse, *brief])
    if status == 0:
        status = _build(options, console)
    if status == 0:
        status = publish.main([*warehouse, "--out", str(options.out)])
    if status == 0:
        seconds = round(time.monotonic() - began)
        console.print(
            f"Done in {seconds} seconds. Next: open {options.out / 'kto.xlsx'};"
            " `make dashboard`, `make report`; docs/connecting.md for BI tools.",
            soft_wrap=True,
            markup=False,
        )
    return status


def _build(options: argparse.Namespace, console: Console) -> int:
    """Run `dbt build`, in few words unless it fails or all of them are asked for."""
    program = str(Path(sys.executable).parent / "dbt")
    environment = {**os.environ, "KTO_WAREHOUSE": str(options.warehouse)}
    began = time.monotonic()
    try:
        with stoppable():
            if options.verbose:
                sys.stdout.flush()
                command = [program, "build"]
                status = subprocess.run(
                    command, env=environment, check=False
                ).returncode
                lines: list[str] = []
            else:
                command = [program, "--no-use-colors", "build"]
                console.print("Building: dbt build", markup=False)
                status, lines = run_dbt(command, environment, console)
    except KeyboardInterrupt:
        print(f"Stopped.\n{not_built(options)}", file=sys.stderr)
        return 130
    if status != 0:
        for line in lines:
            print(line)
        sys.stdout.flush()
        print(not_built(options), file=sys.stderr)
        return 1
    if lines:
        for line in what_matters(lines):
            console.print(f"  {line}", soft_wrap=True, markup=False)
        seconds = round(time.monotonic() - began)
        console.print(
            f"Built {options.warehouse} in {seconds} seconds: {what_was_built(lines)}.",
            soft_wrap=True,
            markup=False,
        )
    return 0


def not_built(options: argparse.Namespace) -> str:
    """What a failed build leaves, and the way back to the warehouse that it was."""
    exports, warehouse = (
        shlex.quote(str(path)) for path in (options.exports, options.warehouse)
    )
    return (
        f"Not built: the warehouse {options.warehouse}; what was published before is"
        " untouched. When what is said above is mended: make build"
        f" EXPORTS={exports} WAREHOUSE={warehouse}, or KTO_WAREHOUSE={warehouse}"
        " .venv/bin/dbt build"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts build",
        description="Load exports, build the marts and publish them.",
    )
    parser.add_argument(
        "exports",
        type=Path,
        nargs="?",
        default=DEFAULT_EXPORTS,
        help=f"folder with the delivered files (default: the demo's {DEFAULT_EXPORTS})",
    )
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=publish.DEFAULT_WAREHOUSE,
        help="DuckDB file (default: $KTO_WAREHOUSE, else warehouse/warehouse.duckdb)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=publish.DEFAULT_OUT,
        help=f"folder of the published files (default: {publish.DEFAULT_OUT})",
    )
    parser.add_argument(
        "--verbose",
        action="store_true",
        help="all that dbt says, and a row per file that was loaded",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
