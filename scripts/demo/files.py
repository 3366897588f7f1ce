"""The delivered files: columns, codes, encodings and irregularities of each year."""

import csv
import datetime as dt
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import xlsxwriter
from numpy.random import Generator

from scripts.demo import assumptions
from scripts.demo.answers import NOT_ASKED, NVT, Answers
from scripts.demo.codebook import Codebook, records
from scripts.demo.people import share_out

ORIGIN = "synthetisch"
CREATED = dt.datetime(2024, 1, 15, 9, 0, 0)
"""Date in the metadata of XLSX and SAV files, fixed so that files come out equal."""

ISO_YEAR = 2023
"""Deliveries of this year have ISO dates; earlier ones Dutch dates in minutes."""

SAV_DATE_AT, SAV_TIME_AT = 92, 101
"""Offsets of the creation date and time in the header of an SPSS system file."""


@dataclass(frozen=True)
class Delivery:
    """One file to deliver: rows of text cells in the order of ``columns``.

    ``numbers`` and ``moments`` name the columns that hold numbers and moments, for
    formats that keep types. ``labels`` has the value labels of coded columns and
    ``wordings`` the question of each column, for SAV.
    """

    name: str
    file_format: str
    encoding: str
    delimiter: str
    columns: list[str]
    rows: list[list[str]]
    numbers: set[str]
    moments: set[str]
    labels: dict[str, dict[float, str]]
    wordings: dict[str, str]


class Coder:
    """Turns answers into the raw values of a questionnaire's export columns."""

    def __init__(self, codebook: Codebook, questionnaire: str) -> None:
        """Take the questionnaire's columns and all answer codes."""
        self.codes: dict[tuple[str, str], str] = {}
        for row in records(codebook.answer_codes):
            meaning = (
                row["option"] or row["score"] or row["missing_kind"] or row["is_chosen"]
            )
            self.codes.setdefault((row["code_list"], meaning), row["raw_value"])
        columns = codebook.export_columns
        self.columns = columns[columns["questionnaire"] == questionnaire]

    def code(self, code_list: str, meaning: str) -> str:
        """Raw value of an option, mark, kind of missing or flag; '' for no answer."""
        return self.codes[code_list, meaning] if meaning else ""

    def rows_of(self, file_kind: str) -> pd.DataFrame:
        """Export columns of one kind of file, in the order of delivery."""
        return self.columns[self.columns["file_kind"] == file_kind]


def draw_moments(
    people: pd.DataFrame, year: int, mean_seconds: float | None, rng: Generator
) -> pd.DataFrame:
    """When each respondent was invited, started and completed.

    ``mean_seconds`` sets the mean duration; None leaves it as drawn. Returns the
    columns invited_at, started_at and completed_at (datetimes without a zone).
    """
    n = len(people)
    seconds = assumptions.DURATION_MEDIAN_SECONDS * np.exp(
        assumptions.DURATION_SPREAD * rng.standard_normal(n)
    )
    if mean_seconds is not None:
        seconds *= mean_seconds / seconds.mean()
    if year != ISO_YEAR:
        seconds = np.maximum(60.0, np.round(seconds / 60) * 60)
    invited = pd.to_datetime(people["wave"] + "-01") + pd.Timedelta(
        days=assumptions.INVITED_DAY - 1, hours=9, minutes=30
    )
    weekend = invited.dt.day_of_week
    invited += pd.to_timedelta((7 - weekend).where(weekend >= 5, 0), unit="D")
    days = np.minimum(
        rng.exponential(assumptions.RESPONSE_DAYS, n).astype(int),
        assumptions.LAST_RESPONSE_DAY,
    )
    minute = (60 * (10 + 13 * rng.beta(2.0, 2.2, n))).astype(int)
    second = rng.integers(0, 60, n) if year == ISO_YEAR else np.zeros(n, dtype=int)
    started = (
        invited.dt.normalize()
        + pd.to_timedelta(days, unit="D")
        + pd.to_timedelta(minute * 60 + second, unit="s")
    )
    completed = started + pd.to_timedelta(np.round(seconds), unit="s")
    return pd.DataFrame(
        {"invited_at": invited, "started_at": started, "completed_at": completed}
    )


def draw_invitations(people: pd.DataFrame, n_invited: int, rng: Generator) -> pd.Series:
    """Invited clients per wave and loket (that has respondents), adding up exactly.

    Returns counts indexed by wave and loket; none is below the responses.
    """
    responses = people.groupby(["wave", "loket"]).size()
    weights = responses + rng.gamma(2.0, 0.4, len(responses))
    extra = share_out(n_invited - int(responses.sum()), weights.tolist())
    return responses + pd.Series(extra, index=responses.index)


def write_moment(moment: pd.Timestamp, year: int) -> str:
    """A moment as the year's files write it."""
    return moment.strftime(
        "%Y-%m-%d %H:%M:%S" if year == ISO_YEAR else "%d-%m-%Y %H:%M"
    )


def write_loket(loket: str, wave: str, year: int) -> str:
    """A loket's name as the wave's files spell it."""
    spelled = assumptions.LOKET_SPELLINGS.get(wave, {})
    return spelled.get(loket, assumptions.LOKET_PREFIX[year] + loket)


def cells_of(
    answers: Answers,
    texts: dict[tuple[str, str], list[str]],
    moments: pd.DataFrame,
    codebook: Codebook,
    year: int,
) -> pd.DataFrame:
    """Every respondent's row as text cells under the export's column names."""
    people = answers.people
    coder = Coder(codebook, assumptions.QUESTIONNAIRES[year])
    options = {
        question: codebook.options_of(assumptions.QUESTIONNAIRES[year], question)
        for question, _ in answers.chosen
    }
    frame: dict[str, list[str]] = {}
    for column in records(coder.rows_of("responses")):
        question, option = column["question"], column["option"]
        codes = column["code_list"]
        cells: list[str]
        if column["content"] == "respondent":
            cells = people["respondent"].tolist()
        elif column["content"] == "loket":
            cells = [
                write_loket(loket, wave, year)
                for loket, wave in zip(people["loket"], people["wave"], strict=True)
            ]
        elif column["content"] in moments:
            cells = [write_moment(m, year) for m in moments[column["content"]]]
        elif column["content"] == "origin":
            cells = [ORIGIN] * len(people)
        elif column["content"] == "score":
            meaning = {NOT_ASKED: "", NVT: "not_applicable"}
            cells = [
                coder.code(codes, meaning.get(mark, str(mark)))
                for mark in answers.scores[question].tolist()
            ]
        elif column["content"] == "choice":
            given = answers.choices.get(question)
            if given is None:
                given = people[question].to_numpy(dtype=str)
            cells = [coder.code(codes, str(answer)) for answer in given]
        elif column["content"] == "option_flag":
            flags = answers.chosen[question, option].tolist()
            cells = [coder.code(codes, "true" if flag else "false") for flag in flags]
        elif column["content"] == "option_list":
            cells = [
                column["delimiter"].join(
                    coder.code(codes, o)
                    for o in options[question]
                    if answers.chosen[question, o][person]
                )
                for person in range(len(people))
            ]
        else:
            cells = texts[question, option]
        frame[column["column_name"]] = cells
    return pd.DataFrame(frame)


def value_labels(
    codebook: Codebook, questionnaire: str
) -> tuple[dict[str, dict[float, str]], dict[str, str]]:
    """Value labels and wording of each column of the responses, for SAV."""
    labels: dict[str, dict[float, str]] = {}
    wordings: dict[str, str] = {}
    versions = codebook.option_versions
    versions = versions[versions["questionnaire"] == questionnaire]
    option_label = {
        (row["question"], row["option"]): row["label"] for row in records(versions)
    }
    asked = codebook.question_versions
    asked = asked[asked["questionnaire"] == questionnaire]
    wording_of = {row["question"]: row["wording"] for row in records(asked)}
    others = {"not_applicable": "n.v.t./weet ik niet"}
    others |= {"true": "gekozen", "false": "niet gekozen"}
    for column in records(Coder(codebook, questionnaire).rows_of("responses")):
        question = column["question"]
        if not question:
            continue
        label = option_label.get((question, column["option"]))
        wording = wording_of[question]
        wordings[column["column_name"]] = f"{wording} [{label}]" if label else wording
        codes = codebook.answer_codes
        for code in records(codes[codes["code_list"] == column["code_list"]]):
            meaning = others.get(
                code["missing_kind"] or code["is_chosen"],
                option_label.get((question, code["option"])),
            )
            if meaning:
                labels.setdefault(column["column_name"], {})
                labels[column["column_name"]][float(code["raw_value"])] = meaning
    return labels, wordings


def response_deliveries(
    cells: pd.DataFrame, waves: pd.Series, codebook: Codebook, year: int
) -> list[Delivery]:
    """One delivery of responses per wave, without irregularities."""
    questionnaire = assumptions.QUESTIONNAIRES[year]
    columns = Coder(codebook, questionnaire).rows_of("responses")
    coded = columns["content"].isin(["score", "choice", "option_flag"])
    moment = columns["content"].isin(["invited_at", "started_at", "completed_at"])
    labels: dict[str, dict[float, str]] = {}
    wordings: dict[str, str] = {}
    if year == ISO_YEAR:
        labels, wordings = value_labels(codebook, questionnaire)
    return [
        Delivery(
            name=f"responses_{wave}",
            file_format=assumptions.FILE_FORMATS.get(wave, "csv"),
            encoding="utf-8-sig" if year == ISO_YEAR else "cp1252",
            delimiter="," if wave in assumptions.COMMA_WAVES else ";",
            columns=cells.columns.tolist(),
            rows=cells[waves == wave].values.tolist(),
            numbers=set(columns.loc[coded, "column_name"]),
            moments=set(columns.loc[moment, "column_name"]),
            labels=labels,
            wordings=wordings,
        )
        for wave in assumptions.WAVES[year]
    ]


def invitation_deliveries(
    invited: pd.Series, codebook: Codebook, year: int
) -> list[Delivery]:
    """One delivery of invitations per wave."""
    columns = Coder(codebook, assumptions.QUESTIONNAIRES[year]).rows_of("invitations")
    contents = columns["content"].tolist()
    names = columns["column_name"].tolist()
    counts = columns.loc[columns["content"] == "invited", "column_name"]
    deliveries = []
    for wave in assumptions.WAVES[year]:
        rows = []
        for loket, count in invited[wave].items():
            cells = {
                "loket": write_loket(str(loket), wave, year),
                "invited": str(count),
                "origin": ORIGIN,
            }
            rows.append([cells[content] for content in contents])
        deliveries.append(
            Delivery(
                name=f"invitations_{wave}",
                file_format=assumptions.INVITATION_FORMATS.get(wave, "csv"),
                encoding="utf-8-sig" if year == ISO_YEAR else "cp1252",
                delimiter="," if wave in assumptions.COMMA_WAVES else ";",
                columns=names,
                rows=rows,
                numbers=set(counts),
                moments=set(),
                labels={},
                wordings={},
            )
        )
    return deliveries


def column_of(columns: pd.DataFrame, content: str, question: str = "") -> str:
    """Name of the column with this content (and question)."""
    rows = columns[(columns["content"] == content) & (columns["question"] == question)]
    return str(rows["column_name"].iat[0])


def with_irregularities(
    deliveries: list[Delivery], codebook: Codebook, rng: Generator
) -> Iterator[Delivery]:
    """The published year's deliveries as they really come in.

    A file delivered twice, a delivery with mistakes before the corrected one, a
    respondent in two waves, a row cut short and a row with an impossible date. What
    counts in the end are the rows that came in as ``deliveries``.
    """
    columns = Coder(codebook, assumptions.QUESTIONNAIRES[ISO_YEAR]).rows_of("responses")
    by_wave = {d.name.removeprefix("responses_"): d for d in deliveries}
    names = deliveries[0].columns
    respondent = names.index(column_of(columns, "respondent"))
    overall = names.index(column_of(columns, "score", "overall"))
    reason = names.index(column_of(columns, "text", "dissatisfaction_reason"))
    completed = names.index(column_of(columns, "completed_at"))
    n_people = sum(len(delivery.rows) for delivery in deliveries)
    prefix = assumptions.RESPONDENT_PREFIX[ISO_YEAR]

    def changed(delivery: Delivery, rows: list[list[str]], suffix: str) -> Delivery:
        name = f"{delivery.name}_{suffix}" if suffix else delivery.name
        return Delivery(**{**delivery.__dict__, "name": name, "rows": rows})

    def stranger(wave: str, number: int) -> list[str]:
        """A copy of a row of a wave under a respondent id of its own."""
        rows = by_wave[wave].rows
        row = list(rows[int(rng.integers(len(rows)))])
        row[respondent] = f"{prefix}-{n_people + number:05d}"
        return row

    def lower(row: list[str]) -> list[str]:
        """The row with a mark that was two lower (and still no reason to ask why)."""
        row = list(row)
        row[overall] = str(int(row[overall]) - 2)
        return row

    wave, length = assumptions.CUT_SHORT
    rows = list(by_wave[wave].rows)
    rows.insert(len(rows) // 2, stranger(wave, 1)[:length])
    by_wave[wave] = changed(by_wave[wave], rows, "")

    wave, moment = assumptions.IMPOSSIBLE_DATE
    row = stranger(wave, 2)
    row[completed] = moment
    rows = list(by_wave[wave].rows)
    rows.insert(len(rows) // 3, row)
    by_wave[wave] = changed(by_wave[wave], rows, "")

    earlier, later = assumptions.ANSWERED_TWICE
    row = next(r for r in by_wave[later].rows if r[overall] in ("9", "10"))
    twice = lower(row)
    for moment_column in by_wave[later].moments:
        place = names.index(moment_column)
        month_before = pd.Timestamp(twice[place]) - pd.Timedelta(days=31)
        twice[place] = write_moment(month_before, ISO_YEAR)
    rows = list(by_wave[earlier].rows)
    rows.insert(len(rows) // 2, twice)
    by_wave[earlier] = changed(by_wave[earlier], rows, "")

    for wave, delivery in by_wave.items():
        if wave == assumptions.CORRECTED[0]:
            rows = [list(row) for row in delivery.rows]
            can_be_lower = [i for i, r in enumerate(rows) if int(r[overall]) >= 8]
            for i in can_be_lower[: assumptions.N_WRONG_BEFORE_CORRECTION]:
                rows[i] = lower(rows[i])
                rows[i][reason] = ""
            n_delivered = len(rows) - assumptions.N_MISSING_BEFORE_CORRECTION
            yield changed(delivery, rows[:n_delivered], "")
            yield changed(delivery, delivery.rows, assumptions.CORRECTED[1])
        else:
            yield delivery
            if wave == assumptions.DELIVERED_TWICE[0]:
                yield changed(delivery, delivery.rows, assumptions.DELIVERED_TWICE[1])


def write_csv(delivery: Delivery, path: Path) -> None:
    """Write a delivery as CSV; rows may be shorter than the header."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delivery.delimiter, lineterminator="\r\n")
    writer.writerow(delivery.columns)
    writer.writerows(delivery.rows)
    path.write_bytes(text.getvalue().encode(delivery.encoding))


def write_xlsx(delivery: Delivery, path: Path) -> None:
    """Write a delivery as the first sheet of an XLSX file, numbers as numbers."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties(
            {"title": delivery.name, "comments": ORIGIN, "created": CREATED}
        )
        moment_format = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet = book.add_worksheet(ORIGIN)
        sheet.write_row(0, 0, delivery.columns)
        for line, row in enumerate(delivery.rows, start=1):
            for place, (name, cell) in enumerate(
                zip(delivery.columns, row, strict=True)
            ):
                if not cell:
                    continue
                if name in delivery.numbers:
                    sheet.write_number(line, place, float(cell))
                elif name in delivery.moments:
                    moment = dt.datetime.fromisoformat(cell)
                    sheet.write_datetime(line, place, moment, moment_format)
                else:
                    sheet.write_string(line, place, cell)


def write_sav(delivery: Delivery, path: Path) -> None:
    """Write a delivery as an SPSS file with value labels and real moments."""
    frame = pd.DataFrame(delivery.rows, columns=delivery.columns)
    for name in delivery.columns:
        if name in delivery.numbers:
            frame[name] = [float(cell) if cell else math.nan for cell in frame[name]]
        elif name in delivery.moments:
            frame[name] = pd.to_datetime(frame[name])
    pyreadstat.write_sav(
        frame,
        str(path),
        file_label=f"{delivery.name}, {ORIGIN}",
        column_labels=[delivery.wordings.get(name, name) for name in delivery.columns],
        variable_value_labels=delivery.labels,
        variable_format=dict.fromkeys(delivery.moments, "DATETIME20"),
    )
    content = bytearray(path.read_bytes())
    for offset, stamp in (
        (SAV_DATE_AT, CREATED.strftime("%d %b %y")),
        (SAV_TIME_AT, CREATED.strftime("%H:%M:%S")),
    ):
        content[offset : offset + len(stamp)] = stamp.encode("ascii")
    path.write_bytes(bytes(content))


WRITERS = {"csv": write_csv, "xlsx": write_xlsx, "sav": write_sav}


def write_delivery(delivery: Delivery, folder: Path) -> Path:
    """Write a delivery into the folder; returns the file."""
    path = folder / f"{delivery.name}.{delivery.file_format}"
    WRITERS[delivery.file_format](delivery, path)
    return path
