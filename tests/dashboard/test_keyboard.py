"""Everything that can be chosen or taken along can be reached and used by keyboard."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from .conftest import PHONE, Open, wait_until_ready

# Per page of the menu or kind of page: a picker by its label, and its name in the
# address.
PICKERS = [
    ("/", "Jaar", "jaar"),
    ("/momenten/", "Jaar", "jaar"),
    ("moment", "Jaar", "jaar"),
    ("/opbrengst/", "Jaar", "jaar"),
    ("/klanten/", "Jaar", "jaar"),
    ("/loketten/", "Jaar", "jaar"),
    ("large-loket", "Jaar", "jaar"),
    ("/belang-en-prestatie/", "Jaar", "jaar"),
    ("/belang-en-prestatie/", "Loket", "loket"),
    ("/trends/", "Jaar", "jaar"),
    ("/trends/", "Vraag", "vraag"),
    ("/open-antwoorden/", "Jaar", "jaar"),
    ("/verantwoording/", "Jaar", "jaar"),
]
# What has the keyboard, by what a screen reader says of it.
FOCUSED = """() => {
    const e = document.activeElement;
    const style = getComputedStyle(e);
    const label = e.labels?.length ? e.labels[0].firstChild : e;
    return [
        label.textContent.trim(),
        style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    ];
}"""
MOST_STOPS = 120


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something has the keyboard; each stop on the way shows it."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        text, is_seen = page.evaluate(FOCUSED)
        assert is_seen, f"no outline: {text[:60]}"
        # a whole word: 'Loket' is not 'Loketten'
        if re.match(rf"{name}\b", text):
            return
    pytest.fail(f"{name} can't be reached with Tab")


def choose_another(page: Page) -> str:
    """Choose the next or previous option of the picker that has the keyboard."""
    before = page.evaluate("document.activeElement.value")
    page.keyboard.press("ArrowDown")
    if page.evaluate("document.activeElement.value") == before:
        page.keyboard.press("ArrowUp")
    chosen: str = page.evaluate("document.activeElement.value")
    assert chosen != before
    return chosen


@pytest.mark.parametrize(("where", "label", "name"), PICKERS)
def test_a_picker_is_reached_and_used_by_keyboard(
    open_page: Open, examples: dict[str, str], where: str, label: str, name: str
) -> None:
    page = open_page(examples.get(where, where))
    tab_to(page, label)
    chosen = choose_another(page)
    page.wait_for_url(f"**{name}={chosen}*")
    # what was chosen keeps the keyboard, and Back undoes it
    assert page.evaluate("document.activeElement.value") == chosen
    page.go_back()
    wait_until_ready(page)
    assert f"{name}=" not in page.url


def test_every_picker_is_tried(
    open_page: Open, path: str, examples: dict[str, str]
) -> None:
    kinds = {address: kind for kind, address in examples.items()}
    kind = kinds.get(path, path)
    where = {"main": "moment", "small-loket": "large-loket"}.get(kind, kind)
    labels = (
        open_page(path)
        .locator("main label:has(select)")
        .evaluate_all("labels => labels.map(l => l.firstChild.textContent.trim())")
    )
    assert sorted(labels) == sorted(label for own, label, _ in PICKERS if own == where)


def test_figures_are_opened_and_taken_along_by_keyboard(open_page: Open) -> None:
    page = open_page("/trends/")
    tab_to(page, "Cijfers als tabel")
    page.keyboard.press("Enter")
    assert page.locator("figure details[open] table").first.is_visible()
    tab_to(page, "Gegevens")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".csv")
    tab_to(page, "Afbeelding")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".png")


def test_the_workbook_of_a_loket_is_taken_along_by_keyboard(
    open_page: Open, examples: dict[str, str]
) -> None:
    page = open_page(examples["small-loket"])
    link = page.get_by_role("link", name="Werkboek")
    link.focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert Path(download.value.suggested_filename).suffix == ".xlsx"


def test_the_menu_of_a_phone_is_opened_and_closed_by_keyboard(open_page: Open) -> None:
    page = open_page("/trends/", width=PHONE)
    tab_to(page, "Menu")
    page.keyboard.press("Enter")
    tab_to(page, "Overzicht")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: address.rstrip("/").count("/") == 2)
