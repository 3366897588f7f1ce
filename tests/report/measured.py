"""Measures slides as they were laid out, apart from how the layout measured them."""

from collections.abc import Iterator
from functools import cache
from itertools import combinations

from PIL import ImageFont

from scripts.report.blocks import Deck
from scripts.report.drawing import Label, drawn
from scripts.report.fonts import FILES, FOLDER
from scripts.report.layout import (
    CELL,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Box,
    ChartItem,
    Item,
    TableItem,
    TextItem,
    laid_out,
)

# letters such as p and j hang below their line, accents stand above it
LETTERS = 0.93
LOOSE = 1.0


@cache
def font(is_bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FOLDER / FILES[is_bold]), 1000)


@cache
def length(text: str, size: float, is_bold: bool = False) -> float:
    """The width of a text, in points, as the font's own tables have it."""
    return float(font(is_bold).getlength(text)) * size / 1000


def mistakes(deck: Deck) -> list[str]:
    """What overflows its box or the page, or overlaps something else; none is right."""
    found = []
    for number, slide in enumerate(deck.slides, start=1):
        items = laid_out(slide, number, deck.footer, deck.warning)
        found += [f"{deck.title} {number}: {text}" for text in _mistakes_of(items)]
    return found


def _mistakes_of(items: list[Item]) -> Iterator[str]:
    page = Box(0, 0, PAGE_WIDTH, PAGE_HEIGHT)
    for item in items:
        if not contains(page, item.box):
            yield f"beyond the page: {item}"
        if isinstance(item, TextItem) and lines_height(item) > item.box.height:
            yield f"too long: {item.paragraphs}"
        if isinstance(item, ChartItem):
            yield from _in_chart(item)
        if isinstance(item, TableItem):
            yield from _in_table(item)
    for one, other in combinations(items, 2):
        if one.box.overlaps(other.box):
            yield f"overlap: {one} and {other}"


def contains(outer: Box, inner: Box) -> bool:
    return (
        inner.x >= outer.x - LOOSE
        and inner.y >= outer.y - LOOSE
        and inner.x + inner.width <= outer.x + outer.width + LOOSE
        and inner.y + inner.height <= outer.y + outer.height + LOOSE
    )


def lines_height(item: TextItem) -> float:
    """The height of the texts of an item, broken as a word processor does."""
    height = 2 * item.inset
    for paragraph in item.paragraphs:
        room = item.box.width - 2 * item.inset - paragraph.indent
        lines, line = 1, ""
        for word in paragraph.text.split():
            longer = f"{line} {word}".strip()
            if line and length(longer, paragraph.size, paragraph.is_bold) > room:
                lines, line = lines + 1, word
            else:
                line = longer
        height += lines * paragraph.size * 1.149 + paragraph.gap
    return height - LOOSE


def _in_chart(item: ChartItem) -> Iterator[str]:
    rectangles, labels = drawn(item)
    whole = Box(0, 0, item.box.width, item.box.height)
    for rectangle in rectangles:
        box = Box(rectangle.x, rectangle.y, rectangle.width, rectangle.height)
        if not contains(whole, box):
            yield f"a bar beyond its chart: {item.chart.source} {rectangle}"
    boxes = [(label, label_box(label)) for label in labels]
    for label, box in boxes:
        if not contains(whole, box):
            yield f"a label beyond its chart: {item.chart.source} {label}"
    for (one, box), (other, second) in combinations(boxes, 2):
        if box.overlaps(second):
            yield f"labels overlap: {item.chart.source} {one} and {other}"


def label_box(label: Label) -> Box:
    width = length(label.text, label.size)
    shift = {"left": 0.0, "center": width / 2, "right": width}[label.align]
    height = label.size * LETTERS
    return Box(label.x - shift, label.y + 0.12 * label.size, width, height)


def _in_table(item: TableItem) -> Iterator[str]:
    rows = [item.table.head, *item.table.rows]
    for row, height in zip(rows, item.heights, strict=True):
        for text, width in zip(row, item.widths, strict=True):
            lines, line = 1, ""
            for word in text.split():
                longer = f"{line} {word}".strip()
                is_head = row is item.table.head
                if line and length(longer, item.size, is_head) > width - 2 * CELL:
                    lines, line = lines + 1, word
                else:
                    line = longer
            if lines * item.size * 1.149 > height + LOOSE:
                yield f"a cell is too long: {item.table.source} {text!r}"
