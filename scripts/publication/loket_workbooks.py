"""A workbook per loket: its own results on one printed page, and its answers.

Everything comes from the published database, in which small groups are hidden, and
every sentence from its story and findings: nothing is concluded here.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scripts.codebook.dutch import slug
from scripts.publication.charts import BANDS, Series, bar_chart
from scripts.publication.editions import read_mark
from scripts.publication.labelled import LABELS, Words, read_words
from scripts.publication.overview import COUNTRY, band_labels
from scripts.publication.sheets import LINE_HEIGHT, set_up_pages, workbook_formats
from scripts.publication.workbook import footer_of

Row: TypeAlias = dict[str, Any]
PAGE, ANSWERS = "Overzicht", "Antwoorden"
# characters per column of the page: part, three marks, n, two verdicts
WIDTHS = (38, 14, 14, 14, 12, 54, 40)
CHART_ROWS = 15

# the last year in which a loket took part; a hidden number is not 0
LOKETS = """
select fieldwork.loket, any_value(dim_loket.loket_label), max(fieldwork.year)
from marts.mart_fieldwork_per_loket as fieldwork
inner join marts.dim_loket as dim_loket on fieldwork.loket = dim_loket.loket
where fieldwork.n_responses is distinct from 0
group by fieldwork.loket
order by fieldwork.loket
"""
MARKS = """
select
    scores.year,
    scores.loket,
    scores.question,
    questions.question_label,
    scores.suppressed,
    scores.as_of,
    scores.mean,
    scores.n_valid,
    scores.share_good,
    scores.share_sufficient,
    scores.share_insufficient,
    scores.share_not_applicable,
    country.mean as country_mean,
    country.share_good as country_good,
    country.share_sufficient as country_sufficient,
    country.share_insufficient as country_insufficient,
    country.share_not_applicable as country_not_applicable,
    changes.previous_estimate,
    changes.previous_year
from marts.mart_scores_per_loket as scores
inner join marts.dim_question as questions on scores.question = questions.question
left join marts.mart_scores_per_year as country
    on scores.year = country.year and scores.question = country.question
left join marts.sig_lokets_year_on_year as changes
    on
        scores.year = changes.year
        and scores.loket = changes.loket
        and scores.question = changes.question
        and changes.option is null
where scores.n_asked is distinct from 0
order by questions.position
"""
OWN_ANSWERS = """
select
    answers.year,
    answers.loket,
    answers.question,
    questions.question_label,
    answers.option,
    options.option_label,
    answers.suppressed,
    answers.as_of,
    answers.share,
    answers.n_base,
    country.share as country_share
from marts.mart_answers_per_loket as answers
inner join marts.dim_question as questions on answers.question = questions.question
inner join marts.dim_answer_option as options
    on answers.question = options.question and answers.option = options.option
left join marts.mart_answers_per_year as country
    on
        answers.year = country.year
        and answers.question = country.question
        and answers.option = country.option
where not options.is_net and answers.n_base is distinct from 0
order by questions.position, options.position
"""
STORY = """
select year, loket, place, kind, position, question, option, text, headline, figure,
    arrow
from marts.story
where loket is not null and place like 'loket/%' or place like 'lokets%'
order by position, choice
"""
FINDINGS = """
select year, loket, finding from marts.findings where loket is not null
order by position
"""
MAIN = """
select value from codebook.report_policy
where setting = 'main_question' and coalesce(question, '') = ''
"""


@dataclass(frozen=True)
class Loket:
    """What is told of a loket in its last year.

    Attributes:
        id: Id.
        label: Dutch name.
        year: The year.
        marks: A row per question on a scale, in the order of the questionnaire.
        answers: A row per answer to the other questions.
        findings: Its findings.
        story: The texts, by what follows 'loket/<id>/' in their place and by kind;
            those that are of any loket by their whole place.
    """

    id: str
    label: str
    year: int
    marks: list[Row]
    answers: list[Row]
    findings: list[str]
    story: Mapping[tuple[str, str], list[Row]]

    def told(self, place: str, kind: str = "note") -> list[Row]:
        """The texts at a place, in their order."""
        return self.story.get((place, kind), [])

    def text(self, place: str, kind: str = "note") -> str:
        """The first text at a place, or nothing."""
        found = self.told(place, kind)
        return str(found[0]["text"]) if found else ""

    def beside(self, place: str, question: str, option: str | None = None) -> str:
        """What a test says of a mark or an answer, with its arrow; or nothing."""
        for row in self.told(place, "difference"):
            if (row["question"], row["option"]) == (question, option):
                sure = f" ({row['headline']})" if row["headline"] else ""
                told = row["text"] + (sure if row["headline"] != row["text"] else "")
                return f"{row['arrow'] or ''} {told}".strip()
        return ""

    @property
    def is_hidden(self) -> bool:
        """Whether no figure of it may be shown."""
        return all(row["suppressed"] is not None for row in self.marks)


def write_loket_workbooks(database: Path, folder: Path) -> list[Path]:
    """Write a workbook per loket that ever took part, named after it.

    Args:
        database: The published DuckDB file.
        folder: A new folder.

    Returns:
        The files.
    """
    folder.mkdir()
    files: list[Path] = []
    with duckdb.connect(database, read_only=True) as connection:
        mark = read_mark(connection)
        words = read_words(connection, LABELS)
        labels = band_labels(connection)
        mains = connection.sql(MAIN).fetchall()
        for loket in _lokets(connection):
            file = folder / f"{slug(loket.label)}.xlsx"
            if file in files or not slug(loket.label):
                # labels that differ in signs only
                file = folder / f"loket-{len(files) + 1}.xlsx"
            options = {"strings_to_formulas": False, "strings_to_urls": False}
            with xlsxwriter.Workbook(file, options) as workbook:
                workbook.set_properties(
                    {"title": f"{loket.label}: klanttevredenheid {loket.year}"}
                )
                workbook.set_custom_property("Editie", mark.edition, "text")
                writing = _Page(
                    workbook,
                    loket,
                    workbook_formats(workbook),
                    words,
                    footer_of(mark),
                )
                writing.overview(labels, mains[0][0] if mains else "")
                writing.answers()
            files.append(file)
    return files


def _lokets(connection: duckdb.DuckDBPyConnection) -> list[Loket]:
    marks, answers, findings, story = (
        _by_loket(connection, query) for query in (MARKS, OWN_ANSWERS, FINDINGS, STORY)
    )
    told = []
    for name, label, year in connection.sql(LOKETS).fetchall():
        texts: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in [*story[year, name], *story[year, None]]:
            place = row["place"].removeprefix(f"loket/{name}/")
            texts[place, row["kind"]].append(row)
        own = marks[year, name]
        told.append(
            Loket(
                name,
                label,
                year,
                own,
                answers[year, name],
                [row["finding"] for row in findings[year, name]],
                texts,
            )
        )
    return told


def _by_loket(
    connection: duckdb.DuckDBPyConnection, query: str
) -> dict[tuple[int, str | None], list[Row]]:
    found = connection.execute(query)
    names = [column[0] for column in found.description]
    rows: dict[tuple[int, str | None], list[Row]] = defaultdict(list)
    for values in found.fetchall():
        row = dict(zip(names, values, strict=True))
        rows[row["year"], row["loket"]].append(row)
    return rows


@dataclass
class _Page:
    """Writes the sheets of one loket."""

    workbook: xlsxwriter.Workbook
    loket: Loket
    formats: Mapping[str, Format]
    words: Words
    footer: str

    @property
    def hidden(self) -> str:
        """What stands in the place of a hidden figure."""
        return self.words["suppressed"]["suppressed"]

    def up_to(self, row: Row) -> str:
        """The month up to which a row goes, where it is of an earlier edition."""
        wave = row["as_of"] or ""
        return self.words.get("wave", {}).get(wave, wave)

    def overview(self, labels: Mapping[str, str], main: str) -> None:
        """Write the page: key figures, marks, charts, and what the story tells."""
        sheet = self.workbook.add_worksheet(PAGE)
        sheet.hide_gridlines(2)
        for place, width in enumerate(WIDTHS):
            sheet.set_column(place, place, width)
        row = self._head(sheet)
        row = self._tiles(sheet, row)
        first = row + 2
        row = self._marks(sheet, row)
        if not self.loket.is_hidden:
            row = self._charts(sheet, row, first, labels, main)
            row = self._points(sheet, row)
        set_up_pages(sheet, self.footer, is_wide=True, is_one_page=True)
        sheet.print_area(0, 0, row, len(WIDTHS) - 1)

    def _head(self, sheet: Worksheet) -> int:
        loket = self.loket
        title = f"{loket.label}: klanttevredenheid {loket.year}"
        sheet.write_string(0, 0, title, self.formats["title"])
        sheet.set_row(0, 28)
        notices = [row["text"] for row in loket.told("notice")]
        if loket.is_hidden:
            notices = [loket.text("lokets/hidden")]
        # rows of an earlier edition, which say up to when they go
        earlier = [own for own in loket.marks if own["as_of"]]
        notices += [
            f"{own['question_label']}: stand t/m {self.up_to(own)}." for own in earlier
        ]
        return self._lines(sheet, 1, notices)

    def _tiles(self, sheet: Worksheet, row: int) -> int:
        """Key figures, a line each."""
        for tile in self.loket.told("tiles", "tile"):
            sheet.write_string(row, 0, tile["headline"] or "", self.formats["bold"])
            figure = f"{tile['figure'] or ''} {tile['arrow'] or ''}".strip()
            sheet.write_string(row, 1, figure, self.formats["figure"])
            sheet.write_string(row, 2, tile["text"] or "", self.formats["text"])
            sheet.set_row(row, 22)
            row += 1
        return row

    def _marks(self, sheet: Worksheet, row: int) -> int:
        """The marks beside those of the country and the year before."""
        loket, formats = self.loket, self.formats
        title = loket.text("marks", "title") or "Cijfers per onderdeel"
        self._section(sheet, row, title)
        years = {own["previous_year"] for own in loket.marks} - {None}
        before = str(min(years)) if len(years) == 1 else "Vorige keer"
        row += 1
        heads = ["Onderdeel", loket.label, COUNTRY, before, "n"]
        heads += ["Met de andere loketten", "Met de vorige keer"]
        for place, head in enumerate(heads):
            kind = "header" if 0 < place < 5 else "header of text"
            sheet.write_string(row, place, head, formats[kind])
        narrow = max(len(head) / WIDTHS[place] for place, head in enumerate(heads))
        sheet.set_row(row, LINE_HEIGHT * ceil(narrow) + 6)
        for own in loket.marks:
            row += 1
            is_hidden = own["suppressed"] is not None
            sheet.write_string(row, 0, own["question_label"], formats["text"])
            if is_hidden:
                sheet.write_string(row, 1, self.hidden, formats["suppressed"])
            for place, kind, value in (
                (1, "mark", own["mean"]),
                (2, "mark", own["country_mean"]),
                (3, "mark", own["previous_estimate"]),
                (4, "count", own["n_valid"]),
            ):
                if value is not None and not (is_hidden and place != 2):
                    sheet.write_number(row, place, value, formats[kind])
            for place, told in ((5, "marks"), (6, "changes")):
                if not is_hidden:
                    text = loket.beside(told, own["question"])
                    sheet.write_string(row, place, text, formats["text"])
        return row + 1

    def _charts(
        self,
        sheet: Worksheet,
        row: int,
        first: int,
        labels: Mapping[str, str],
        main: str,
    ) -> int:
        """The marks beside the country's, and who was satisfied, as charts."""
        loket, formats = self.loket, self.formats
        last = first + len(loket.marks) - 1
        series = [Series(1), Series(2)]
        chart = bar_chart(
            self.workbook, PAGE, (first, last), series, "Cijfer per onderdeel"
        )
        height = max(CHART_ROWS, 2 * len(loket.marks)) * 20
        chart.set_size({"width": 600, "height": height})
        sheet.insert_chart(
            row, 0, chart, {"description": f"Cijfers van {loket.label} en {COUNTRY}"}
        )
        end = row + ceil(height / 20) + 1
        for own in loket.marks:
            if own["question"] != main or own["suppressed"] is not None:
                continue
            # the cells that the chart rests on, under what it says
            title = loket.text("bands", "title")
            self._section(sheet, end, title)
            heads = ["", *(labels.get(band, band) for band in BANDS)]
            for place, head in enumerate(heads):
                sheet.write_string(end + 1, place, head, formats["header"])
            sheet.set_row(end + 1, 3 * LINE_HEIGHT)
            for below, (name, prefix) in enumerate(
                ((loket.label, "share"), (COUNTRY, "country")), end + 2
            ):
                sheet.write_string(below, 0, name, formats["text"])
                for place, band in enumerate(BANDS, 1):
                    value = own[f"{prefix}_{band}"]
                    if value is not None:
                        sheet.write_number(below, place, value, formats["share"])
            series = [
                Series(place, colour) for place, colour in enumerate(BANDS.values(), 1)
            ]
            chart = bar_chart(
                self.workbook,
                PAGE,
                (end + 2, end + 3),
                series,
                f"Verdeling: {own['question_label']}",
                is_stacked=True,
            )
            chart.set_size({"width": 640, "height": height})
            description = f"{own['question_label']}: verdeling van {loket.label}"
            sheet.insert_chart(
                row, 5, chart, {"description": f"{description} en {COUNTRY}"}
            )
            end += 5
        return end

    def _points(self, sheet: Worksheet, row: int) -> int:
        """What stands out, what was found, and how sure the figures are."""
        loket = self.loket
        points = [
            f"{point['headline']}: {point['text']}"
            if point["headline"]
            else point["text"]
            for point in loket.told("points")
        ]
        findings = loket.findings or [loket.text("lokets/no-findings")]
        for heading, lines in (
            ("Sterk en te verbeteren", points),
            ("Bevindingen", findings),
        ):
            self._section(sheet, row, heading)
            row = self._lines(sheet, row + 1, lines)
        small = [loket.text("lokets", "legend"), loket.text("base")]
        return self._lines(sheet, row, small, "small")

    def _section(self, sheet: Worksheet, row: int, title: str) -> None:
        sheet.write_string(row, 0, title, self.formats["section"])
        sheet.set_row(row, 24)

    def _lines(
        self,
        sheet: Worksheet,
        row: int,
        lines: Sequence[str],
        kind: str = "wrapped",
    ) -> int:
        """Write texts over the whole width, a row each; returns the row after."""
        for text in filter(None, lines):
            last = len(WIDTHS) - 1
            sheet.merge_range(row, 0, row, last, "", self.formats[kind])
            sheet.write_string(row, 0, text, self.formats[kind])
            sheet.set_row(row, LINE_HEIGHT * ceil(len(text) / (0.9 * sum(WIDTHS))))
            row += 1
        return row

    def answers(self) -> None:
        """Write how its clients answered the other questions, beside the country's."""
        loket, formats = self.loket, self.formats
        sheet = self.workbook.add_worksheet(ANSWERS)
        sheet.freeze_panes(1, 0)
        heads = ["Vraag", "Antwoord", loket.label, COUNTRY, "n"]
        heads.append("Met de andere loketten")
        if any(own["as_of"] for own in loket.answers):
            heads.append("Stand t/m")
        widths = (32, 60, 14, 12, 8, 48, 16)[: len(heads)]
        for place, (head, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.set_column(place, place, width)
            kind = "header" if 1 < place < 5 else "header of text"
            sheet.write_string(0, place, head, formats[kind])
        sheet.set_row(0, LINE_HEIGHT * ceil(len(loket.label) / 12) + 6)
        for row, own in enumerate(loket.answers, 1):
            question, option = own["question"], own["option"]
            for place, text in enumerate((own["question_label"], own["option_label"])):
                sheet.write_string(row, place, text or "", formats["text"])
            if own["country_share"] is not None:
                sheet.write_number(row, 3, own["country_share"], formats["share"])
            if own["as_of"]:
                sheet.write_string(row, 6, self.up_to(own), formats["text"])
            if own["suppressed"] is not None or own["share"] is None:
                sheet.write_string(row, 2, self.hidden, formats["suppressed"])
                continue
            sheet.write_number(row, 2, own["share"], formats["share"])
            sheet.write_number(row, 4, own["n_base"], formats["count"])
            beside = loket.beside(f"answers/{question}", question, option)
            sheet.write_string(row, 5, beside, formats["text"])
        sheet.autofilter(0, 0, max(len(loket.answers), 1), len(heads) - 1)
        sheet.repeat_rows(0)
        set_up_pages(sheet, self.footer, is_wide=False)
        sheet.print_area(0, 0, max(len(loket.answers), 1), len(heads) - 1)
