"""What a reader sees is in the address: a link shows the same, Back undoes a choice."""

from playwright.sync_api import Page

from .conftest import Open, Query, choose_year, wait_until_ready


def year_of(page: Page) -> str:
    return page.get_by_role("combobox", name="Jaar").input_value()


def test_every_picker_is_in_the_address(
    open_page: Open, years: list[str], marts: Query
) -> None:
    page = open_page("/trends/")
    question = page.get_by_role("combobox", name="Vraag")
    other = question.locator("option").nth(2).get_attribute("value")
    question.select_option(other)
    choose_year(page, years[0])
    assert f"vraag={other}" in page.url and f"jaar={years[0]}" in page.url
    again = open_page("/" + page.url.split("/", 3)[-1])
    assert again.get_by_role("combobox", name="Vraag").input_value() == other
    assert year_of(again) == years[0]

    page = open_page("/belang-en-prestatie/")
    loket = page.get_by_role("combobox", name="Loket")
    chosen = loket.locator("option").nth(1).get_attribute("value")
    loket.select_option(chosen)
    again = open_page("/" + page.url.split("/", 3)[-1])
    assert again.get_by_role("combobox", name="Loket").input_value() == chosen

    page = open_page("/loketten/?sorteer=-cijfer&zoek=brabant")
    assert page.get_by_label("Zoek een loket").input_value() == "brabant"
    sorted_by = page.locator("th[aria-sort]")
    assert sorted_by.get_attribute("aria-sort") == "descending"
    assert sorted_by.inner_text().startswith("Cijfer")


def test_choices_stay_through_the_menu(open_page: Open, years: list[str]) -> None:
    page = open_page(f"/trends/?jaar={years[0]}&vraag=website")
    for name in ("Loketten", "Overzicht", "Trends"):
        menu = page.get_by_role("navigation", name="Hoofdmenu", exact=True)
        menu.get_by_role("link", name=name).click()
        wait_until_ready(page)
        assert year_of(page) == years[0]
    assert page.get_by_role("combobox", name="Vraag").input_value() == "website"


def test_links_take_the_choices_along_by_keyboard(
    open_page: Open, years: list[str]
) -> None:
    page = open_page(f"/loketten/?jaar={years[0]}")
    page.locator("tbody a").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/loketten/*/?*")
    wait_until_ready(page)
    assert year_of(page) == years[0]


def test_back_undoes_a_choice(open_page: Open, years: list[str]) -> None:
    page = open_page("/momenten/")
    choose_year(page, years[0])
    page.go_back()
    assert year_of(page) == years[-1]
    assert "jaar" not in page.url
    page.go_forward()
    assert year_of(page) == years[0]


def test_an_unknown_year_says_so(open_page: Open, years: list[str]) -> None:
    page = open_page("/opbrengst/?jaar=1999")
    notice = page.get_by_role("status").inner_text()
    assert "geen cijfers" in notice and years[-1] in notice
    assert year_of(page) == years[-1]
    choose_year(page, years[-1])
    assert page.get_by_role("status").count() == 0


def test_the_year_reaches_both_charts_of_the_trends(
    open_page: Open, years: list[str], marts: Query
) -> None:
    page = open_page(f"/trends/?jaar={years[0]}")
    for figure in ("trend", "response"):
        cells = page.locator(
            f'figure[aria-labelledby="{figure}-title"] tbody th'
        ).all_text_contents()
        assert cells and all(text.endswith(years[0]) for text in cells)
