"""How the scripts beside the pipeline read the columns of the benchmark's exports.

These are the lists that whoever writes such a script types over from the codebook.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scripts.benchmark.exports import DRAWN_FROM
from scripts.codebook.resolved import resolved
from scripts.codebook.seeds import read_seeds

NOT_APPLICABLE = 99


@dataclass(frozen=True)
class Coding:
    """Columns by what they hold.

    Attributes:
        loket: The column of the loket.
        started: The column of the moment that tells the year.
        scores: The question of each column with marks.
        choices: The question of each column with one answer, and its options by code.
        flags: Question and option of each column of a multiple response.
        dimensions: The column of each dimension, and its subgroups by code.
        routed: For a question that not all are asked: the column that decides, and the
            code with which it is asked.
        bands: Lowest and highest mark of each band.
    """

    loket: str
    started: str
    scores: dict[str, str]
    choices: dict[str, tuple[str, dict[int, str]]]
    flags: dict[str, tuple[str, str]]
    dimensions: dict[str, tuple[str, dict[int, str]]]
    routed: dict[str, tuple[str, int]]
    bands: dict[str, tuple[int, int]]

    @property
    def columns(self) -> list[str]:
        """The columns that figures are made of: all but ids and open answers."""
        return [self.loket, self.started, *self.scores, *self.choices, *self.flags]


def read_coding(seeds: Path) -> Coding:
    """Read the coding of the questionnaire that the exports are drawn from."""
    tables = resolved(read_seeds(seeds)).tables
    columns = [
        row
        for row in tables["export_columns"]
        if (row["questionnaire"], row["file_kind"]) == (DRAWN_FROM, "responses")
    ]

    def only(content: str) -> list[tuple[str, str]]:
        return [
            (row["column_name"], row["question"])
            for row in columns
            if row["content"] == content
        ]

    def options(code_list: str) -> dict[int, str]:
        return {
            int(row["raw_value"]): row["option"]
            for row in tables["answer_codes"]
            if row["code_list"] == code_list and row["option"]
        }

    choices = {
        row["column_name"]: (row["question"], options(row["code_list"]))
        for row in columns
        if row["content"] == "choice"
    }
    column_of = {question: column for column, (question, _) in choices.items()}
    scores = dict(only("score"))
    dimensions = {}
    for row in tables["dimensions"]:
        groups = {
            one["option"]: one["subgroup"]
            for one in tables["subgroup_options"]
            if one["dimension"] == row["dimension"]
        }
        column = column_of[row["question"]]
        codes = choices[column][1].items()
        dimensions[row["dimension"]] = (
            column,
            {code: groups[option] for code, option in codes if option in groups},
        )
    routed = {}
    for row in tables["routing"]:
        is_of_marks = row["question"] in scores.values()
        if row["questionnaire"] == DRAWN_FROM and is_of_marks:
            column = column_of[row["routing_question"]]
            code_of = {option: code for code, option in choices[column][1].items()}
            routed[row["question"]] = (column, code_of[row["routing_answer"]])
    return Coding(
        loket=only("loket")[0][0],
        started=only("started_at")[0][0],
        scores=scores,
        choices=choices,
        flags={
            row["column_name"]: (row["question"], row["option"])
            for row in columns
            if row["content"] == "option_flag"
        },
        dimensions=dimensions,
        routed=routed,
        bands={
            row["band"]: (int(row["lowest_score"]), int(row["highest_score"]))
            for row in tables["score_bands"]
            if row["scale"] == "scale_1_10"
        },
    )
