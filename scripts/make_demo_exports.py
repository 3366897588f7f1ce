"""Make the demo exports in data/: synthetic, calibrated to the published report.

    python -m scripts demo [--out FOLDER]

The seed is fixed, so running it again gives the same files. See data/README.md.
"""

import argparse
import csv
import hashlib
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from scripts.demo.codebook import read_codebook
from scripts.demo.exports import count_steps, make_deliveries
from scripts.demo.files import write_delivery
from scripts.demo.fit import FitError

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
# by which dbt knows the demo exports, to hold them to the published figures
FINGERPRINTS = ROOT / "seeds" / "report" / "demo_files.csv"


def write_fingerprints(exports: Iterable[Path], seed: Path) -> None:
    """Write the seed with the name and SHA-256 of each export."""
    with seed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file_name", "sha256"])
        for path in sorted(exports):
            writer.writerow([path.name, hashlib.sha256(path.read_bytes()).hexdigest()])


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the files and say how many there are; 1 if that fails."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts demo",
        description="Make the synthetic demo exports, calibrated to the 2023 report.",
    )
    parser.add_argument(
        "--out", type=Path, default=DATA, help="folder (default: data/)"
    )
    folder: Path = parser.parse_args(arguments).out
    try:
        paths, n_rows = _make(folder)
    except FitError as failure:
        print(f"No exports were made: {failure}", file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"{folder} can't be written to ({error.strerror}); name another folder with"
            " --out or make room in this one.",
            file=sys.stderr,
        )
        return 1
    if folder.resolve() == DATA:
        write_fingerprints(paths, FINGERPRINTS)
    print(f"{len(paths)} files with {n_rows} rows written to {folder}")
    return 0


def _make(folder: Path) -> tuple[list[Path], int]:
    """Fit and write the files, showing how far it is: which, and how many rows."""
    folder.mkdir(parents=True, exist_ok=True)
    codebook = read_codebook(ROOT / "seeds")
    with Progress(
        BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}")
    ) as progress:
        fitting = progress.add_task("fit", total=count_steps(codebook))

        def report(step: str) -> None:
            progress.update(fitting, advance=1, description=f"fit {step}")

        deliveries = make_deliveries(codebook, report)
        writing = progress.add_task("write", total=len(deliveries))
        paths = []
        for delivery in deliveries:
            paths.append(write_delivery(delivery, folder))
            progress.update(writing, advance=1, description=f"write {paths[-1].name}")
    return paths, sum(len(delivery.rows) for delivery in deliveries)


if __name__ == "__main__":
    sys.exit(main())
