"""Native Excel charts: bars that rest on cells, so that a reader can change them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

# those of the dashboard and the report: told apart by colour-blind readers too
COLOURS = ("#1F6AA5", "#8795A1")
BANDS = {
    "good": "#1F6AA5",
    "sufficient": "#A9CBE6",
    "insufficient": "#DC7633",
    "not_applicable": "#DCDFE2",
}
DARK_TEXT, LIGHT_TEXT, LINE = "#1D2A35", "#FFFFFF", "#D9DFE4"
# a narrower part has no room for its figure
PERCENT = '[>=0.05]0%;""'


@dataclass(frozen=True)
class Series:
    """A series of a chart: the column with its values, and its colour.

    Its name is the heading of the column: as a text of its own it could be a formula.
    """

    column: int
    colour: str = ""


def bar_chart(
    workbook: xlsxwriter.Workbook,
    sheet: str,
    rows: tuple[int, int],
    series: Sequence[Series],
    title: str,
    is_stacked: bool = False,
) -> Any:
    """A chart of horizontal bars, in the order of the rows.

    Args:
        workbook: The workbook.
        sheet: Name of the sheet with the cells.
        rows: First and last row, from 0; their labels stand in the first column, and
            the headings in the row above.
        series: What is drawn.
        title: Title.
        is_stacked: Whether the series are the parts of a whole, and no marks.
    """
    kind = {"type": "bar", "subtype": "stacked"} if is_stacked else {"type": "bar"}
    chart = workbook.add_chart(kind)
    first, last = rows
    for place, one in enumerate(series):
        colour = one.colour or COLOURS[place % len(COLOURS)]
        is_dark = is_stacked and colour == COLOURS[0]
        chart.add_series(
            {
                "name": [sheet, first - 1, one.column],
                "categories": [sheet, first, 0, last, 0],
                "values": [sheet, first, one.column, last, one.column],
                "fill": {"color": colour},
                "gap": 40,
                "data_labels": {
                    "value": True,
                    "num_format": PERCENT if is_stacked else "0.0",
                    "font": {"size": 8, "color": LIGHT_TEXT if is_dark else DARK_TEXT},
                },
            }
        )
    text = {"size": 9, "color": DARK_TEXT}
    chart.set_title(
        {"name": title, "name_font": {**text, "size": 11}, "overlay": False}
    )
    # Excel draws the first row at the bottom
    chart.set_y_axis({"reverse": True, "num_font": text, "line": {"color": LINE}})
    # each bar has its figure
    lengths = {"min": 0, **({"max": 1} if is_stacked else {})}
    no_lines = {"major_gridlines": {"visible": False}}
    chart.set_x_axis({**lengths, **no_lines, "visible": False})
    chart.set_legend({"position": "bottom", "font": text})
    chart.show_blanks_as("gap")
    return chart
