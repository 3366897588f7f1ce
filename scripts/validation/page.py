"""The measured tables of docs/statistics.md: written by the runs that measured them."""

from __future__ import annotations

from pathlib import Path

from scripts.validation.rates import Rate
from scripts.validation.stability import Stability

# A headline that comes back in this part of surveys counts as one that comes back.
OFTEN = 0.8


def rates_lines(found: list[Rate], surveys: int, source: str) -> list[str]:
    """The rates as a table in Markdown, below what they were measured on."""
    lines = [
        f"{surveys:,} surveys at the bases of {source}:",
        "",
        "| what | where | cases | rate | bound |",
        "|---|---|---|---|---|",
    ]
    for row in found:
        bound = f"{'' if row.two_sided else 'at most '}{row.bound + row.slack:.1%}"
        if row.two_sided and row.slack:
            bound = f"{row.bound:.0%} ± {row.slack:.1%}"
        lines.append(
            f"| {row.what} | {row.where} | {row.cases:,} | {row.rate:.1%} | {bound} |"
        )
    return lines


def stability_lines(found: Stability) -> list[str]:
    """What came back of the headlines, a line of each."""
    lines = [
        f"Respondents were drawn again {found.surveys} times: "
        f"{found.share(OFTEN):.0%} of {len(found.headlines)} headlines came back in at "
        f"least {OFTEN:.0%} of the surveys drawn.",
        "",
        "| year | kind | stability as published | came back |",
        "|---|---|---|---|",
    ]
    for row in found.headlines.itertuples():
        lines.append(
            f"| {row.year} | {row.kind} | {row.stability:.0%} | {row.came_back:.0%} |"
        )
    return lines


def write(page: Path, name: str, lines: list[str]) -> None:
    """Put lines between the marks of a block of the page.

    Raises ValueError where the page has no such block.
    """
    text = page.read_text(encoding="utf-8")
    start, end = f"<!-- {name}: written by make validate -->", f"<!-- end of {name} -->"
    if start not in text or end not in text:
        raise ValueError(f"{page.name} has no block between '{start}' and '{end}'.")
    before, _, rest = text.partition(start)
    after = rest.partition(end)[2]
    block = "\n".join([start, *lines, end])
    page.write_text(f"{before}{block}{after}", encoding="utf-8")
