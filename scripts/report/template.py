"""The PowerPoint template: the project's own, made here, or a researcher's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from scripts.report import colours, fonts
from scripts.report.edition import ReportError
from scripts.report.layout import (
    BARS,
    COVER_TEXT,
    COVER_TITLE,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    TITLE,
    Box,
)

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import SlideLayout

EMU_PER_POINT = 12700
# per kind of slide: the layout's name in Dutch and in English PowerPoint
LAYOUTS = {
    "cover": ("Titeldia", "Title Slide"),
    "section": ("Sectiekop", "Section Header"),
    "content": ("Alleen titel", "Title Only"),
}
THEME_COLOURS = {
    "dk2": colours.BRAND,
    "lt2": colours.BRAND_SOFT,
    "accent1": colours.GOOD,
    "accent2": colours.SUFFICIENT,
    "accent3": colours.INSUFFICIENT,
    "accent4": colours.PREVIOUS,
    "accent5": colours.NOT_APPLICABLE,
    "accent6": colours.BRAND,
}
BAR = (
    '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:nvSpPr>'
    '<p:cNvPr id="{number}" name="Balk"/><p:cNvSpPr/><p:nvPr userDrawn="1"/>'
    '</p:nvSpPr><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{cx}" cy="{cy}"/>'
    '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill>'
    '<a:srgbClr val="{colour}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr>'
    "</p:sp>"
)


def emu(points: float) -> int:
    """Points as the unit of Office files."""
    return round(points * EMU_PER_POINT)


def own_template() -> Presentation:
    """Make the project's own template: three layouts, its colours and its font."""
    from pptx import Presentation

    made = Presentation()
    made.slide_width, made.slide_height = emu(PAGE_WIDTH), emu(PAGE_HEIGHT)
    _set_theme(made)
    wanted = {english: kind for kind, (_, english) in LAYOUTS.items()}
    for layout in list(made.slide_layouts):
        if layout.name not in wanted:
            made.slide_layouts.remove(layout)
            continue
        kind = wanted[layout.name]
        layout.name = LAYOUTS[kind][0]
        _place(layout, kind)
    for shape in list(made.slide_master.placeholders):
        place_of = {0: TITLE, 1: Box(TITLE.x, 130, TITLE.width, 326)}
        number = shape.placeholder_format.idx
        if number in place_of:
            put(shape, place_of[number])
        else:
            shape._element.getparent().remove(shape._element)
    return made


def _place(layout: SlideLayout, kind: str) -> None:
    """Put the placeholders of a layout where the slides have them; drop the others."""
    places = {0: TITLE if kind == "content" else COVER_TITLE, 1: COVER_TEXT}
    for shape in list(layout.placeholders):
        number = shape.placeholder_format.idx
        if number in places and (number == 0 or kind == "cover"):
            put(shape, places[number])
        else:
            shape._element.getparent().remove(shape._element)
    from lxml import etree

    for properties in layout._element.iter("{*}defRPr"):
        properties.attrib.pop("cap", None)
    bar = BARS[kind]
    xml = BAR.format(
        number=90,
        x=emu(bar.x),
        y=emu(bar.y),
        cx=emu(bar.width),
        cy=emu(bar.height),
        colour=colours.BRAND,
    )
    # before the placeholders: behind them
    layout.shapes._spTree.insert(2, etree.fromstring(xml))


def put(shape: Any, box: Box, scale: float = 1.0) -> None:
    """Put a shape in a box."""
    shape.left, shape.top = emu(box.x * scale), emu(box.y * scale)
    shape.width, shape.height = emu(box.width * scale), emu(box.height * scale)


def _set_theme(made: Presentation) -> None:
    """Give the theme the project's font and colours."""
    from pptx.opc.constants import RELATIONSHIP_TYPE

    theme = made.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    xml = theme.blob.decode("utf-8")
    xml = re.sub(
        r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*',
        rf"\g<1>{fonts.OFFICE_NAME}",
        xml,
    )
    for name, colour in THEME_COLOURS.items():
        xml = re.sub(
            rf"(<a:{name}>).*?(</a:{name}>)",
            rf'\g<1><a:srgbClr val="{colour}"/>\g<2>',
            xml,
            flags=re.DOTALL,
        )
    theme._blob = xml.encode("utf-8")


def read_template(file: Path) -> Presentation:
    """Open a researcher's template.

    Raises:
        ReportError: It can't be read, isn't 16:9, or lacks a layout or its title.
    """
    from lxml.etree import XMLSyntaxError
    from pptx import Presentation
    from pptx.exc import PackageNotFoundError

    if not file.exists():
        raise ReportError(f"there is no template {file}.")
    try:
        made = Presentation(str(file))
    except (
        PackageNotFoundError,
        BadZipFile,
        XMLSyntaxError,
        KeyError,
        ValueError,
        OSError,
    ) as error:
        raise ReportError(
            f"{file} can't be read as PowerPoint; save the template as .pptx."
        ) from error
    width, height = made.slide_width or 0, made.slide_height or 1
    if abs(width / height - PAGE_WIDTH / PAGE_HEIGHT) > 0.01:
        raise ReportError(
            f"{file} has slides of {width / 914400:.1f} by {height / 914400:.1f} inch; "
            "expected wide ones (16:9): change the size of the slides in the template."
        )
    for kind in LAYOUTS:
        layout = find_layout(made, kind)
        if layout is None:
            names = " or ".join(f"'{name}'" for name in LAYOUTS[kind])
            known = ", ".join(f"'{own.name}'" for own in made.slide_layouts)
            raise ReportError(
                f"{file} has no layout {names}; it has {known or 'none'}: name one of "
                "them so in the slide master."
            )
        if not any(p.placeholder_format.idx == 0 for p in layout.placeholders):
            raise ReportError(
                f"{file}: the layout '{layout.name}' has no title; add the title to it "
                "in the slide master."
            )
    for slide_id in list(made.slides._sldIdLst):
        made.part.drop_rel(slide_id.rId)
        made.slides._sldIdLst.remove(slide_id)
    return made


def save_own_template(file: Path) -> None:
    """Write the project's own template, to begin one with.

    Raises:
        ReportError: The file can't be written.
    """
    try:
        own_template().save(str(file))
    except OSError as error:
        raise ReportError(
            f"{file} can't be written to ({error.strerror}); name a file in a folder "
            "that is there, such as template.pptx."
        ) from error


def find_layout(made: Presentation, kind: str) -> SlideLayout | None:
    """The layout of a kind of slide, by its Dutch or English name."""
    names = [name.lower() for name in LAYOUTS[kind]]
    for layout in made.slide_layouts:
        if layout.name.strip().lower() in names:
            return layout
    return None
