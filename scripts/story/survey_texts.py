"""What the survey of a year was: how it was held, which groups, what was new in it."""

from __future__ import annotations

from collections import defaultdict

from scripts.codebook.dutch import listed
from scripts.codebook.rows import Row, Tables, records
from scripts.codebook.words import Words
from scripts.story.told import Told

FIELDWORK = "mart_fieldwork_per_year"
CHANGES = "sig_year_on_year"
NEW_QUESTION = "not_comparable_new_question"
NEW_OPTION = "not_comparable_new_option"


def survey_texts(tables: Tables, words: Words) -> list[Told]:
    """How the survey was held (as the seed has it), its groups and what changed."""
    notes: dict[int, list[Row]] = defaultdict(list)
    for row in records(tables["survey_notes"]):
        notes[int(row["year"])].append(row)
    changes: dict[int, list[Row]] = defaultdict(list)
    for row in records(tables[CHANGES]):
        changes[int(row["year"])].append(row)
    told = []
    for row in records(tables[FIELDWORK]):
        year = int(row["year"])
        held = sorted(notes[year], key=lambda note: note["position"])
        told += [
            Told(
                year,
                "survey",
                "note",
                note["text"],
                position=p,
                headline=note["heading"],
            )
            for p, note in enumerate(held, start=1)
        ]
        told.append(
            Told(
                year,
                "survey/groups",
                "note",
                f"{'; '.join(_groups(tables))}.",
                headline="Groepen die worden vergeleken",
            )
        )
        said = _what_changed(year, changes[year], words)
        told += [
            Told(year, "survey/changes", "note", text, position=p, headline=heading)
            for p, (heading, text) in enumerate(said, start=1)
        ]
    return told


def _groups(tables: Tables) -> list[str]:
    """Each way of dividing the clients, with its groups."""
    groups: dict[str, list[str]] = defaultdict(list)
    rows = records(tables["dim_subgroup"])
    for row in sorted(rows, key=lambda row: row["position"]):
        groups[row["dimension_label"]].append(row["subgroup_label"])
    return [f"{label}: {', '.join(names)}" for label, names in groups.items()]


def _what_changed(year: int, changes: list[Row], words: Words) -> list[tuple[str, str]]:
    """New questions and answers of a year, and what can't be compared with before."""
    questions: dict[str, list[Row]] = defaultdict(list)
    for row in changes:
        questions[row["question"]].append(row)
    new, altered, options = [], [], []
    for question, rows in questions.items():
        reasons = {row["reason"] or "" for row in rows}
        label = words.label(question)
        if reasons == {NEW_QUESTION}:
            new.append(label)
        elif all(reason.startswith("not_comparable") for reason in reasons):
            altered.append(label)
        else:
            options += [
                f"‘{words.options[question, row['option']]['option_label']}’"
                f" bij {label}"
                for row in rows
                if row["reason"] == NEW_OPTION
            ]
    parts = [
        (f"Voor het eerst gevraagd in {year}", new),
        ("Niet vergelijkbaar met eerder: vraag of antwoorden zijn gewijzigd", altered),
        (f"Nieuwe antwoorden in {year}", options),
    ]
    return [(heading, f"{listed(names)}.") for heading, names in parts if names]
