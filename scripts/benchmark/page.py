"""The measured parts of docs/performance.md, and its chart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from scripts.benchmark.chart import lines_chart
from scripts.benchmark.measuring import Measured, together
from scripts.benchmark.runs import FLOOR, MONTH, PANDAS, POLARS, SizeRun

PIPELINE = "the pipeline"
_STEPS = ("load", "build", "publish")
_SLOWEST = 12
_MEBIBYTE = 1 << 20


def blocks(
    runs: Sequence[SizeRun], demo: Sequence[Measured], masked: float, where: str
) -> dict[str, list[str]]:
    """The lines of each block of the page, by its name."""
    return {
        "steps": [where, "", *_steps(runs), "", *_agreement(runs)],
        "growth": _growth(runs),
        "month": _month(runs, demo),
        "nodes": _nodes(runs),
        "masking": [
            f"{masked:,.0f} answers a second on one core, of answers that are all "
            "different: "
            f"{1e6 / masked / 60:.0f} minutes for a million such answers."
        ],
    }


def write(page: Path, found: dict[str, list[str]]) -> None:
    """Put each block between its marks in the page.

    Raises ValueError where the page lacks one.
    """
    text = page.read_text(encoding="utf-8")
    for name, lines in found.items():
        start, end = (
            f"<!-- {name}: written by make bench -->",
            f"<!-- end of {name} -->",
        )
        if start not in text or end not in text:
            raise ValueError(f"{page.name} has no block between '{start}' and '{end}'.")
        before, _, rest = text.partition(start)
        after = rest.partition(end)[2]
        text = before + "\n".join([start, *lines, end]) + after
    page.write_text(text, encoding="utf-8")


def chart(runs: Sequence[SizeRun]) -> str:
    """Seconds by the clock against respondents, as SVG."""
    series = {
        name: [(run.respondents, _cost(run, name).wall) for run in runs]
        for name in (FLOOR, POLARS, PANDAS, PIPELINE)
    }
    return lines_chart(series, "respondents", "seconds by the clock")


def _cost(run: SizeRun, name: str) -> Measured:
    if name == PIPELINE:
        return together(name, [run.steps[step] for step in _STEPS])
    return run.steps[name]


def _steps(runs: Sequence[SizeRun]) -> list[str]:
    names = (FLOOR, POLARS, PANDAS, *_STEPS, PIPELINE)
    lines = _table("seconds by the clock / of CPU, peak in MB", runs)
    for name in names:
        cells = [_said(_cost(run, name)) for run in runs]
        lines.append(_row(f"**{name}**" if name == PIPELINE else name, cells))
    for label, other in (("floor", FLOOR), ("polars", POLARS)):
        times = []
        for run in runs:
            whole, least = _cost(run, PIPELINE), _cost(run, other)
            by_cpu = whole.cpu / least.cpu
            times.append(f"{whole.wall / least.wall:.0f} / {by_cpu:.0f} times")
        lines.append(_row(f"the pipeline against {label}, clock / CPU", times))
    for label, sizes in (
        ("files of responses", [run.csv_bytes for run in runs]),
        ("warehouse", [run.warehouse_bytes for run in runs]),
        ("published", [run.published_bytes for run in runs]),
    ):
        lines.append(_row(label, [f"{_megabytes(size)} MB" for size in sizes]))
    return lines


def _agreement(runs: Sequence[SizeRun]) -> list[str]:
    wrong = sum(
        rows
        for run in runs
        for tables in run.differ.values()
        for rows in tables.values()
    )
    if not wrong:
        return [
            "In every run the scripts' score and answer tables had the figures of the "
            "marts, row by row."
        ]
    return [f"**{wrong} rows of the scripts' tables differ from the marts.**"]


def _growth(runs: Sequence[SizeRun]) -> list[str]:
    lines = [
        "An exponent of 1: ten times the respondents cost ten times as much.",
        "",
        "| clock / CPU / peak memory | "
        + " | ".join(
            f"{one.respondents:,} to {other.respondents:,}"
            for one, other in pairwise(runs)
        )
        + " |",
        "|---|" + "---:|" * (len(runs) - 1),
    ]
    if len(runs) < 2:
        return ["One size was run: there is no growth to tell."]
    for name in (FLOOR, POLARS, PANDAS, *_STEPS, PIPELINE):
        cells = []
        for one, other in pairwise(runs):
            few, many = _cost(one, name), _cost(other, name)
            times = math.log(other.respondents / one.respondents)
            exponents = [
                math.log(high / low) / times
                for low, high in (
                    (few.wall, many.wall),
                    (few.cpu, many.cpu),
                    (few.peak, many.peak),
                )
            ]
            cells.append(" / ".join(f"{exponent:.2f}" for exponent in exponents))
        lines.append(_row(name, cells))
    return lines


def _month(runs: Sequence[SizeRun], demo: Sequence[Measured]) -> list[str]:
    histories = [("the demo", demo)] + [
        (f"{run.respondents:,}", run.month) for run in runs
    ]
    lines = [
        f"| history | {' | '.join(_STEPS)} | together | clock against the demo |"
        " CPU against the demo |",
        "|---|" + "---:|" * (len(_STEPS) + 3),
    ]
    base = together("", demo)
    for name, steps in histories:
        whole = together("", steps)
        cells = [_said(step) for step in (*steps, whole)]
        ratios = [whole.wall / base.wall, whole.cpu / base.cpu]
        lines.append(_row(name, [*cells, *(f"{ratio:.2f}" for ratio in ratios)]))
    return [
        f"Load, build and publish after a month of {MONTH} more came:",
        "",
        *lines,
    ]


def _nodes(runs: Sequence[SizeRun]) -> list[str]:
    largest = runs[-1]
    lines = [
        f"The {_SLOWEST} slowest of {largest.nodes} nodes at {largest.respondents:,} "
        "respondents, in seconds (two run at a time):",
        "",
        *_table("node", runs),
    ]
    for node in list(largest.models)[:_SLOWEST]:
        cells = [f"{run.models.get(node, 0):.2f}" for run in runs]
        lines.append(_row(f"`{node.removeprefix('kto.')}`", cells))
    lines.append(_row("all nodes", [f"{sum(run.models.values()):.1f}" for run in runs]))
    return lines


def _table(first: str, runs: Sequence[SizeRun]) -> list[str]:
    heads = " | ".join(f"{run.respondents:,}" for run in runs)
    return [f"| {first} | {heads} |", "|---|" + "---:|" * len(runs)]


def _row(name: str, cells: Sequence[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |"


def _said(cost: Measured) -> str:
    return f"{cost.wall:.1f} / {cost.cpu:.1f} s, {_megabytes(cost.peak)}"


def _megabytes(size: int) -> str:
    return f"{size / _MEBIBYTE:,.0f}"
