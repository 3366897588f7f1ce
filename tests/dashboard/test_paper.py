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
