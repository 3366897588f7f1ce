"""A copy of the project whose codebook has ten more years, and the commands in it."""

from __future__ import annotations

import csv
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from scripts.benchmark.exports import DRAWN_FROM
from scripts.benchmark.measuring import Measured, measure

ROOT = Path(__file__).parents[2]
_FIRST_YEAR, MOST_YEARS = 2024, 10
# copies, so that whoever edits the project meanwhile doesn't change what is measured
_FOLDERS = ("models", "macros", "tests", "scripts", "seeds")
_FILES = ("dbt_project.yml", "profiles.yml", "selectors.yml")


def waves_of(years: int) -> list[str]:
    """The waves of the first of the ten years, in order."""
    return [
        f"{year}-{month:02}"
        for year in range(_FIRST_YEAR, _FIRST_YEAR + years)
        for month in range(1, 13)
    ]


@dataclass(frozen=True)
class Project:
    """A project in a folder of its own, and the warehouse its commands work on."""

    folder: Path
    warehouse: Path

    @property
    def seeds(self) -> Path:
        """The folder of its codebook."""
        return self.folder / "seeds"

    @property
    def published(self) -> Path:
        """Where it publishes."""
        return self.warehouse.parent / "published"

    def load(self, exports: Path) -> Measured:
        """Load a folder of exports."""
        return self._run("load", sys.executable, "-m", "scripts", "load", str(exports))

    def build(self) -> Measured:
        """Run `dbt build`."""
        own = self.warehouse.parent
        return self._run(
            "build",
            str(Path(sys.executable).with_name("dbt")),
            "build",
            *("--target-path", str(own / "target"), "--log-path", str(own / "logs")),
        )

    def publish(self) -> Measured:
        """Publish what was built."""
        out = ("--out", str(self.published))
        return self._run("publish", sys.executable, "-m", "scripts", "publish", *out)

    def all_steps(self, exports: Path) -> list[Measured]:
        """Load, build and publish, in the order of `make build`."""
        return [self.load(exports), self.build(), self.publish()]

    def _run(self, step: str, *command: str) -> Measured:
        environment = {**os.environ, "KTO_WAREHOUSE": str(self.warehouse)}
        return measure(step, command, self.folder, environment)


def make_project(folder: Path, warehouse: Path) -> Project:
    """Copy the project to a new folder, with ten more years in its codebook.

    Nobody changed the questionnaire in those years: they are based on the last one.
    """
    folder.mkdir(parents=True)
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    for name in _FOLDERS:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in _FILES:
        shutil.copy(ROOT / name, folder)
    seed = folder / "seeds" / "codebook" / "questionnaires.csv"
    with seed.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    base = DRAWN_FROM
    with seed.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        for year in range(_FIRST_YEAR, _FIRST_YEAR + MOST_YEARS):
            name = f"bench_{year}"
            writer.writerow(
                {
                    "questionnaire": name,
                    "year": year,
                    "first_wave": f"{year}-01",
                    "last_wave": f"{year}-12",
                    "label": f"KTO Leerwerkloketten {year}",
                    "based_on": base,
                }
            )
            base = name
    return Project(folder, warehouse)
