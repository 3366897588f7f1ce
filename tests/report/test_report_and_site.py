"""The table that leads from the published report to what is made here."""

import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from scripts.report.edition import Edition
from scripts.report.writing import deck_of

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "report-and-site.md"
LEFT_OUT = "left out: "


@pytest.fixture(scope="module")
def rows() -> list[list[str]]:
    """Per slide of the published report: its name, page, sheets and our slides."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    cells = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
    return cells[1:]


def test_every_slide_has_its_place_or_a_reason(rows: list[list[str]]) -> None:
    assert len(rows) > 30
    assert all(len(row) == 4 and all(cell.strip() for cell in row) for row in rows)


def test_pages_are_those_of_the_menu(rows: list[list[str]]) -> None:
    layout = (ROOT / "dashboard/pages/+layout.svelte").read_text(encoding="utf-8")
    pages = re.findall(r"\['/[^']*', '([^']+)'\]", layout)
    assert len(pages) > 5
    for _, page, *_ in rows:
        assert page.startswith((LEFT_OUT, *pages)), page


def test_sheets_are_those_of_the_workbook(
    rows: list[list[str]], published: Path
) -> None:
    sheets = CalamineWorkbook.from_path(published / "kto.xlsx").sheet_names
    for _, _, named, _ in rows:
        if not named.startswith(LEFT_OUT):
            assert set(named.split(", ")) <= set(sheets), named


def test_slides_are_those_of_the_report(
    rows: list[list[str]], edition: Edition
) -> None:
    slides = deck_of(edition, "").slides
    told = [row[3] for row in rows if not row[3].startswith(LEFT_OUT)]
    numbers = {int(number) for cell in told for number in cell.split(", ")}
    # the last three have no place in the published report
    assert numbers == set(range(1, len(slides) - 2))
    # a moment of truth stands on the slide of its name
    for _, page, _, number in rows:
        label = re.search(r"Momenten van de waarheid, '(.+)'", page)
        if label:
            title = slides[int(number.split(", ")[0]) - 1].titles[0]
            assert title.startswith(label[1].split("'")[0]), number
