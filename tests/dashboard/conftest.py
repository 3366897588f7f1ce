"""Fixtures: the built dashboard on a local server, Chromium, the published marts."""

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE = 1280, 390
TOP_LEVEL = [
    "/",
    "/momenten/",
    "/opbrengst/",
    "/klanten/",
    "/loketten/",
    "/belang-en-prestatie/",
    "/trends/",
    "/open-antwoorden/",
    "/verantwoording/",
]
# Of pages that are alike: one of each kind of question, and lokets of many and of few
# respondents (the first and the last by their number).
EXAMPLES = ["moment", "main", "large-loket", "small-loket"]
# Table rows -> the texts of their cells, in the browser.
CELLS = "rows => rows.map(row => [...row.children].map(c => c.textContent.trim()))"

Row = dict[str, Any]
Query = Callable[..., list[Row]]
Open = Callable[..., Page]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--published", type=Path, default=ROOT / "published")
    parser.addoption("--site", type=Path, default=ROOT / "dashboard" / "build")
    parser.addoption("--screenshots", type=Path, default=ROOT / "docs" / "screenshots")


@pytest.fixture(scope="session")
def site_folder(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.config.getoption("--site")
    if not (folder / "index.html").exists():
        pytest.exit(f"{folder} holds no dashboard: run 'make dashboard' first.", 1)
    return folder


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """A file server that doesn't write a line for each request."""

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def site(site_folder: Path) -> Iterator[str]:
    handler = functools.partial(QuietHandler, directory=str(site_folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.exit(f"{CHROMIUM} is missing: run 'apt-get install chromium'.", 1)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=FLAGS, headless=True
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Open]:
    """Give a function that opens a path; afterwards, nothing must have gone wrong."""
    complaints: list[str] = []
    context = browser.new_context()

    def listen(page: Page) -> None:
        page.on(
            "console",
            lambda m: (
                complaints.append(f"console {m.type}: {m.text}")
                if m.type in ("error", "warning")
                else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on(
            "requestfailed", lambda request: complaints.append(f"failed: {request.url}")
        )
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((site, "data:"))
                else complaints.append(f"another host: {request.url}")
            ),
        )

    def open_path(path: str, width: int = DESKTOP) -> Page:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        listen(page)
        response = page.goto(site + path)
        assert response is not None and response.ok, path
        wait_until_ready(page)
        return page

    yield open_path
    context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def marts(request: pytest.FixtureRequest) -> Iterator[Query]:
    """Give a function that queries the published marts; rows as dictionaries."""
    file = request.config.getoption("--published") / "kto.duckdb"
    if not file.exists():
        pytest.exit(f"{file} is missing: run 'make build' first.", 1)
    with duckdb.connect(str(file), read_only=True) as connection:
        connection.execute("set search_path = 'marts'")

        def query(sql: str, *values: object) -> list[Row]:
            answer = connection.execute(sql, list(values))
            assert answer.description is not None
            names = [column[0] for column in answer.description]
            return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

        yield query


@pytest.fixture(scope="session")
def years(marts: Query) -> list[str]:
    rows = marts("select distinct year from mart_scores_per_year order by year")
    return [str(row["year"]) for row in rows]


@pytest.fixture(scope="session")
def slugs(marts: Query) -> dict[str, str]:
    """Address of each loket and each question: its Dutch label, plainly written."""
    rows = marts("""
        select id, trim(
            regexp_replace(lower(strip_accents(label)), '[^a-z0-9]+', '-', 'g'), '-'
        ) as slug
        from (
            select loket as id, loket_label as label from dim_loket
            union all
            select question, question_label from dim_question
        )
    """)
    return {row["id"]: row["slug"] for row in rows}


@pytest.fixture(scope="session")
def examples(marts: Query, slugs: dict[str, str]) -> dict[str, str]:
    lokets = marts("""
        select loket from mart_scores_per_loket
        where year = (select max(year) from mart_scores_per_loket)
        group by loket
        order by sum(coalesce(n_asked, 0))
    """)
    questions = marts("""
        select topic, min_by(question, position) as question from dim_question
        where kind like 'scale%' group by topic
    """)
    by_topic = {row["topic"]: slugs[row["question"]] for row in questions}
    policy = {
        row["setting"]: row["value"] for row in marts("from codebook.report_policy")
    }
    return {
        "moment": f"/momenten/{by_topic[policy['importance_topic']]}/",
        "main": f"/momenten/{slugs[policy['main_question']]}/",
        "large-loket": f"/loketten/{slugs[lokets[-1]['loket']]}/",
        "small-loket": f"/loketten/{slugs[lokets[0]['loket']]}/",
    }


@pytest.fixture(params=[*TOP_LEVEL, *EXAMPLES])
def path(request: pytest.FixtureRequest, examples: dict[str, str]) -> str:
    wanted: str = request.param
    return examples.get(wanted, wanted)


def wait_until_ready(page: Page) -> None:
    """Wait until the page's scripts have its data and answer to the reader."""
    page.wait_for_selector("body[data-ready]", state="attached")


def dutch(value: float | None, decimals: int = 0) -> str:
    """Write a number as the dashboard should: half up, decimal comma."""
    if value is None:
        return "–"
    # Fifteen digits are what a double holds: 7.85 is meant where it says 7.8499999….
    exact = Decimal(f"{value:.13g}")
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{rounded:,}".translate(str.maketrans(",.", ".,"))


def mark(value: float | None) -> str:
    return dutch(value, 1)


def percent(share: float | None, decimals: int = 0) -> str:
    return "–" if share is None else f"{dutch(100 * share, decimals)}%"


def choose_year(page: Page, year: str) -> None:
    page.get_by_role("combobox", name="Jaar").select_option(year)


def table_of(page: Page, figure: str) -> list[list[str]]:
    """Cells of the table behind a figure's disclosure, with its heading row."""
    rows: list[list[str]] = page.locator(
        f'figure[aria-labelledby="{figure}-title"] table tr'
    ).evaluate_all(CELLS)
    return rows


def chart_of(page: Page, figure: str) -> dict[str, Row]:
    """What a figure's list of bars or dots says, per label: value, n, arrow."""
    items: list[Row] = page.locator(
        f'figure[aria-labelledby="{figure}-title"] [data-chart] li:not(.axis)'
    ).evaluate_all("""items => items.map(item => {
        const label = item.querySelector('.label').cloneNode(true);
        label.querySelectorAll('.tag').forEach(tag => tag.remove());
        const text = part => item.querySelector(part)?.textContent.trim() ?? '';
        return {
            label: label.textContent.trim(),
            tag: text('.tag'),
            value: text('.value strong') || text('.value [title]'),
            arrow: text('.value .up [aria-hidden], .value .down [aria-hidden]'),
            bands: text('.sr-only'),
            none: text('.none'),
            n: text('.n'),
        };
    })""")
    return {item["label"]: item for item in items}
