"""Where everything of a slide stands, and how large: measured, so that it fits.

Measures are points on a page of 960 by 540 (16:9). A painter draws the items in their
order, which is the reading order, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from scripts.report import colours
from scripts.report.blocks import Block, Chart, Lines, Slide, Table, Tiles
from scripts.report.edition import ReportError
from scripts.report.fonts import LINE_HEIGHT, longest_word, text_width, wrapped
from scripts.report.in_words import as_text, figure

PAGE_WIDTH, PAGE_HEIGHT = 960.0, 540.0
MARGIN = 40.0
# what stands between two blocks, and inside a box or cell
GAP, INSET, CELL = 16.0, 12.0, 5.0
HEADING_SIZE = 12.0
LEGEND_HEIGHT = 20.0
# between a bar and its figure
VALUE_GAP = 4.0
# of the room of a category, how much its bars take; of a size, how high a figure is
FILLED, FIGURE_HEIGHT = 0.8, 0.97
# what the labels may take of a chart, and the room between a label and its bar
LABEL_SHARES, LABEL_GAP = (0.48, 0.62), 10.0
CHART_SIZES = (12.0, 11.0, 10.0, 9.0, 8.0)


@dataclass(frozen=True)
class Box:
    """A rectangle, from the top left of the page."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Box) -> bool:
        """Whether two boxes have more than an edge in common."""
        return (
            self.x < other.x + other.width - 0.01
            and other.x < self.x + self.width - 0.01
            and self.y < other.y + other.height - 0.01
            and other.y < self.y + self.height - 0.01
        )

    def inside(self, margin: float) -> Box:
        """The box without an edge."""
        return Box(
            self.x + margin,
            self.y + margin,
            self.width - 2 * margin,
            self.height - 2 * margin,
        )


def _columns(count: int, y: float, height: float) -> list[Box]:
    width = (PAGE_WIDTH - 2 * MARGIN - (count - 1) * 2 * GAP) / count
    step = width + 2 * GAP
    return [Box(MARGIN + n * step, y, width, height) for n in range(count)]


TITLE = Box(MARGIN, 22, 880, 62)
QUESTION = Box(MARGIN, 87, 880, 34)
TOP, HEIGHT = 130.0, 326.0
FOOT = Box(MARGIN, 460, 880, 42)
FOOTER = Box(MARGIN, 510, 800, 16)
NUMBER = Box(860, 510, 60, 16)
COVER_TITLE = Box(80, 150, 800, 110)
COVER_TEXT = Box(80, 275, 800, 120)
# a bar in the project's colour; a researcher's own template has its own
BARS = {
    "cover": Box(0, 0, 28, PAGE_HEIGHT),
    "section": Box(0, 0, 28, PAGE_HEIGHT),
    "content": Box(0, 0, PAGE_WIDTH, 8),
}

_TILES, _BELOW = 84.0, TOP + 84 + GAP
_SIDE = 285.0
_MAIN = 880.0 - _SIDE - 2 * GAP
AREAS = {
    "full": Box(MARGIN, TOP, 880, HEIGHT),
    "left": _columns(2, TOP, HEIGHT)[0],
    "right": _columns(2, TOP, HEIGHT)[1],
    "third_1": _columns(3, TOP, HEIGHT)[0],
    "third_2": _columns(3, TOP, HEIGHT)[1],
    "third_3": _columns(3, TOP, HEIGHT)[2],
    "main": Box(MARGIN, TOP, _MAIN, HEIGHT),
    "side": Box(MARGIN + _MAIN + 2 * GAP, TOP, _SIDE, HEIGHT),
    "main_top": Box(MARGIN, TOP, _MAIN, 108),
    "main_left": Box(MARGIN, TOP + 118, 250, HEIGHT - 118),
    "main_right": Box(MARGIN + 266, TOP + 118, _MAIN - 266, HEIGHT - 118),
    "top": Box(MARGIN, TOP, 880, _TILES),
    "below": Box(MARGIN, _BELOW, 880, TOP + HEIGHT - _BELOW),
    "below_left": _columns(2, _BELOW, TOP + HEIGHT - _BELOW)[0],
    "below_right": _columns(2, _BELOW, TOP + HEIGHT - _BELOW)[1],
}


@dataclass(frozen=True)
class Paragraph:
    """A text in one style; `size` in points, `gap` the room below it."""

    text: str
    size: float
    colour: str = colours.INK
    is_bold: bool = False
    has_bullet: bool = False
    gap: float = 0.0
    is_heading: bool = False

    @property
    def indent(self) -> float:
        """Room for the dot."""
        return self.size if self.has_bullet else 0.0

    def height(self, width: float) -> float:
        """How high it stands in a width."""
        lines = wrapped(self.text, self.size, width - self.indent, self.is_bold)
        return len(lines) * self.size * LINE_HEIGHT + self.gap


@dataclass(frozen=True)
class TextItem:
    """Texts in a box; `fill` its colour, `role` what it is to a reader."""

    box: Box
    paragraphs: tuple[Paragraph, ...]
    role: Literal["title", "heading", "text", "footer", "number"] = "text"
    fill: str = ""
    inset: float = 0.0
    align: Literal["left", "right"] = "left"

    @property
    def needed(self) -> float:
        """The height that the texts take."""
        width = self.box.width - 2 * self.inset
        return sum(p.height(width) for p in self.paragraphs) + 2 * self.inset


@dataclass(frozen=True)
class ChartItem:
    """A chart in a box.

    size: of all its texts. labels: the width of the labels of bars, or the height of
    those of columns. legend: the height of the legend above it, 0 without one. alt: all
    that it shows, in words.
    """

    box: Box
    chart: Chart
    size: float
    labels: float
    legend: float
    alt: str

    @property
    def plot(self) -> Box:
        """Where the bars stand."""
        box, chart = self.box, self.chart
        if chart.kind == "columns":
            height = box.height - self.legend - self.labels
            return Box(box.x, box.y + self.legend, box.width, height)
        width = box.width - self.labels
        height = box.height - self.legend
        return Box(box.x + self.labels, box.y + self.legend, width, height)

    @property
    def legend_width(self) -> float:
        """The width of its legend: a square and a name per colour."""
        return legend_width(self.chart, self.size)

    @property
    def legend_box(self) -> Box:
        """Where its legend stands: above the bars, or more to the left."""
        width = min(self.legend_width + 10, self.box.width)
        start = min(self.plot.x, self.box.x + self.box.width - width)
        return Box(start, self.box.y, width, self.legend)

    @property
    def largest(self) -> float:
        """The end of the axis: the largest value, and room for its figure."""
        if self.chart.kind == "bands":
            return 1.0
        values = [v or 0.0 for series in self.chart.series for v in series.values]
        if self.chart.kind == "columns":
            whole, room = self.plot.height, self.size * LINE_HEIGHT
        else:
            whole = self.plot.width
            room = max(self._figure_width(value) for value in values) + VALUE_GAP
        most = max(values) or 1.0
        return most * whole / max(whole - room - 1, 1)

    def shows_in_band(self, value: float) -> bool:
        """Whether a part of a bar is wide enough for its figure."""
        return self._figure_width(value) + 2 <= value * self.plot.width

    def _figure_width(self, value: float) -> float:
        return text_width(figure(value, self.chart), self.size)


@dataclass(frozen=True)
class TableItem:
    """A table in a box; `size` of its texts, the header row first in `heights`."""

    box: Box
    table: Table
    size: float
    widths: tuple[float, ...]
    heights: tuple[float, ...]


Item: TypeAlias = TextItem | ChartItem | TableItem


def laid_out(slide: Slide, number: int, footer: str, warning: str) -> list[Item]:
    """Place everything of a slide.

    Args:
        slide: The slide.
        number: Of the page.
        footer: What stands below each slide.
        warning: That the figures are made up, where they are.

    Returns:
        The items, in reading order.

    Raises:
        ReportError: Something doesn't fit, however small: which, and on which slide.
    """
    if slide.kind != "content":
        return _cover(slide, warning)
    items: list[Item] = [_title(slide.titles, TITLE, (24, 22, 20))]
    if slide.question:
        grey = Paragraph(slide.question, 13, colours.INK_SOFT)
        items.append(_shrunk(QUESTION, [grey], (13, 12, 11, 10), slide))
    for area, block in slide.blocks:
        items += _block(block, AREAS[area], slide)
    foot = [text for text in (slide.base, slide.legend) if text]
    if foot:
        paragraphs = [Paragraph(text, 10, colours.INK_SOFT) for text in foot]
        items.append(_shrunk(FOOT, paragraphs, (10, 9.5, 9, 8.5), slide))
    said = f"{footer} · {warning}" if warning else footer
    items.append(
        TextItem(FOOTER, (Paragraph(said, 9, colours.INK_SOFT),), role="footer")
    )
    page = Paragraph(str(number), 9, colours.INK_SOFT)
    items.append(TextItem(NUMBER, (page,), role="number", align="right"))
    return items


def _title(titles: Sequence[str], box: Box, sizes: Sequence[float]) -> TextItem:
    """The first title that fits, else the last one in the size in which it does."""
    for size in sizes:
        for text in titles:
            title = Paragraph(text, size, colours.BRAND, is_bold=True)
            item = TextItem(box, (title,), role="title")
            if item.needed <= box.height:
                return item
    raise ReportError(f"the title of a slide doesn't fit: {titles[-1]!r}; shorten it.")


def _cover(slide: Slide, warning: str) -> list[Item]:
    texts = [slide.question, warning]
    said = [Paragraph(text, 16, colours.INK, gap=8) for text in texts if text]
    return [
        _title(slide.titles, COVER_TITLE, (40, 36, 32, 28)),
        _shrunk(COVER_TEXT, said, (16, 14, 12), slide),
    ]


def _shrunk(
    box: Box,
    paragraphs: Sequence[Paragraph],
    sizes: Sequence[float],
    slide: Slide,
    fill: str = "",
    inset: float = 0.0,
) -> TextItem:
    """Texts in the largest size that fits; their sizes stay in proportion.

    Raises:
        ReportError: None does.
    """
    for size in sizes:
        scale = size / sizes[0]
        scaled = tuple(
            replace(p, size=p.size * scale, gap=p.gap * scale) for p in paragraphs
        )
        item = TextItem(box, scaled, fill=fill, inset=inset)
        if item.needed <= box.height:
            return item
    text = paragraphs[0].text if paragraphs else ""
    raise ReportError(
        f"the slide {slide.titles[0]!r} has no room for {text[:60]!r}; shorten it."
    )


def _block(block: Block, area: Box, slide: Slide) -> list[Item]:
    if isinstance(block, Tiles):
        return _tiles(block, area, slide)
    if isinstance(block, Lines):
        return [_lines(block, area, slide)]
    items: list[Item] = []
    rest = area
    if block.heading:
        heading = Paragraph(block.heading, HEADING_SIZE, colours.BRAND, is_bold=True)
        height = heading.height(area.width) + 4
        box = Box(area.x, area.y, area.width, height)
        items.append(TextItem(box, (heading,), role="heading"))
        rest = Box(area.x, area.y + height, area.width, area.height - height)
    placed = _chart(block, rest) if isinstance(block, Chart) else _table(block, rest)
    if placed is None:
        raise ReportError(
            f"the slide {slide.titles[0]!r} has no room for {block.source!r}: too many "
            "rows, or too long labels."
        )
    return [*items, placed]


def _tiles(block: Tiles, area: Box, slide: Slide) -> list[Item]:
    count = len(block.tiles)
    width = (area.width - (count - 1) * GAP) / max(count, 1)
    items: list[Item] = []
    for place, tile in enumerate(block.tiles):
        box = Box(area.x + place * (width + GAP), area.y, width, area.height)
        said = [
            Paragraph(tile.label, 11, colours.INK_SOFT),
            Paragraph(tile.figure, 24, colours.BRAND, is_bold=True),
            Paragraph(tile.text, 11, colours.INK),
        ]
        sizes = (11, 10, 9, 8)
        items.append(_shrunk(box, said, sizes, slide, colours.BRAND_SOFT, inset=9))
    return items


def _lines(block: Lines, area: Box, slide: Slide) -> TextItem:
    """Lines in the largest size in which they all fit, else as many as there fit."""
    fill = colours.BRAND_SOFT if block.is_box else ""
    inset = INSET if block.is_box else 0.0
    heading = Paragraph(
        block.heading,
        HEADING_SIZE + 1,
        colours.BRAND,
        is_bold=True,
        gap=6,
        is_heading=True,
    )

    def paragraphs(lines: Sequence[str]) -> list[Paragraph]:
        said = [Paragraph(line, 14, has_bullet=block.bullets, gap=6) for line in lines]
        return [heading, *said] if block.heading else said

    sizes = (14, 13, 12, 11, 10.5)
    kept = list(block.lines)
    while True:
        left = len(block.lines) - len(kept)
        said = [*kept, block.more] if left and block.more else kept
        try:
            return _shrunk(area, paragraphs(said), sizes, slide, fill, inset)
        except ReportError:
            if not block.may_drop or not kept:
                raise
            kept.pop()


def _chart(chart: Chart, box: Box) -> ChartItem | None:
    """A chart in the largest size in which its labels fit; None where none does.

    Labels that are too long for the smallest size end in an ellipsis; they stay whole
    in the alternative text.
    """
    for share in LABEL_SHARES:
        for size in CHART_SIZES:
            if placed := _chart_in(chart, box, size, share):
                return placed
    size, share = CHART_SIZES[-1], LABEL_SHARES[-1]
    room = share * box.width - LABEL_GAP
    if chart.kind == "columns":
        room = box.width / max(len(chart.categories), 1) - 4
    legend = LEGEND_HEIGHT if len(chart.series) > 1 else 0.0
    height = (box.height - legend) / max(len(chart.categories), 1)
    lines = 2 if chart.kind == "columns" else int(height / (size * LINE_HEIGHT))
    names = tuple(_cut(c, size, room, max(lines, 1)) for c in chart.categories)
    series = tuple(
        replace(own, name=_cut(own.name, size, box.width / len(chart.series) - 24, 1))
        for own in chart.series
    )
    cut = _chart_in(replace(chart, categories=names, series=series), box, size, share)
    return replace(cut, alt=as_text(chart)) if cut else None


def _cut(text: str, size: float, room: float, lines: int) -> str:
    """A text that takes some lines at most, with an ellipsis where it was cut."""
    if len(wrapped(text, size, room)) <= lines:
        return text
    end = len(text)
    while end > 1 and len(wrapped(f"{text[:end].rstrip()}…", size, room)) > lines:
        end -= 1
    return f"{text[:end].rstrip()}…"


def _chart_in(chart: Chart, box: Box, size: float, share: float) -> ChartItem | None:
    """A chart in one size, its labels in a share of its width; None if too small."""
    legend = LEGEND_HEIGHT if len(chart.series) > 1 else 0.0
    rows = max(len(chart.categories), 1)
    line = size * LINE_HEIGHT
    if legend and legend_width(chart, size) + LABEL_GAP > box.width:
        return None
    alt = as_text(chart)
    if chart.kind == "columns":
        room = box.width / rows - 4
        lines = max(len(wrapped(c, size, room)) for c in chart.categories)
        widest = max(longest_word(c, size) for c in chart.categories)
        labels = lines * line + 6
        fits = widest <= room and labels < 0.4 * box.height
        return ChartItem(box, chart, size, labels, legend, alt) if fits else None
    widest = max(text_width(c, size) for c in chart.categories)
    labels = min(widest + LABEL_GAP, share * box.width)
    room = labels - LABEL_GAP
    height = (box.height - legend) / rows
    lines = max(len(wrapped(c, size, room)) for c in chart.categories)
    longest = max(longest_word(c, size) for c in chart.categories)
    bars = 1 if chart.kind == "bands" else len(chart.series)
    is_readable = bars * size * FIGURE_HEIGHT <= FILLED * height
    fits = is_readable and lines * line <= height and longest <= room
    return ChartItem(box, chart, size, labels, legend, alt) if fits else None


def legend_width(chart: Chart, size: float) -> float:
    """How wide the legend of a chart is in a size."""
    return sum(text_width(s.name, size) + 2.5 * size for s in chart.series)


def _table(table: Table, box: Box) -> TableItem | None:
    """A table in the largest size in which its texts fit; None where none does."""
    whole = sum(table.widths)
    widths = tuple(box.width * width / whole for width in table.widths)
    for size in (12.0, 11.0, 10.0, 9.0, 8.0):
        heights = []
        fits = True
        for is_head, row in [(True, table.head), *((False, r) for r in table.rows)]:
            lines = 1
            for text, width in zip(row, widths, strict=True):
                room = width - 2 * CELL
                lines = max(lines, len(wrapped(text, size, room, is_head)))
                fits = fits and longest_word(text, size, is_head) <= room
            heights.append(lines * size * LINE_HEIGHT + CELL)
        if fits and sum(heights) <= box.height:
            used = Box(box.x, box.y, box.width, sum(heights))
            return TableItem(used, table, size, widths, tuple(heights))
    return None
