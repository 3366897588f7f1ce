"""What the pipeline costs by the number of respondents: `make bench`.

    python -m scripts bench [SIZE …] [--page docs/performance.md]

For each size it makes exports of ten years, and measures on the same files, one after
another: DuckDB that merely reads them (the floor), a polars and a pandas script for the
same score and answer tables, and load, `dbt build` and publish; then a month of 200 on
top, and the same month on the demo. Everything stands in a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from scripts.benchmark import page
from scripts.benchmark.measuring import FailedError
from scripts.benchmark.project import MOST_YEARS
from scripts.benchmark.runs import (
    SizeRun,
    masked_a_second,
    run_month_on_demo,
    run_size,
)

SIZES = (10_000, 100_000, 1_000_000)
_GIBIBYTE = 1 << 30


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the sizes that the command line names; returns the exit status."""
    options = _parser().parse_args(arguments)
    where = _where()
    runs: list[SizeRun] = []
    try:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            demo = run_month_on_demo(Path(folder, "run"), _say)
        masked = masked_a_second(_say)
        for size in sorted(options.sizes):
            with tempfile.TemporaryDirectory(dir=options.folder) as folder:
                place = Path(folder, "run")
                run = run_size(size, options.years, place, _say, options.fresh)
                runs.append(run)
            # the largest size may take half an hour, and be stopped
            if options.page is not None:
                _write(options.page, runs, page.blocks(runs, demo, masked, where))
    except FailedError as error:
        print(error, file=sys.stderr)
        return 1
    if options.page is None:
        found = page.blocks(runs, demo, masked, where)
        print("\n".join(line for lines in found.values() for line in ["", *lines]))
    return 0


def _write(place: Path, runs: Sequence[SizeRun], found: dict[str, list[str]]) -> None:
    page.write(place, found)
    image = place.parent / "images" / f"{place.stem}.svg"
    image.parent.mkdir(exist_ok=True)
    image.write_text(page.chart(runs), encoding="utf-8")
    _say(f"written: {place} and {image}")


def _where() -> str:
    """What the figures were measured on, before anything ran."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIBIBYTE
    versions = ", ".join(
        f"{name} {version(name)}" for name in ("duckdb", "dbt-core", "polars", "pandas")
    )
    return (
        f"{len(os.sched_getaffinity(0))} cores ({platform.machine()}), {memory:.0f} GB "
        f"of memory, Python {platform.python_version()}, {versions}; other work kept "
        f"{os.getloadavg()[2]:.1f} processes busy in the quarter of an hour before."
    )


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts bench",
        description="Measure the pipeline by the number of respondents.",
    )
    parser.add_argument(
        "sizes",
        metavar="SIZE",
        nargs="*",
        type=_positive,
        default=list(SIZES),
        help=f"respondents (default: {' '.join(map(str, SIZES))})",
    )
    parser.add_argument(
        "--page", type=Path, help="page whose measured parts are written (else printed)"
    )
    parser.add_argument(
        "--years",
        type=int,
        choices=range(1, MOST_YEARS + 1),
        default=MOST_YEARS,
        metavar="N",
        help=f"years over which they are spread, 1 to {MOST_YEARS} (the default)",
    )
    parser.add_argument(
        "--fresh", action="store_true", help="hardly any two remarks are alike"
    )
    parser.add_argument("--folder", type=Path, help="where the temporary folders stand")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} respondents can't be drawn")
    return number


if __name__ == "__main__":
    sys.exit(main())
