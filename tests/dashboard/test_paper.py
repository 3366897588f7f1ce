"""Pages on paper, in high contrast, at 320 pixels and at twice the size."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from .conftest import Open, wait_until_ready
from .test_pages import serious_findings, width_beyond_the_screen

# Widths in CSS pixels: the narrowest screen of WCAG's reflow, and 1280 at 200%.
NARROW = [320, 640]
PRINTED = {"/": "overzicht", "/trends/": "trends", "/verantwoording/": "verantwoording"}


@pytest.mark.parametrize("width", NARROW)
def test_nothing_scrolls_sideways(open_page: Open, path: str, width: int) -> None:
    page = open_page(path, width=width)
    assert width_beyond_the_screen(page) == 0
    assert serious_findings(page) == []
    for disclosure in page.locator("figure details").all():
        disclosure.locator("summary").click()
    assert width_beyond_the_screen(page) == 0


@pytest.mark.parametrize("width", NARROW)
def test_a_page_that_is_not_there_fits_too(
    browser: Browser, site: str, width: int
) -> None:
    """A static server sends its own; within the site this one is shown."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{site}/nergens/")
    assert width_beyond_the_screen(page) == 0
    page.close()


def test_print_is_legible(open_page: Open, path: str) -> None:
    page = open_page(path)
    page.emulate_media(media="print")
    assert serious_findings(page) == []
    for hidden in page.locator("nav, .take, .skip, summary").all():
        assert not hidden.is_visible()
    # what is drawn by its background keeps it, whatever the printer's settings
    kept = page.evaluate(
        "[...document.querySelectorAll('[data-chart] *, .legend i')]"
        ".map(e => getComputedStyle(e).printColorAdjust)"
    )
    assert set(kept) <= {"exact"}
    broken = page.evaluate(
        "[...document.querySelectorAll('figure')]"
        ".filter(e => !e.querySelector('details.in-print'))"
        ".filter(e => getComputedStyle(e).breakInside !== 'avoid').length"
    )
    assert broken == 0
    # a box with one column breaks its first card where the page ends
    columns = page.evaluate(
        "[...document.querySelectorAll('.cards')]"
        ".map(e => getComputedStyle(e).columnCount)"
    )
    assert set(columns) <= {"auto", "2"}


def test_tables_that_a_chart_needs_are_printed_open(open_page: Open) -> None:
    page = open_page("/trends/")
    table = page.locator('figure[aria-labelledby="trend-title"] table')
    assert not table.is_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert table.is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not table.is_visible()


def test_prints(
    open_page: Open, examples: dict[str, str], request: pytest.FixtureRequest
) -> None:
    """One of each kind of page as a PDF beside the screenshots, to look at."""
    folder: Path = request.config.getoption("--screenshots").parent / "prints"
    folder.mkdir(parents=True, exist_ok=True)
    pages = PRINTED | {examples["large-loket"]: "loket", examples["moment"]: "moment"}
    for path, name in pages.items():
        page = open_page(path)
        page.pdf(path=folder / f"{name}.pdf", prefer_css_page_size=True)
        pdf = (folder / f"{name}.pdf").read_bytes()
        sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
        # A4, in points
        assert sizes and {(round(float(w)), round(float(h))) for w, h in sizes} == {
            (595, 842)
        }
        assert len(sizes) <= 8, name
        page.close()


def fills(page: Page, selector: str) -> list[str]:
    """How each part that a selector finds is drawn: background and border."""
    drawn: list[str] = page.locator(
        selector
    ).evaluate_all("""parts => parts.map(part => {
        const style = getComputedStyle(part);
        return [style.backgroundColor, style.backgroundImage, style.borderTopColor,
            style.borderTopStyle].join(' ');
    })""")
    return drawn


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_high_contrast_keeps_charts(
    browser: Browser, site: str, examples: dict[str, str], scheme: str
) -> None:
    context = browser.new_context(forced_colors="active", color_scheme=scheme)
    page = context.new_page()
    page.goto(site + examples["large-loket"])
    wait_until_ready(page)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    own = set(fills(page, '[data-chart="dots"] .dot:not(.open)'))
    country = set(fills(page, '[data-chart="dots"] .dot.open'))
    assert own and country and not own & country
    bars = fills(page, '[data-chart="shares"] .bar')
    assert bars and all(not bar.startswith(ground) for bar in bars)
    page.goto(site + "/momenten/")
    wait_until_ready(page)
    kinds = ["good", "sufficient", "insufficient", "not-applicable"]
    bands = [set(fills(page, f".bar .{kind}")) for kind in kinds]
    assert all(len(drawn) == 1 for drawn in bands)
    assert len(set.union(*bands)) == len(kinds)
    context.close()


# Per kind of chart: a page that has it and the parts that carry its figures.
DRAWN = [
    ("/trends/", "line", "[data-chart] circle, [data-chart] path, [data-chart] line"),
    ("/trends/", "columns", '[data-chart="columns"] .bar'),
    ("/belang-en-prestatie/", "scatter", '[data-chart="scatter"] .point'),
    ("/loketten/", "funnel", "[data-chart] circle, [data-chart] path"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("path_of", "kind", "parts"), DRAWN)
def test_high_contrast_keeps_every_kind_of_chart(
    browser: Browser, site: str, scheme: str, path_of: str, kind: str, parts: str
) -> None:
    """No part has the colour of the ground, which would hide it."""
    context = browser.new_context(forced_colors="active", color_scheme=scheme)
    page = context.new_page()
    page.goto(site + path_of)
    wait_until_ready(page)
    drawn: list[list[str]] = page.locator(parts).evaluate_all("""parts => {
        const ground = getComputedStyle(document.body).backgroundColor;
        const clear = ['none', 'rgba(0, 0, 0, 0)', ground];
        return parts.map(part => {
            const style = getComputedStyle(part);
            const inks = part instanceof SVGElement
                ? [style.fill, style.stroke]
                : [style.backgroundColor, style.borderTopColor];
            return inks.filter(ink => !clear.includes(ink));
        });
    }""")
    assert len(drawn) > 3, kind
    assert all(drawn), kind
    context.close()
