"""2023 delivered again: renamed, shuffled, mistyped, in words or in codes."""

import csv
import random
from pathlib import Path

from known_truth import Row, seeds, write_csv
from project import ROOT

from scripts.suggestions.known import codebook_of

OF_EVERY_ROW = {
    "respondent": "Respondentnr",
    "loket": "Leerwerkloket",
    "invited_at": "Datum uitgenodigd",
    "started_at": "Startdatum",
    "completed_at": "Einddatum",
    "origin": "Herkomst",
}
MISTYPED = 0.25  # share of the headings


def rows_of_2023() -> list[list[str]]:
    """A file of 2023, with codes and short names."""
    path = ROOT / "data" / "responses_2023-05.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.reader(file) if row]


class SameInOtherWords:
    """2023 with the codebook's labels or wordings for headings, shuffled."""

    def __init__(self, headings: str, seed: int) -> None:
        tables = codebook_of(seeds()).tables
        self.rng = random.Random(seed)
        self.columns = {
            row["column_name"]: row
            for row in tables["export_columns"]
            if row["questionnaire"] == "kto_2023" and row["file_kind"] == "responses"
        }
        self.codes = {
            (row["code_list"], row["raw_value"]): row for row in tables["answer_codes"]
        }
        self.options = {
            (row["question"], row["option"]): row["label"]
            for row in tables["option_versions"]
            if row["questionnaire"] == "kto_2023"
        }
        home, column = {
            "labels": ("questions", "label"),
            "wordings": ("question_versions", "wording"),
        }[headings]
        self.words = {
            row["question"]: row[column]
            for row in tables[home]
            if row.get("questionnaire", "kto_2023") == "kto_2023"
        }

    def write(self, path: Path, in_words: bool) -> dict[str, tuple[str, str, str]]:
        """Write the file; returns what each heading holds."""
        header, *rows = rows_of_2023()
        places = list(range(len(header)))
        self.rng.shuffle(places)
        headings = [self._heading(self.columns[name]) for name in header]
        cell = self._word if in_words else (lambda _column, value: value)
        write_csv(
            path,
            [
                [headings[place] for place in places],
                *(
                    [cell(self.columns[header[p]], row[p]) for p in places]
                    for row in rows
                ),
            ],
        )
        return {
            heading: (row["content"], row["question"], row["option"])
            for heading, name in zip(headings, header, strict=True)
            for row in [self.columns[name]]
        }

    def _heading(self, column: Row) -> str:
        if not column["question"]:
            return OF_EVERY_ROW[column["content"]]
        text = self.words[column["question"]].replace("…", "...")
        if column["option"]:
            option = self.options[column["question"], column["option"]]
            is_text = column["content"] == "text"
            text += " (anders)" if is_text else f" [{option}]"
        return self._mistyped(text) if self.rng.random() < MISTYPED else text

    def _mistyped(self, text: str) -> str:
        """Two letters swapped."""
        if len(text) < 8:
            return text
        at = self.rng.randrange(1, len(text) - 2)
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]

    def _word(self, column: Row, value: str) -> str:
        code = self.codes.get((column["code_list"], value))
        if not value or code is None or column["content"] == "origin":
            return value
        if code["option"]:
            return self.options[column["question"], code["option"]]
        if code["missing_kind"]:
            return "N.v.t."
        if code["is_chosen"]:
            return "Ja" if code["is_chosen"] == "true" else "Nee"
        return value
