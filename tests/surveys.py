"""Whole deliveries of surveys that nobody held: any years, lokets and respondents.

Made from the codebook of a project, so that they have every column that it lists. The
same seed makes the same files.
"""

import csv
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from project import Project

from scripts.codebook.resolved import resolved
from scripts.codebook.seeds import read_seeds

Row = dict[str, str]


@dataclass(frozen=True)
class Survey:
    """What is delivered.

    Attributes:
        waves: Months, as YYYY-MM, with the respondents of each.
        lokets: How many lokets take part.
        open_answers: Whether anybody writes something.
        invitations: Whether files of invitations are delivered.
        takes_tests: Share of the clients who took tests; a questionnaire routes on it.
        mark: The mean mark.
        mark_of: Other mean marks, of a wave, an answer (question, option) or a place in
            the list of lokets.
        left_out: Questions that nobody answers.
        seed: Of the random numbers.
    """

    waves: dict[str, int]
    lokets: int = 6
    open_answers: bool = True
    invitations: bool = True
    takes_tests: float = 0.4
    mark: float = 7.5
    mark_of: dict[object, float] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    seed: int = 1


def write_survey(survey: Survey, project: Project, folder: Path) -> Path:
    """Write the files of a survey, by the codebook of a project.

    Returns:
        The folder, which is made.
    """
    folder.mkdir(parents=True)
    book = _Codebook(project)
    rng = np.random.default_rng(survey.seed)
    lokets = book.lokets[: survey.lokets]
    for wave, size in survey.waves.items():
        columns = book.columns(wave, "responses")
        with (folder / f"responses_{wave}.csv").open("w", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow([column["column_name"] for column in columns])
            for number in range(size):
                person = _Person(survey, book, rng, wave, number % len(lokets))
                place = lokets[number % len(lokets)]
                writer.writerow(
                    [
                        person.cell(column, f"R{wave}-{number}", place)
                        for column in columns
                    ]
                )
        if survey.invitations:
            _write_invitations(folder, book, wave, lokets, size)
    return folder


def _write_invitations(
    folder: Path, book: "_Codebook", wave: str, lokets: list[str], size: int
) -> None:
    columns = book.columns(wave, "invitations")
    with (folder / f"invitations_{wave}.csv").open("w", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([column["column_name"] for column in columns])
        for loket in lokets:
            cells = {"loket": loket, "origin": "synthetisch"}
            cells["invited"] = str(5 * size // len(lokets) + 5)
            writer.writerow([cells[column["content"]] for column in columns])


class _Codebook:
    """What the seeds say about the columns and codes of a questionnaire."""

    def __init__(self, project: Project) -> None:
        self.lokets = [row["loket"] for row in project.read("codebook/lokets.csv")]
        self.questionnaires = project.read("codebook/questionnaires.csv")
        full = resolved(read_seeds(project.folder / "seeds"))
        self._columns = [dict(row) for row in full["export_columns"]]
        self.codes: dict[str, list[Row]] = {}
        for row in project.read("codebook/answer_codes.csv"):
            self.codes.setdefault(row["code_list"], []).append(row)

    def columns(self, wave: str, kind: str) -> list[Row]:
        """The columns of a file."""
        (questionnaire,) = [
            row["questionnaire"]
            for row in self.questionnaires
            if row["first_wave"] <= wave <= row["last_wave"]
        ]
        return [
            row
            for row in self._columns
            if (row["questionnaire"], row["file_kind"]) == (questionnaire, kind)
        ]


class _Person:
    """A respondent; answers that others depend on are drawn first."""

    def __init__(
        self,
        survey: Survey,
        book: _Codebook,
        rng: np.random.Generator,
        wave: str,
        place: int,
    ) -> None:
        self.survey, self.book, self.rng = survey, book, rng
        self.started = datetime.fromisoformat(f"{wave}-02 09:00") + timedelta(
            minutes=int(rng.integers(0, 20 * 24 * 60))
        )
        self.answers: dict[str, str] = {}
        took = rng.random() < survey.takes_tests
        self.answers["took_test"] = "yes" if took else "no"
        for column in book.columns(wave, "responses"):
            if column["content"] == "choice" and column["question"] != "took_test":
                options = [
                    code["option"]
                    for code in book.codes[column["code_list"]]
                    if code["option"]
                ]
                self.answers[column["question"]] = str(rng.choice(sorted(set(options))))
        self.mark = survey.mark_of.get(wave, survey.mark_of.get(place, survey.mark))
        for answer in self.answers.items():
            self.mark += survey.mark_of.get(answer, survey.mark) - survey.mark

    def cell(self, column: Row, respondent: str, loket: str) -> str:
        """What stands in a cell of the export."""
        moments = {
            "invited_at": self.started - timedelta(days=1),
            "started_at": self.started,
            "completed_at": self.started + timedelta(minutes=6),
        }
        content, question = column["content"], column["question"]
        if content in moments:
            return f"{moments[content]:%Y-%m-%d %H:%M}"
        if content in ("respondent", "loket", "origin"):
            own = {"respondent": respondent, "loket": loket, "origin": "synthetisch"}
            return own[content]
        if question in self.survey.left_out:
            return ""
        codes = self.book.codes.get(column["code_list"], [])
        if content == "choice":
            return self._code(codes, self.answers[question])
        if content == "score":
            if question == "tests" and self.answers["took_test"] != "yes":
                return ""
            mark = round(self.rng.normal(self.mark, 1.2))
            return self._code(codes, str(min(max(mark, 1), 10)), "score")
        if content == "text":
            return self._text(column)
        return self._options(column, codes)

    def _code(self, codes: list[Row], value: str, column: str = "option") -> str:
        return next(code["raw_value"] for code in codes if code[column] == value)

    def _options(self, column: Row, codes: list[Row]) -> str:
        if column["content"] == "option_flag":
            return self._code(
                codes, "true" if self._chooses() else "false", "is_chosen"
            )
        chosen = [code["raw_value"] for code in codes if self._chooses()]
        return column["delimiter"].join(chosen[:2])

    def _chooses(self) -> bool:
        return bool(self.rng.random() < 0.3)

    def _text(self, column: Row) -> str:
        is_open = column["question"] == "remarks" and not column["option"]
        if not (is_open and self.survey.open_answers and self._chooses()):
            return ""
        return str(self.rng.choice(["Goed geholpen", "Lang gewacht", "De website"]))
