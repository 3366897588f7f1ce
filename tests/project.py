"""A dbt project with a warehouse of its own, for tests that run the real commands."""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[1]
POLICY = "policy/report_policy.csv"
# names the file of what dbt read of the project
PARSED = "KTO_TESTS_PARSED"


def copied_project(folder: Path, warehouse: Path) -> "Project":
    """A copy of the project, made at `folder`, whose seeds may be changed."""
    folder.mkdir()
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    for name in ("models", "macros", "tests", "scripts"):
        (folder / name).symlink_to(ROOT / name)
    for name in ("dbt_project.yml", "profiles.yml", "selectors.yml"):
        shutil.copy(ROOT / name, folder)
    return Project(folder, warehouse)


@dataclass(frozen=True)
class Project:
    """A dbt project with a warehouse of its own."""

    folder: Path
    warehouse: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment on the project's warehouse."""
        environment = {**os.environ, "KTO_WAREHOUSE": str(self.warehouse)}
        if command[0] == "dbt":
            environment["PYTHONPATH"] = str(ROOT / "tests" / "plugins")
        program = Path(sys.executable).parent / command[0]
        return subprocess.run(
            [str(program), *command[1:]],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def load(self, exports: Path) -> subprocess.CompletedProcess[str]:
        """Load a folder of exports."""
        return self.run("python", "-m", "scripts.load_exports", str(exports))

    def dbt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run dbt, with its files beside the warehouse."""
        own = self.warehouse.parent
        target = own / "target"
        folders = ["--target-path", str(target), "--log-path", str(own / "logs")]
        # what dbt read for the demo is as it would read it here, but for what changed
        if (parsed := os.environ.get(PARSED)) and not target.exists():
            target.mkdir()
            shutil.copy(parsed, target)
        return self.run("dbt", "--no-use-colors", *arguments, *folders)

    def query(self, sql: str) -> list[tuple]:
        """Read from the warehouse."""
        with duckdb.connect(self.warehouse, read_only=True) as connection:
            return connection.sql(sql).fetchall()

    def append(self, seed: str, rows: Iterable[dict[str, str]]) -> None:
        """Add rows to a seed; columns that a row leaves out are empty."""
        path = self.folder / "seeds" / seed
        with path.open(encoding="utf-8", newline="") as file:
            columns = next(csv.reader(file))
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, columns, lineterminator="\n").writerows(rows)

    def read(self, seed: str) -> list[dict[str, str]]:
        """Read the rows of a seed."""
        with (self.folder / "seeds" / seed).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write(self, seed: str, rows: list[dict[str, str]]) -> None:
        """Replace the rows of a seed."""
        path = self.folder / "seeds" / seed
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def set_policy(self, **settings: str) -> None:
        """Change general settings of the report policy."""
        rows = self.read(POLICY)
        assert set(settings) <= {row["setting"] for row in rows}
        for row in rows:
            if not row["question"]:
                row["value"] = settings.get(row["setting"], row["value"])
        self.write(POLICY, rows)
