"""Lines on two logarithmic axes, as an SVG file that a page shows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

_WIDTH, _HEIGHT = 720, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 150, 20, 50
# told apart without colour too: each line has its name at its end
_COLOURS = ("#1f4e79", "#b5483a", "#5a7d2a", "#7a5195", "#666666")
_LINE_HEIGHT = 15


def lines_chart(
    series: Mapping[str, Sequence[tuple[float, float]]], across: str, up: str
) -> str:
    """A chart of points per series, all above 0.

    Args:
        series: Points (x, y) of each line, in order of x.
        across: What the horizontal axis has.
        up: What the vertical axis has.

    Returns:
        The SVG as text.
    """
    xs = [x for points in series.values() for x, _ in points]
    ys = [y for points in series.values() for _, y in points]
    x_axis = _Axis(min(xs), max(xs), _LEFT, _WIDTH - _RIGHT)
    y_axis = _Axis(min(ys), max(ys), _HEIGHT - _BOTTOM, _TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12" role="img">',
        f"<title>{escape(up)} by {escape(across)}</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
    ]
    for tick in x_axis.ticks:
        x = x_axis.place(tick)
        parts += [
            _line(x, _TOP, x, _HEIGHT - _BOTTOM),
            _text(x, _HEIGHT - _BOTTOM + 18, f"{tick:,.0f}", "middle"),
        ]
    for tick in y_axis.ticks:
        y = y_axis.place(tick)
        parts += [
            _line(_LEFT, y, _WIDTH - _RIGHT, y),
            _text(_LEFT - 8, y + 4, f"{tick:g}", "end"),
        ]
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(_text(middle, _HEIGHT - 12, across, "middle"))
    parts.append(_text(8, 14, up, "start"))
    taken: list[float] = []
    for number, (name, points) in enumerate(series.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        places = [(x_axis.place(x), y_axis.place(y)) for x, y in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" '
            'stroke-width="2"/>'
        )
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
            for x, y in places
        ]
        y = places[-1][1] + 4
        while any(abs(y - other) < _LINE_HEIGHT for other in taken):
            y += _LINE_HEIGHT
        taken.append(y)
        parts.append(_text(_WIDTH - _RIGHT + 10, y, name, "start", colour))
    return "\n".join([*parts, "</svg>", ""])


class _Axis:
    """A logarithmic axis between two places, with a tick at each power of ten."""

    def __init__(self, low: float, high: float, first: float, last: float) -> None:
        self.from_ = math.floor(math.log10(low) + 1e-9)
        self.to = max(math.ceil(math.log10(high) - 1e-9), self.from_ + 1)
        self.first, self.last = first, last

    @property
    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self.from_, self.to + 1)]

    def place(self, value: float) -> float:
        part = (math.log10(value) - self.from_) / (self.to - self.from_)
        return self.first + part * (self.last - self.first)


def _line(x: float, y: float, x_end: float, y_end: float) -> str:
    return (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{x_end:.1f}" y2="{y_end:.1f}" '
        'stroke="#dddddd"/>'
    )


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#333333") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">'
        f"{escape(text)}</text>"
    )
