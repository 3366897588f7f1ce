"""The report as PowerPoint: charts and tables that can be edited."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from scripts.report import colours
from scripts.report.blocks import Chart, Deck, Slide
from scripts.report.layout import (
    CELL,
    FILLED,
    PAGE_WIDTH,
    Box,
    ChartItem,
    Paragraph,
    TableItem,
    TextItem,
    laid_out,
)
from scripts.report.template import (
    EMU_PER_POINT,
    emu,
    find_layout,
    own_template,
    put,
    read_template,
)

if TYPE_CHECKING:
    from pptx.slide import Slide as OfficeSlide

LANGUAGE = "nl-NL"
KINDS = {
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "columns": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "bands": XL_CHART_TYPE.BAR_STACKED,
}
# PowerPoint's own name of a table without a style
PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def write_powerpoint(
    deck: Deck, file: Path, made: datetime, template: Path | None = None
) -> None:
    """Write a deck.

    Args:
        deck: The report.
        file: The .pptx to write.
        made: When its edition was published.
        template: A researcher's own master; without one the project's.

    Raises:
        ReportError: A text doesn't fit, or the template lacks something.
    """
    office = read_template(template) if template else own_template()
    scale = (office.slide_width or 0) / (PAGE_WIDTH * EMU_PER_POINT)
    for number, slide in enumerate(deck.slides, start=1):
        layout = find_layout(office, slide.kind)
        _Painter(office.slides.add_slide(layout), scale).paint(
            slide, number, deck.footer, deck.warning
        )
    properties = office.core_properties
    properties.title = deck.title
    properties.subject = deck.footer
    properties.keywords = deck.warning
    properties.author = deck.title
    properties.language = LANGUAGE
    properties.created = properties.modified = made
    office.save(str(file))


class _Painter:
    """Puts the items of one slide on it, in reading order."""

    def __init__(self, page: OfficeSlide, scale: float) -> None:
        self.page = page
        self.scale = scale

    def paint(self, slide: Slide, number: int, footer: str, warning: str) -> None:
        for item in laid_out(slide, number, footer, warning):
            if isinstance(item, TextItem):
                self.text(item)
            elif isinstance(item, ChartItem):
                self.chart(item)
            else:
                self.table(item)
        for shape in list(self.page.placeholders):
            # an empty one would ask for a text
            if not shape.has_text_frame or not shape.text_frame.text:
                shape._element.getparent().remove(shape._element)
        if slide.notes:
            notes = self.page.notes_slide.notes_text_frame
            if notes is not None:
                notes.text = slide.notes

    def text(self, item: TextItem) -> None:
        if item.role == "title":
            shape: Any = self.page.shapes.title
        else:
            shape = self.page.shapes.add_textbox(0, 0, 0, 0)
        if item.fill:
            shape.fill.solid()
            shape.fill.fore_color.rgb = _rgb(item.fill)
        put(shape, item.box, self.scale)
        frame = shape.text_frame
        frame.word_wrap = True
        frame.auto_size = MSO_AUTO_SIZE.NONE
        frame.vertical_anchor = MSO_ANCHOR.TOP
        margin = emu(item.inset * self.scale)
        frame.margin_left = frame.margin_right = margin
        frame.margin_top = frame.margin_bottom = margin
        for place, said in enumerate(item.paragraphs):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            self.paragraph(paragraph, said, item)

    def paragraph(self, paragraph: Any, said: Paragraph, item: TextItem) -> None:
        right = item.align == "right"
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        paragraph.line_spacing = 1.0
        paragraph.space_before = Pt(0)
        paragraph.space_after = Pt(said.gap * self.scale)
        properties = paragraph._p.get_or_add_pPr()
        if said.has_bullet:
            indent = emu(said.indent * self.scale)
            properties.set("marL", str(indent))
            properties.set("indent", str(-indent))
            bullet = f'<a:buChar {nsdecls("a")} char="•"/>'
        else:
            properties.set("marL", "0")
            properties.set("indent", "0")
            bullet = f"<a:buNone {nsdecls('a')}/>"
        properties.append(parse_xml(bullet))
        if item.role == "number":
            # a field: it counts on where slides are put in or taken out
            field = parse_xml(
                f"<a:fld {nsdecls('a')} id='{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}'"
                f" type='slidenum'><a:rPr lang='{LANGUAGE}'/><a:t>{said.text}</a:t>"
                "</a:fld>"
            )
            paragraph._p.append(field)
            field.find(qn("a:rPr")).set("sz", str(round(said.size * self.scale * 100)))
            return
        run = paragraph.add_run()
        run.text = said.text
        self.font(run.font, said.size, said.colour, said.is_bold)
        run._r.get_or_add_rPr().set("lang", LANGUAGE)

    def font(self, font: Any, size: float, colour: str, is_bold: bool = False) -> None:
        font.size = Pt(size * self.scale)
        font.bold = is_bold
        font.color.rgb = _rgb(colour)

    def table(self, item: TableItem) -> None:
        rows = [item.table.head, *item.table.rows]
        frame = self.page.shapes.add_table(len(rows), len(item.widths), 0, 0, 0, 0)
        put(frame, item.box, self.scale)
        described = item.table.heading or ", ".join(item.table.head)
        _describe(frame, item.table.source, f"Tabel: {described}")
        table = frame.table
        style = table._tbl.tblPr.find(qn("a:tableStyleId"))
        if style is not None:
            style.text = PLAIN_TABLE
        for place, width in enumerate(item.widths):
            table.columns[place].width = emu(width * self.scale)
        for place, height in enumerate(item.heights):
            table.rows[place].height = emu(height * self.scale)
        for line, row in enumerate(rows):
            for column, text in enumerate(row):
                self.cell(table.cell(line, column), text, item, line, column)

    def cell(
        self, cell: Any, text: str, item: TableItem, line: int, column: int
    ) -> None:
        fill = colours.BRAND if line == 0 else colours.WHITE
        if line and line % 2 == 0:
            fill = colours.STRIPE
        cell.fill.solid()
        cell.fill.fore_color.rgb = _rgb(fill)
        cell.margin_left = cell.margin_right = emu(CELL * self.scale)
        cell.margin_top = cell.margin_bottom = emu(CELL / 2 * self.scale)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        paragraph = cell.text_frame.paragraphs[0]
        right = column in item.table.right
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = text
        ink = colours.WHITE if line == 0 else colours.INK
        self.font(run.font, item.size, ink, line == 0)
        run._r.get_or_add_rPr().set("lang", LANGUAGE)

    def chart(self, item: ChartItem) -> None:
        shown = item.chart
        numbers = _number_format(shown)
        data = CategoryChartData(number_format=numbers)
        data.categories = shown.categories
        for series in shown.series:
            data.add_series(series.name, series.values)
        frame = self.page.shapes.add_chart(KINDS[shown.kind], 0, 0, 0, 0, data)
        put(frame, item.box, self.scale)
        _describe(frame, shown.source, item.alt)
        chart = frame.chart
        chart.has_title = False
        chart.font.size = Pt(item.size * self.scale)
        chart.font.color.rgb = _rgb(colours.INK)
        chart.has_legend = bool(item.legend)
        if item.legend:
            chart.legend.position = XL_LEGEND_POSITION.TOP
            chart.legend.include_in_layout = False
        values, names = chart.value_axis, chart.category_axis
        values.visible = False
        values.has_major_gridlines = False
        values.minimum_scale, values.maximum_scale = 0, item.largest
        names.major_tick_mark = XL_TICK_MARK.NONE
        names.format.line.fill.background()
        names.reverse_order = shown.kind != "columns"
        plot = chart.plots[0]
        bars = 1 if shown.kind == "bands" else len(shown.series)
        # as a percentage of a bar
        plot.gap_width = round(100 * bars * (1 / FILLED - 1))
        plot.overlap = 100 if shown.kind == "bands" else 0
        for series, drawn in zip(shown.series, plot.series, strict=True):
            drawn.format.fill.solid()
            drawn.format.fill.fore_color.rgb = _rgb(series.colour)
            drawn.invert_if_negative = False
            labels = drawn.data_labels
            labels.show_value = True
            labels.number_format, labels.number_format_is_linked = numbers, False
            stacked = shown.kind == "bands"
            place = XL_LABEL_POSITION
            labels.position = place.CENTER if stacked else place.OUTSIDE_END
            labels.font.size = Pt(item.size * self.scale)
            ink = colours.ON.get(series.colour, colours.INK) if stacked else colours.INK
            labels.font.color.rgb = _rgb(ink)
            if stacked:
                small = [
                    place
                    for place, value in enumerate(series.values)
                    if value is not None and not item.shows_in_band(value)
                ]
                _without_labels(labels, small)
        _place_plot(chart, item)


def _number_format(chart: Chart) -> str:
    """How Office shows the values; the decimal sign is that of the reader's country."""
    if chart.unit == "share":
        return "0%"
    if chart.unit == "count":
        return "#,##0"
    return f"0.{'0' * chart.decimals}" if chart.decimals else "0"


def _without_labels(labels: Any, points: list[int]) -> None:
    """Leave out the figures of parts that are too small to hold one."""
    element = labels._element
    for number, point in enumerate(points):
        xml = (
            f"<c:dLbl {nsdecls('c')}><c:idx val='{point}'/><c:delete val='1'/></c:dLbl>"
        )
        element.insert(number, parse_xml(xml))


def _place_plot(chart: Any, item: ChartItem) -> None:
    """Say where the bars and the legend stand: where they were measured."""
    box, plot = item.box, item.plot
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    area.insert(0, _layout(plot, box, "<c:layoutTarget val='inner'/>"))
    if item.legend:
        legend = chart.legend._element
        for old in legend.findall(qn("c:layout")):
            legend.remove(old)
        legend.find(qn("c:legendPos")).addnext(_layout(item.legend_box, box))


def _layout(inner: Box, box: Box, target: str = "") -> Any:
    """The place of a part of a chart, in fractions of the whole."""
    fractions = {
        "x": (inner.x - box.x) / box.width,
        "y": (inner.y - box.y) / box.height,
        "w": inner.width / box.width,
        "h": inner.height / box.height,
    }
    return parse_xml(
        f"<c:layout {nsdecls('c')}><c:manualLayout>{target}"
        "<c:xMode val='edge'/><c:yMode val='edge'/>"
        + "".join(f"<c:{k} val='{v:.5f}'/>" for k, v in fractions.items())
        + "</c:manualLayout></c:layout>"
    )


def _describe(frame: Any, name: str, text: str) -> None:
    """Name a chart or table by what it shows, and say it in words."""
    frame.name = name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", text)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour)
