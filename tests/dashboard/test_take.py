"""Figures to take along: numbers for a Dutch Excel, and a picture with its source."""

import csv
import io

from PIL import Image
from playwright.sync_api import Locator, Page

from .conftest import Open, Query, table_of


def downloaded(page: Page, button: Locator) -> tuple[str, bytes]:
    with page.expect_download() as download:
        button.click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def figure_of(page: Page, name: str) -> Locator:
    return page.locator(f'figure[aria-labelledby="{name}-title"]')


def test_numbers_open_in_a_dutch_excel(
    open_page: Open, marts: Query, years: list[str]
) -> None:
    page = open_page("/verantwoording/")
    figure = figure_of(page, "response")
    name, content = downloaded(page, figure.get_by_role("button", name="Gegevens"))
    assert name == f"kto-response-{years[-1]}.csv"
    # the mark by which Excel knows UTF-8
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    table = table_of(page, "response")
    for shown, taken in zip(table, rows, strict=False):
        assert [cell.replace(".", "") for cell in shown] == [
            cell.replace(".", "") for cell in taken
        ]
    invited = rows[1][1]
    assert "." not in invited and int(invited) > 0
    below = [row[0] for row in rows[len(table) :] if row]
    assert any(line.startswith("Basis: ") for line in below)
    demo = marts("from dataset")[0]["origin"] == "demo"
    assert below[-1].startswith("Bron: ")
    assert ("voorbeeldgegevens" in below[-1]) == demo


def test_marks_have_a_decimal_comma_and_hidden_ones_are_empty(
    open_page: Open, examples: dict[str, str], marts: Query
) -> None:
    page = open_page(examples["main"])
    for figure in page.locator("figure").all():
        _, content = downloaded(page, figure.get_by_role("button", name="Gegevens"))
        lines = content.decode("utf-8-sig").splitlines()
        rows = list(csv.reader(lines[: lines.index("")], delimiter=";"))
        assert len({len(row) for row in rows}) == 1
        assert not [cell for row in rows[1:] for cell in row if cell == "–"]
        for row in rows[1:]:
            for cell in row[1:2]:
                assert cell == "" or "," in cell or "%" in cell, (row, cell)


def test_a_picture_has_title_base_and_source(open_page: Open) -> None:
    page = open_page("/klanten/")
    figure = figure_of(page, "answers-age")
    name, content = downloaded(page, figure.get_by_role("button", name="Afbeelding"))
    assert name.endswith(".png")
    picture = Image.open(io.BytesIO(content))
    # twice the 760 pixels of a figure, for print
    assert picture.width == 1520 and picture.height > 400
    colours = picture.convert("RGB").getcolors(1_000_000)
    assert colours is not None
    blue = sum(n for n, colour in colours if colour == (31, 106, 165))
    assert blue > 5000
    # nothing is left behind on the page
    assert figure_of(page, "answers-age").count() == 1
