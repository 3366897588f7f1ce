"""Every page opens, draws, can be used by anyone, and asks nothing of other hosts."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Response

from .conftest import (
    DESKTOP,
    PHONE,
    ROOT,
    TOP_LEVEL,
    Open,
    Query,
    choose_year,
    wait_until_ready,
)
from .measure import measure

AXE = ROOT / "dashboard" / "node_modules" / "axe-core" / "axe.min.js"
# What Evidence and programs say when nobody translated them, and ids that leak.
NOT_DUTCH = re.compile(
    r"\b(loading|search|download|on this page|no results|settings|show|built with"
    r"|undefined|null|NaN|object Object|true|false|[a-z]+_[a-z_]+)\b",
    re.IGNORECASE,
)
# Charts, labels and headings without words, and tables without a name.
NAMELESS = """[
    ...[...document.querySelectorAll('[aria-label]')].filter(e => !e.ariaLabel.trim()),
    ...[...document.querySelectorAll('[data-chart] .label, th')]
        .filter(e => !e.textContent.trim()),
    ...[...document.querySelectorAll('table')]
        .filter(e => !e.caption?.textContent.trim()),
].map(e => e.outerHTML.slice(0, 100))"""
HEAVIEST_PAGE = 600_000  # bytes, not compressed
FIRST_CHART = 500  # milliseconds, on localhost with nothing cached
SPEED_RUNS = 5


def width_beyond_the_screen(page: Page) -> int:
    wider: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return wider


def serious_findings(page: Page) -> list[str]:
    page.add_script_tag(path=str(AXE))
    found: list[str] = page.evaluate("""async () => {
        const { violations } = await axe.run();
        return violations
            .filter(v => ['serious', 'critical'].includes(v.impact))
            .map(v => `${v.id}: ${v.nodes.map(n => n.html).slice(0, 3).join(' | ')}`);
    }""")
    return found


def test_page(open_page: Open, path: str) -> None:
    page = open_page(path)
    assert page.locator("html").get_attribute("lang") == "nl"
    assert page.locator("h1").count() == 1
    assert "Klanttevredenheid" in page.title()
    main = page.locator("main")
    assert NOT_DUTCH.findall(main.inner_text()) == []
    charts = page.locator("[data-chart]")
    assert charts.count() > 0
    for chart in charts.all():
        box = chart.bounding_box()
        assert box is not None and box["width"] > 100 and box["height"] > 20
    nameless = page.evaluate(NAMELESS)
    assert nameless == []
    for figure in page.locator("figure").all():
        assert figure.locator("h3").inner_text().strip()
        assert re.search(r"Basis: .*\bn\b", figure.inner_text()), path
    assert width_beyond_the_screen(page) == 0
    assert serious_findings(page) == []


def test_page_on_a_phone(open_page: Open, path: str) -> None:
    page = open_page(path, width=PHONE)
    assert width_beyond_the_screen(page) == 0
    for disclosure in page.locator("figure details").all():
        disclosure.locator("summary").click()
    assert width_beyond_the_screen(page) == 0
    assert serious_findings(page) == []


def test_every_built_page_opens(open_page: Open, site_folder: Path) -> None:
    built = sorted(
        f"/{file.parent.relative_to(site_folder)}/".replace("/./", "/")
        for file in site_folder.rglob("index.html")
    )
    assert set(TOP_LEVEL) <= set(built)
    # test_figures.py opens the page of every loket
    for path in built:
        if path.startswith("/loketten/"):
            continue
        page = open_page(path)
        assert page.locator("h1").count() == 1, path
        assert page.locator("[data-chart], .notice, main p").count() > 0, path
        page.close()


def test_every_loket_and_moment_has_a_page(
    site_folder: Path, marts: Query, slugs: dict[str, str]
) -> None:
    for row in marts("from dim_loket"):
        assert (site_folder / "loketten" / slugs[row["loket"]] / "index.html").exists()
    for row in marts("from dim_question where kind like 'scale%'"):
        assert (
            site_folder / "momenten" / slugs[row["question"]] / "index.html"
        ).exists()


def test_links_lead_somewhere(open_page: Open, path: str, site_folder: Path) -> None:
    page = open_page(path)
    for address in page.locator("a[href^='/']").evaluate_all(
        "links => links.map(link => link.getAttribute('href').split('?')[0])"
    ):
        place = site_folder / address.lstrip("/")
        # a page, or a file to take along
        assert (place / "index.html").exists() or place.is_file(), address


def test_charts_show_without_scripts(browser: Browser, site: str, path: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + path)
    assert page.locator("[data-chart]").first.is_visible()
    context.close()


def test_year_travels_along(open_page: Open, years: list[str]) -> None:
    page = open_page("/momenten/")
    assert page.get_by_role("combobox", name="Jaar").input_value() == years[-1]
    choices = (
        page.get_by_role("combobox", name="Jaar").locator("option").all_inner_texts()
    )
    assert choices == years[::-1]
    choose_year(page, years[0])
    assert f"jaar={years[0]}" in page.url
    page.get_by_role("link", name="Opbrengst").click()
    wait_until_ready(page)
    assert page.get_by_role("combobox", name="Jaar").input_value() == years[0]


def test_year_in_the_address(open_page: Open, years: list[str]) -> None:
    page = open_page(f"/?jaar={years[0]}")
    assert page.get_by_role("combobox", name="Jaar").input_value() == years[0]


def test_search_and_sort_of_lokets_by_keyboard(open_page: Open, marts: Query) -> None:
    page = open_page("/loketten/")
    table = page.locator("[data-chart='lokets']")
    names = table.locator("tbody tr:not(.country) th a")
    labels = [row["loket_label"] for row in marts("from dim_loket")]
    wanted = next(label for label in labels if not label.isascii())
    page.get_by_label("Zoek een loket").focus()
    page.keyboard.type("FRYSLAN" if wanted == "Fryslân" else wanted)
    assert names.all_inner_texts() == [wanted]
    assert page.get_by_role("status").inner_text().startswith("1 van de")
    page.get_by_label("Zoek een loket").fill("zzz")
    assert "Geen loket gevonden" in page.locator("main").inner_text()
    page.get_by_label("Zoek een loket").fill("")
    assert names.count() == len(labels)

    table.get_by_role("button", name="Cijfer").focus()
    page.keyboard.press("Enter")
    column = table.locator(
        "tbody tr:not(.country) td:nth-child(2):not([colspan]) strong"
    )
    shown = [float(text.replace(",", ".")) for text in column.all_inner_texts()]
    assert len(shown) > 1 and shown == sorted(shown, reverse=True)
    page.keyboard.press("Enter")
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"


def test_keyboard_reaches_content_and_menu(open_page: Open) -> None:
    page = open_page("/", width=PHONE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"
    page.locator(".menu summary").focus()
    page.keyboard.press("Enter")
    entry = page.locator(".menu").get_by_role("link", name="Loketten", exact=True)
    assert entry.is_visible()
    entry.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/loketten/")


def test_demo_data_say_so(open_page: Open, path: str, marts: Query) -> None:
    demo = marts("from dataset")[0]["origin"] == "demo"
    page = open_page(path)
    assert page.get_by_text("Voorbeeldgegevens.").count() == demo


def test_weight_of_a_page(browser: Browser, site: str, path: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(site + path, wait_until="networkidle")
    weight = sum(len(response.body()) for response in responses)
    context.close()
    assert weight < HEAVIEST_PAGE


def test_the_first_chart_is_there_in_half_a_second(
    browser: Browser, site: str, path: str
) -> None:
    """The fastest of some: on a busy machine a page waits for other programs."""
    address = site + path
    times = [measure(browser, address)[0] for _ in range(SPEED_RUNS)]
    assert min(times) < FIRST_CHART


def test_screenshots(
    open_page: Open, examples: dict[str, str], request: pytest.FixtureRequest
) -> None:
    folder: Path = request.config.getoption("--screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    names = {path: path.strip("/") or "overzicht" for path in TOP_LEVEL}
    names |= {
        examples["moment"]: "moment",
        examples["large-loket"]: "loket",
        examples["small-loket"]: "loket-klein",
    }
    on_phone = {"/", "/loketten/", examples["moment"], examples["large-loket"]}
    for path, name in names.items():
        for width in [DESKTOP] + [PHONE] * (path in on_phone):
            page = open_page(path, width=width)
            suffix = "-telefoon" if width == PHONE else ""
            picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
            palette = picture.convert("RGB").quantize(128, dither=Image.Dither.NONE)
            palette.save(folder / f"{name}{suffix}.png", optimize=True)
            page.close()
    total = sum(file.stat().st_size for file in folder.glob("*.png"))
    assert total < 4_000_000
