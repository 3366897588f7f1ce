"""A chart as rectangles and texts, for a page that has no charts of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scripts.report import colours
from scripts.report.fonts import LINE_HEIGHT, text_width, wrapped
from scripts.report.in_words import figure
from scripts.report.layout import FILLED, LABEL_GAP, VALUE_GAP, ChartItem


@dataclass(frozen=True)
class Rectangle:
    """A filled rectangle, in points from the top left of the chart."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True)
class Label:
    """One line of text; x is where it begins, ends or has its middle."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    align: Literal["left", "center", "right"]


def drawn(item: ChartItem) -> tuple[list[Rectangle], list[Label]]:
    """The parts of a chart: its rectangles, then its texts."""
    rectangles, labels = _legend(item)
    draw = _columns if item.chart.kind == "columns" else _bars
    more_rectangles, more_labels = draw(item)
    return rectangles + more_rectangles, labels + more_labels


def _legend(item: ChartItem) -> tuple[list[Rectangle], list[Label]]:
    rectangles: list[Rectangle] = []
    labels: list[Label] = []
    if not item.legend:
        return rectangles, labels
    size = item.size
    x = item.legend_box.x - item.box.x
    for series in item.chart.series:
        rectangles.append(Rectangle(x, 3, 0.8 * size, 0.8 * size, series.colour))
        labels.append(
            Label(x + 1.2 * size, 0, series.name, size, colours.INK_SOFT, "left")
        )
        x += text_width(series.name, size) + 2.5 * size
    return rectangles, labels


def _bars(item: ChartItem) -> tuple[list[Rectangle], list[Label]]:
    """Lying bars, beside each other or (of bands) one behind the other."""
    chart, size, plot = item.chart, item.size, item.plot
    left, top = plot.x - item.box.x, plot.y - item.box.y
    line = size * LINE_HEIGHT
    step = plot.height / max(len(chart.categories), 1)
    scale = plot.width / item.largest
    rectangles: list[Rectangle] = []
    labels: list[Label] = []
    for place, category in enumerate(chart.categories):
        middle = top + (place + 0.5) * step
        lines = wrapped(category, size, item.labels - LABEL_GAP)
        for number, text in enumerate(lines):
            y = middle + (number - len(lines) / 2) * line
            labels.append(Label(left - 8, y, text, size, colours.INK, "right"))
        is_stacked = chart.kind == "bands"
        height = FILLED * step / (1 if is_stacked else len(chart.series))
        height = min(height, 34.0)
        first = middle - height * (1 if is_stacked else len(chart.series)) / 2
        x = left
        for number, series in enumerate(chart.series):
            value = series.values[place]
            if value is None:
                continue
            width = value * scale
            y = first if is_stacked else first + number * height
            start = x if is_stacked else left
            rectangles.append(Rectangle(start, y, width, height * 0.94, series.colour))
            text = figure(value, chart)
            text_y = y + height * 0.47 - line / 2
            if not is_stacked:
                x_of = start + width + VALUE_GAP
                labels.append(Label(x_of, text_y, text, size, colours.INK, "left"))
            elif item.shows_in_band(value):
                ink = colours.ON.get(series.colour, colours.INK)
                labels.append(
                    Label(start + width / 2, text_y, text, size, ink, "center")
                )
            x += width
    return rectangles, labels


def _columns(item: ChartItem) -> tuple[list[Rectangle], list[Label]]:
    """Standing columns, a label below each."""
    chart, size, plot = item.chart, item.size, item.plot
    left, top = plot.x - item.box.x, plot.y - item.box.y
    line = size * LINE_HEIGHT
    step = plot.width / max(len(chart.categories), 1)
    bottom = top + plot.height
    scale = plot.height / item.largest
    rectangles: list[Rectangle] = []
    labels: list[Label] = []
    for place, category in enumerate(chart.categories):
        middle = left + (place + 0.5) * step
        for number, text in enumerate(wrapped(category, size, step - 4)):
            y = bottom + 3 + number * line
            labels.append(Label(middle, y, text, size, colours.INK, "center"))
        width = min(FILLED * step / len(chart.series), 60.0)
        for number, series in enumerate(chart.series):
            value = series.values[place]
            if value is None:
                continue
            x = middle + (number - len(chart.series) / 2) * width
            height = value * scale
            rectangles.append(
                Rectangle(x, bottom - height, width * 0.94, height, series.colour)
            )
            text = figure(value, chart)
            y = bottom - height - line
            labels.append(Label(x + width / 2, y, text, size, colours.INK, "center"))
    return rectangles, labels
