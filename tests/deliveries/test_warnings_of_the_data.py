"""What only the whole of the deliveries shows is told by dbt, without personal data."""

import csv
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from corpora.odd_deliveries.kind import PERSONAL
from project import ROOT, Project

TESTS = (
    "codebook_knows_what_was_delivered",
    "exclusive_options_stand_alone",
    "responses_within_invitations",
)


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What a build says of one wave of the demo in which a few cells are odd."""
    folder = tmp_path_factory.mktemp("odd")
    exports = folder / "exports"
    exports.mkdir()
    for name in ("responses_2023-05.csv", "invitations_2023-05.csv"):
        shutil.copy(ROOT / "data" / name, exports)
    path = exports / "responses_2023-05.csv"
    rows = read(path)
    header = rows[0]
    nothing, other = _exclusive(header)
    for row in rows[1:4]:
        row[header.index(nothing)] = row[header.index(other)] = "1"
    rows[5][header.index("loket")] = PERSONAL[0]
    rows[6][header.index("v13")] = PERSONAL[1]
    rows[7][header.index("v14")] = PERSONAL[2]
    rows[8][header.index("loket")] = "Drente"
    rows[9][header.index("v13")] = "77"
    for number, row in enumerate(rows):
        row.append(PERSONAL[2] if number == 0 else "1")
    write(path, rows)
    path = exports / "invitations_2023-05.csv"
    rows = read(path)
    rows[1][1] = "1"
    write(path, rows)
    project = Project(ROOT, folder / "warehouse.duckdb")
    loaded = project.load(exports)
    assert loaded.returncode == 0, loaded.stderr
    built = project.dbt(
        "build", "--select", "path:seeds", "path:models/staging", *TESTS
    )
    assert built.returncode == 1
    logs = (folder / "logs" / "dbt.log").read_text(encoding="utf-8")
    yield loaded.stdout + built.stdout + logs


def _seed(name: str) -> list[dict[str, str]]:
    path = ROOT / "seeds" / "codebook" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _exclusive(header: list[str]) -> tuple[str, str]:
    """Two columns of a multiple response, of which the first excludes the other."""
    excluding = {
        (row["question"], row["option"])
        for row in _seed("options")
        if row["excludes_others"] == "true"
    }
    flags = [
        row
        for row in _seed("export_columns")
        if row["content"] == "option_flag" and row["column_name"] in header
    ]
    nothing = next(r for r in flags if (r["question"], r["option"]) in excluding)
    other = next(
        row
        for row in flags
        if row["question"] == nothing["question"] and row["option"] != nothing["option"]
    )
    return nothing["column_name"], other["column_name"]


def test_no_cell_that_may_be_personal_is_shown(said: str) -> None:
    for personal in PERSONAL:
        assert personal not in said
    assert "the codebook does not know a loket of 12 characters (1 row)" in said
    assert "the codebook does not know a value of 11 characters (1 row)" in said
    assert "column with a name that may be personal: the codebook does not" in said


def test_what_cannot_be_personal_is_shown(said: str) -> None:
    assert "the codebook does not know the loket 'Drente' (1 row)" in said
    assert "the codebook does not know the value '77' (1 row)" in said


def test_nothing_beside_other_options_is_a_warning(said: str) -> None:
    assert re.search(r"\b[0-9]+ respondents chose '\w+' beside other options", said)


def test_more_responses_than_invitations_is_a_warning(said: str) -> None:
    assert "responses and only 1 invited; ask the supplier" in said


def test_a_failed_build_says_which_warehouse_it_was(said: str) -> None:
    assert "Warehouse: " in said
    assert "When it is put right: `KTO_WAREHOUSE=" in said


def test_a_loket_outside_its_years_is_warned_of(
    demo: Project, new_project: Callable[[], Project]
) -> None:
    """What a loket delivers after it merged, or before it began, counts and is told."""
    project = new_project()
    shutil.copy(demo.warehouse, project.warehouse)
    rows = project.read("codebook/lokets.csv")
    years = {
        "Achterhoek": {"to_year": "2022", "merged_into": "Twente"},
        "Drenthe": {"from_year": "2024"},
        "Amersfoort": {"from_year": "2022", "to_year": "2023"},
    }
    changed = [row | years.get(row["loket"], {}) for row in rows]
    project.write("codebook/lokets.csv", changed)
    test = "lokets_deliver_in_their_years"
    built = project.dbt("build", "--select", "lokets", test)
    assert built.returncode == 0, built.stdout
    told = [line for line in built.stdout.splitlines() if "lokets.csv" in line]
    after = [line for line in told if ", Achterhoek: " in line]
    assert after
    assert all(line.startswith("2023-") for line in after)
    assert all(
        "merged into Twente after 2022; correct its to_year, or give the name to "
        "Twente in seeds/codebook/loket_aliases.csv and take its own row out." in line
        for line in after
    )
    before = [line for line in told if ", Drenthe: " in line]
    assert before
    assert all(
        "begins in 2024; correct its from_year, or deliver a corrected file" in line
        for line in before
    )
    assert not any(", Amersfoort: " in line for line in told)
