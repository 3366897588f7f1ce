"""The report as an accessible PDF, by typst: tagged, with a title and alternatives."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from scripts.report import colours, fonts
from scripts.report.blocks import Deck
from scripts.report.drawing import drawn
from scripts.report.layout import (
    BARS,
    CELL,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    ChartItem,
    Item,
    TextItem,
    laid_out,
)

PROGRAM = Path(__file__).parent / "slides.typ"


def write_pdf(deck: Deck, file: Path, made: datetime) -> None:
    """Write a deck, without the pages that a researcher fills in.

    Args:
        deck: The report.
        file: The PDF to write.
        made: When its edition was published.

    Raises:
        ReportError: A text doesn't fit.
        RuntimeError: Typst can't make the document, or not by its standard.
    """
    # the compiler is large: nobody else pays for it
    import typst

    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        shutil.copy(PROGRAM, work)
        described = json.dumps(_described(deck, made), ensure_ascii=False)
        (work / "slides.json").write_text(described, encoding="utf-8")
        typst.compile(
            str(work / PROGRAM.name),
            output=str(file),
            root=str(work),
            font_paths=[str(fonts.FOLDER)],
            ignore_system_fonts=True,
            # typst refuses a document that doesn't hold to it
            pdf_standards=["ua-1"],
        )


def _described(deck: Deck, made: datetime) -> dict[str, Any]:
    """What slides.typ reads."""
    slides = [
        {
            "bar": asdict(BARS[slide.kind]),
            "items": [
                _item(item)
                for item in laid_out(slide, number, deck.footer, deck.warning)
            ],
        }
        for number, slide in enumerate(deck.finished(), start=1)
    ]
    return {
        "title": deck.title,
        "description": deck.footer,
        "author": deck.title,
        "date": [made.year, made.month, made.day],
        "width": PAGE_WIDTH,
        "height": PAGE_HEIGHT,
        "font": fonts.NAME,
        "ascent": fonts.ASCENT,
        "descent": fonts.DESCENT,
        "leading": fonts.LINE_GAP,
        "ink": colours.INK,
        "brand": colours.BRAND,
        "stripe": colours.STRIPE,
        "slides": slides,
    }


def _item(item: Item) -> dict[str, Any]:
    if isinstance(item, TextItem):
        texts = [{**asdict(p), "indent": p.indent} for p in item.paragraphs]
        return {"kind": "text", **asdict(item), "paragraphs": texts}
    if isinstance(item, ChartItem):
        rectangles, labels = drawn(item)
        return {
            "kind": "chart",
            "box": asdict(item.box),
            "alt": item.alt,
            "rectangles": [asdict(r) for r in rectangles],
            "labels": [asdict(label) for label in labels],
        }
    return {
        "kind": "table",
        "box": asdict(item.box),
        "size": item.size,
        "widths": item.widths,
        "heights": item.heights,
        "padding": CELL,
        "head": item.table.head,
        "rows": item.table.rows,
        "right": item.table.right,
    }
