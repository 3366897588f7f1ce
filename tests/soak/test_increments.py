"""A build of what changed gives what a build of everything gives, table by table."""

import csv
import io
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from project import ROOT, Project
from reliability_page import write_table

from scripts.validation.warehouses import differences

SEQUENCES, CHANGES = 20, 5
EQUAL: list[int] = []
FIRST = ["2022-05", "2022-06", "2023-04", "2023-05"]
LATER = ["2023-07", "2022-07", "2023-08", "2023-02"]

Rows = list[list[str]]


class Deliveries:
    """A folder of deliveries that grows; what comes is taken from the demo exports."""

    def __init__(self, folder: Path, seed: int) -> None:
        folder.mkdir()
        self.folder, self.rng = folder, random.Random(seed)
        self.versions: dict[str, int] = {}
        self.later = list(LATER)
        for wave in FIRST:
            self.add_wave(wave)

    def add_wave(self, wave: str) -> None:
        self.versions[wave] = 1
        for file in (ROOT / "data").glob(f"*_{wave}.csv"):
            shutil.copy(file, self.folder)

    def change(self, what: str) -> None:
        """One of the things that come after the first delivery."""
        wave = self.rng.choice(sorted(self.versions))
        if what == "a new wave":
            self.add_wave(self.later.pop(0))
        elif what == "the same again":
            # in another order: the rows are the same, the file is not
            head, *rows = self.read(wave)
            self.rng.shuffle(rows)
            self.deliver(wave, [head, *rows])
        elif what == "a correction":
            head, *rows = self.read(wave)
            one, other = self.rng.sample(range(len(rows)), 2)
            place = self.rng.randrange(5, len(head))
            rows[one][place] = rows[other][place]
            self.deliver(wave, [head, *rows])
        elif what == "rows that are gone":
            head, *rows = self.read(wave)
            for _ in range(3):
                rows.pop(self.rng.randrange(len(rows)))
            self.deliver(wave, [head, *rows])
        else:
            # of the same questionnaire, so that the columns are the same
            other = self.rng.choice(
                [w for w in sorted(self.versions) if w[:4] == wave[:4] and w != wave]
            )
            moved = self.rng.choice(self.read(wave)[1:])
            self.deliver(other, [*self.read(other), moved])

    def file(self, wave: str) -> Path:
        version = self.versions[wave]
        suffix = f"_v{version}" if version > 1 else ""
        return self.folder / f"responses_{wave}{suffix}.csv"

    def read(self, wave: str) -> Rows:
        content = self.file(wave).read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252")
        head = text.partition("\n")[0]
        delimiter = ";" if head.count(";") > head.count(",") else ","
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))

    def deliver(self, wave: str, rows: Rows) -> None:
        self.versions[wave] += 1
        with self.file(wave).open("w", encoding="utf-8", newline="") as text:
            csv.writer(text, delimiter=";").writerows(rows)


KINDS = [
    "a new wave",
    "a correction",
    "rows that are gone",
    "the same again",
    "a respondent who moved",
]


def build_and_compare(project: Project, deliveries: Deliveries) -> tuple[int, int]:
    """Build what changed and, beside it, everything.

    Returns:
        The waves that the build worked on, and all waves.
    """
    loaded = project.load(deliveries.folder)
    assert loaded.returncode == 0, loaded.stdout + loaded.stderr
    built = project.dbt("build")
    assert built.returncode == 0, built.stdout
    beside = project.warehouse.parent / "beside"
    beside.mkdir(exist_ok=True)
    whole = Project(project.folder, beside / project.warehouse.name)
    for file in project.warehouse.parent.glob(f"{project.warehouse.name}*"):
        shutil.copy(file, beside)
    rebuilt = whole.dbt("build", "--full-refresh")
    assert rebuilt.returncode == 0, rebuilt.stdout
    schemas = ("staging", "marts")
    assert differences(project.warehouse, whole.warehouse, schemas) == []
    return waves_worked_on(project)


def waves_worked_on(project: Project) -> tuple[int, int]:
    """The waves that the last build worked on, and all waves."""
    (counts,) = project.query(
        "select (select count(*) from build.touched_waves), count(*) from build.waves"
    )
    return counts


def test_a_few_changes_give_what_a_whole_build_gives(
    new_project: Callable[[], Project], tmp_path: Path
) -> None:
    project = new_project()
    deliveries = Deliveries(tmp_path / "exports", seed=1)
    assert project.load(deliveries.folder).returncode == 0
    built = project.dbt("build")
    assert built.returncode == 0, built.stdout
    for what in KINDS:
        deliveries.change(what)
    worked_on, waves = build_and_compare(project, deliveries)
    assert 0 < worked_on <= waves
    # nothing came, and the codebook is another: everything is made again
    project.set_policy(top_lokets_min_base="40")
    built = project.dbt("build")
    assert built.returncode == 0, built.stdout
    assert waves_worked_on(project) == (waves, waves)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_any_sequence_of_deliveries(
    new_project: Callable[[], Project], tmp_path: Path, seed: int
) -> None:
    project = new_project()
    deliveries = Deliveries(tmp_path / "exports", seed)
    assert build_and_compare(project, deliveries)[0] == len(FIRST)
    for _ in range(CHANGES):
        kinds = [k for k in KINDS if deliveries.later or k != "a new wave"]
        deliveries.change(deliveries.rng.choice(kinds))
        worked_on, waves = build_and_compare(project, deliveries)
        assert worked_on < waves
    # a run of hours that is stopped in between has seen what it has seen
    EQUAL.append(seed)
    row = ["equal to a whole build, table by table", len(EQUAL), len(EQUAL) * CHANGES]
    write_table("increments", ["outcome", "sequences", "changes"], [row])
