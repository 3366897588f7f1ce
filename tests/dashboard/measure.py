"""Measure, per page, the time to the first chart and the weight. Prints a table.

    python -m tests.dashboard.measure

Figures for documents; a test holds the fastest of some runs against a limit.
"""

import functools
import http.server
import statistics
import threading

from playwright.sync_api import Browser, Response, sync_playwright

from .conftest import (
    CHROMIUM,
    FLAGS,
    ROOT,
    TOP_LEVEL,
    QuietHandler,
    wait_until_ready,
)

TIMES = 5
# Milliseconds since the page was asked for, once a chart has been painted.
PAINTED = """() => new Promise(done => {
    const chart = () => document.querySelector('[data-chart]');
    const look = () => chart()?.getBoundingClientRect().width
        ? requestAnimationFrame(() => done(performance.now()))
        : requestAnimationFrame(look);
    look();
})"""


def measure(browser: Browser, address: str) -> tuple[float, float, int, int]:
    """Open a page, nothing cached: ms to first chart and to ready, bytes, requests."""
    context = browser.new_context()
    page = context.new_page()
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(address, wait_until="commit")
    chart: float = page.evaluate(PAINTED)
    wait_until_ready(page)
    ready: float = page.evaluate("performance.now()")
    page.wait_for_load_state("networkidle")
    weight = sum(len(response.body()) for response in responses)
    context.close()
    return chart, ready, weight, len(responses)


def main() -> None:
    """Measure the pages of the menu and two others."""
    site = ROOT / "dashboard" / "build"
    handler = functools.partial(QuietHandler, directory=str(site))
    others = sorted((site / "momenten").glob("*/"))[:1]
    others += sorted((site / "loketten").glob("*/"))[:1]
    paths = TOP_LEVEL + [f"/{folder.relative_to(site)}/" for folder in others]
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
        sync_playwright() as playwright,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=FLAGS, headless=True
        )
        print(f"{'page':40}{'first chart':>12}{'ready':>9}{'kB':>7}{'requests':>10}")
        for path in paths:
            address = f"http://127.0.0.1:{server.server_port}{path}"
            runs = [measure(browser, address) for _ in range(TIMES)]
            chart, ready, weight, requests = map(
                statistics.median, zip(*runs, strict=True)
            )
            print(
                f"{path:40}{chart:9.0f} ms{ready:6.0f} ms{weight / 1000:7.0f}"
                f"{requests:10.0f}"
            )
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
