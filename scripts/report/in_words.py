"""What a chart shows, in words: its alternative text, and its figures."""

from __future__ import annotations

from scripts.codebook.dutch import dutch_number
from scripts.report.blocks import Chart
from scripts.report.edition import HIDDEN, share

KINDS = {
    "bars": "Staafdiagram",
    "columns": "Kolomdiagram",
    "bands": "Gestapelde staven",
}


def as_text(chart: Chart) -> str:
    """All that a chart shows, for who can't see it."""
    parts = []
    for place, category in enumerate(chart.categories):
        values = [
            f"{series.name} {figure(series.values[place], chart)}"
            if len(chart.series) > 1
            else figure(series.values[place], chart)
            for series in chart.series
        ]
        parts.append(f"{category}: {', '.join(values)}")
    heading = f" ({chart.heading})" if chart.heading else ""
    return f"{KINDS[chart.kind]}{heading}. {'; '.join(parts)}."


def figure(value: float | None, chart: Chart) -> str:
    """A value of a chart as it is printed."""
    if value is None:
        return HIDDEN
    if chart.unit == "share":
        return share(value)
    return dutch_number(value, chart.decimals if chart.unit == "mark" else 0)
