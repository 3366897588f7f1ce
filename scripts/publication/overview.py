"""What a reader of the workbook looks for first: every loket in a row, and charts."""

from collections.abc import Mapping
from typing import Any

import duckdb
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scripts.publication.charts import BANDS, Series, bar_chart
from scripts.publication.labelled import survey_name
from scripts.publication.sheets import set_up_pages

TITLE = "Loketten in het kort"
KEYS = ["year", "loket_label"]
COUNTRY = "Nederland"
LAST_COLUMN = 6

# the main mark of the country and of each loket that took part, the latest year first;
# what is hidden has no figures in any of the tables
ROWS = """
with

main as (
    select value as question
    from codebook.report_policy
    where setting = 'main_question' and coalesce(question, '') = ''
),

country as (
    select
        scores.year,
        $country as loket_label,
        scores.suppressed,
        cast(null as varchar) as arrow,
        cast(null as varchar) as beside_others,
        scores.mean,
        scores.n_valid,
        cast(null as double) as difference_with_others,
        scores.share_good,
        scores.share_sufficient,
        scores.share_insufficient,
        scores.share_not_applicable,
        fieldwork.n_invited,
        fieldwork.n_responses,
        fieldwork.response_rate,
        least(scores.as_of, fieldwork.as_of) as as_of,
        0 as place
    from marts.mart_scores_per_year as scores
    inner join main on scores.question = main.question
    left join marts.mart_fieldwork_per_year as fieldwork on scores.year = fieldwork.year
),

lokets as (
    select
        scores.year,
        dim_loket.loket_label,
        scores.suppressed,
        told.arrow,
        told.text as beside_others,
        scores.mean,
        scores.n_valid,
        tests.difference as difference_with_others,
        scores.share_good,
        scores.share_sufficient,
        scores.share_insufficient,
        scores.share_not_applicable,
        fieldwork.n_invited,
        fieldwork.n_responses,
        fieldwork.response_rate,
        least(scores.as_of, tests.as_of, told.as_of, fieldwork.as_of) as as_of,
        1 as place
    from marts.mart_scores_per_loket as scores
    inner join main on scores.question = main.question
    inner join marts.dim_loket as dim_loket on scores.loket = dim_loket.loket
    left join marts.mart_fieldwork_per_loket as fieldwork
        on scores.year = fieldwork.year and scores.loket = fieldwork.loket
    left join marts.sig_lokets as tests
        on
            scores.year = tests.year
            and scores.loket = tests.loket
            and scores.question = tests.question
            and tests.option is null
    left join marts.story as told
        on
            scores.year = told.year
            and told.place = 'loket/' || scores.loket || '/marks'
            and told.kind = 'difference'
            and scores.question = told.question
    -- a loket that did not take part has nothing to show
    where scores.n_asked is distinct from 0
),

rows_of_both as (
    select * from country
    union all
    select * from lokets
)

select * exclude (place)
from rows_of_both
order by year desc, place, loket_label
"""

# the marks and bands of the latest year, in the order of the questionnaire, beside the
# marks that they were compared with
MARKS = """
select
    questions.question_label,
    scores.mean,
    changes.previous_estimate,
    scores.share_good,
    scores.share_sufficient,
    scores.share_insufficient,
    scores.share_not_applicable,
    scores.year,
    changes.previous_year
from marts.mart_scores_per_year as scores
inner join marts.dim_question as questions on scores.question = questions.question
left join marts.sig_year_on_year as changes
    on
        scores.year = changes.year
        and scores.question = changes.question
        and changes.option is null
where
    scores.year = (select max(year) from marts.mart_scores_per_year)
    -- a mark on another scale has no place beside these
    and questions.compared_with = (
        select main.compared_with
        from marts.dim_question as main
        inner join codebook.report_policy as policy on main.question = policy.value
        where policy.setting = 'main_question'
    )
order by questions.position
"""
BAND_LABELS = """
select split_part(place, '/', 2) as band, any_value(text)
from marts.story
where place like 'bands/%' and place not like 'bands/%/%' and kind = 'label'
group by all
"""


def overview_rows(
    connection: duckdb.DuckDBPyConnection,
) -> tuple[list[str], list[tuple[Any, ...]], list[str]]:
    """Names and rows of the overview, and which columns name a row."""
    relation = connection.execute(ROWS, {"country": COUNTRY})
    names = [column[0] for column in relation.description]
    return names, relation.fetchall(), KEYS


def band_labels(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The Dutch name of each band, as the story tells them."""
    return dict(connection.sql(BAND_LABELS).fetchall())


def write_charts(
    workbook: xlsxwriter.Workbook,
    sheet: Worksheet,
    connection: duckdb.DuckDBPyConnection,
    formats: Mapping[str, Format],
    footer: str,
) -> None:
    """Write the country's marks and bands, and the lokets' marks, as charts.

    The charts rest on cells of this sheet, which stand beside them.
    """
    found = connection.sql(MARKS).fetchall()
    marks = [row[:-2] for row in found]
    year = found[0][-2] if found else None
    before = {row[-1] for row in found} - {None}
    rows = [row for row in overview_rows(connection)[1] if row[0] == year]
    labels = band_labels(connection)
    years = [str(year)]
    if before:
        years.append(str(before.pop()) if len(before) == 1 else "Vorige keer")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, LAST_COLUMN, 14)
    title = f"{survey_name(connection)} {year or ''}".strip()
    sheet.write_string(0, 0, title, formats["title"])
    sheet.set_row(0, 28)
    first = 2
    heads = ["Onderdeel", *years, *(labels.get(band, band) for band in BANDS)]
    width = len(years)
    sheet.set_row(first, 48)
    for place, head in enumerate(heads):
        kind = "header" if place else "header of text"
        sheet.write_string(first, place, head, formats[kind])
    for row, (label, mean, before, *shares) in enumerate(marks, first + 1):
        sheet.write_string(row, 0, label, formats["text"])
        for place, value in enumerate((mean, before)[:width], 1):
            if value is not None:
                sheet.write_number(row, place, value, formats["mark"])
        for place, value in enumerate(shares, 1 + width):
            if value is not None:
                sheet.write_number(row, place, value, formats["share"])
    last = first + len(marks)
    if marks:
        series = [Series(place) for place in range(1, 1 + width)]
        chart = bar_chart(
            workbook, sheet.name, (first + 1, last), series, "Cijfer per onderdeel"
        )
        said = "Gemiddeld cijfer per onderdeel, per jaar"
        _insert(sheet, chart, (last + 2, 0), 425, 400, said)
        series = [
            Series(place, colour)
            for place, colour in enumerate(BANDS.values(), 1 + width)
        ]
        chart = bar_chart(
            workbook,
            sheet.name,
            (first + 1, last),
            series,
            "Verdeling per onderdeel",
            is_stacked=True,
        )
        said = "Goed, voldoende en onvoldoende per onderdeel"
        _insert(sheet, chart, (last + 2, 2), 435, 400, said, 70)
    start = last + 24
    end = _write_lokets(workbook, sheet, start, rows, formats)
    set_up_pages(sheet, footer, is_wide=False, is_one_page=True)
    sheet.print_area(0, 0, end, LAST_COLUMN)


def _write_lokets(
    workbook: xlsxwriter.Workbook,
    sheet: Worksheet,
    start: int,
    rows: list[tuple[Any, ...]],
    formats: Mapping[str, Format],
) -> int:
    """Write the marks of the lokets that may be shown; returns the row below."""
    for place, head in enumerate(("Loket", "Cijfer", "n")):
        kind = "header" if place else "header of text"
        sheet.write_string(start, place, head, formats[kind])
    # what is hidden is no bar
    shown = [(row[1], row[5], row[6]) for row in rows if row[5] is not None]
    for row, (label, mean, n) in enumerate(shown, start + 1):
        sheet.write_string(row, 0, label, formats["text"])
        sheet.write_number(row, 1, mean, formats["mark"])
        sheet.write_number(row, 2, n, formats["count"])
    if shown:
        chart = bar_chart(
            workbook,
            sheet.name,
            (start + 1, start + len(shown)),
            [Series(1)],
            "Cijfer per loket",
        )
        chart.set_legend({"none": True})
        height = max(20 * len(shown) + 40, 200)
        said = "Algemeen cijfer per loket"
        _insert(sheet, chart, (start, 3), 385, height, said, 20)
    return start + max(len(shown) + 3, 12)


def _insert(
    sheet: Worksheet,
    chart: Any,
    cell: tuple[int, int],
    width: int,
    height: int,
    description: str,
    x_offset: int = 0,
) -> None:
    """Put a chart at a cell; widths and heights are in pixels."""
    chart.set_size({"width": width, "height": height})
    place = {"description": description, "x_offset": x_offset}
    sheet.insert_chart(*cell, chart, place)
