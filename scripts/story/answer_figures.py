"""What the figures of answers say: the most given one, and how each changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pandas as pd

from scripts.codebook.dutch import dutch_number
from scripts.codebook.row_keys import row_key, row_keys
from scripts.codebook.rows import Row, Tables, records
from scripts.codebook.words import Words
from scripts.story.levels import telling_answers
from scripts.story.told import Ids, Told, short
from scripts.story.words_of_tests import ARROWS, change_words

ANSWERS = "mart_answers_per_year"
THEMES = "mart_open_answer_themes"
CHANGES = "sig_year_on_year"


def answer_titles(tables: Tables, words: Words) -> list[Told]:
    """The answer that was given most, what changed and what can't be compared."""
    changes: dict[tuple[int, str], dict[str, Row]] = defaultdict(dict)
    for row in records(tables[CHANGES]):
        if row["option"]:
            changes[int(row["year"]), row["question"]][row["option"]] = row
    told = []
    for (year, question), rows in _questions(tables[ANSWERS]).items():
        of_options = changes[year, question]
        place = f"question/{question}/answers"
        is_background = words.topic(question) == words.settings.text("background_topic")
        most = "de grootste groep is" if is_background else "meest genoemd is"
        who = "klanten die antwoord gaven"
        if words.questions[question]["kind"] == "multiple":
            who = "klanten aan wie de vraag is gesteld, meer antwoorden mogelijk"
        told += _titles(
            year, place, most, who, rows, ANSWERS, words, of_options.values()
        )
        told += _notes(year, place, question, of_options, words)
        for row in rows:
            told.append(_change(row, place, of_options.get(row["option"]), words))
        told += _last(year, place, rows, words)
    return told


def theme_titles(tables: Tables, words: Words) -> list[Told]:
    """The theme that open answers are about most."""
    themes = tables[THEMES].assign(option=lambda frame: frame["theme"])
    told = []
    for (year, question), rows in _questions(
        themes.rename(columns={"theme_label": "option_label"})
    ).items():
        place = f"question/{question}/themes"
        most = "het vaakst genoemde thema is"
        who = (
            "klanten die een antwoord schreven; een antwoord kan over meer thema’s gaan"
        )
        told += _titles(year, place, most, who, rows, THEMES, words)
        told += _last(year, place, rows, words)
    return told


def _questions(frame: pd.DataFrame) -> dict[tuple[int, str], list[Row]]:
    """The rows of each year and question."""
    questions: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in records(frame):
        questions[int(row["year"]), row["question"]].append(row)
    return questions


def _titles(
    year: int,
    place: str,
    most: str,
    who: str,
    rows: list[Row],
    table: str,
    words: Words,
    changes: Iterable[Row] = (),
) -> list[Told]:
    """What was given most and what changed, and what is said where that can't be."""
    question = rows[0]["question"]
    label = words.questions[question]["question_label"]
    ids: Ids = {"topic": words.topic(question), "question": question}
    neutral = f"{label}: te weinig antwoorden om te tonen in {year}"
    told = [
        Told(
            year,
            place,
            "title",
            neutral,
            choice=2,
            headline=short(neutral, label),
            base_text=f"{who} (n in de tabel)",
            **ids,
        )
    ]
    telling = telling_answers(rows, words) or [row for row in rows if row["share"]]
    if telling:
        first = telling[0]
        ids["option"] = first["option"]
        answer = first["option_label"].removesuffix(", namelijk:")
        share = words.figure(first["share"], True)
        n = dutch_number(first["n_base"])
        text = f"{label}: {most} ‘{answer}’ ({share})"
        rests = (table, row_key(table, first))
        changed = _largest_change(changes, words)
        if changed:
            text += _change_named(changed, first["option"], words)
            # of the same question: it has the base of the largest answer
            rests = (CHANGES, row_key(CHANGES, changed))
        told.append(
            Told(
                year,
                place,
                "title",
                text,
                *rests,
                headline=short(
                    f"{label}: ‘{answer}’ ({share})", f"‘{answer}’ ({share})", label
                ),
                base_text=f"{who}, {year} (n={n})",
                **ids,
            )
        )
    return told


def _largest_change(changes: Iterable[Row], words: Words) -> Row | None:
    """The answer that changed most, of those that did; none such as 'other'."""
    changed = [
        row
        for row in changes
        if row["direction"] in ARROWS
        and not words.is_residual("option", row["question"], row["option"])
    ]
    changed.sort(key=lambda row: (-abs(row["difference"]), row["option"]))
    return changed[0] if changed else None


def _change_named(row: Row, largest: str, words: Words) -> str:
    """What changed, behind what was given most."""
    answer = words.options[row["question"], row["option"]]["option_label"]
    more = "vaker" if row["direction"] == "up" else "minder vaak"
    now, before = (
        words.figure(row[side], True) for side in ("estimate", "previous_estimate")
    )
    then = int(row["previous_year"])
    if row["option"] == largest:
        return f", {more} dan in {then} ({before})"
    name = answer.removesuffix(", namelijk:")
    return f"; ‘{name}’ {more} dan in {then} ({now}; was {before})"


def _notes(
    year: int, place: str, question: str, changes: dict[str, Row], words: Words
) -> list[Told]:
    """Whether a question can be compared, and what its arrows mean."""
    reasons = {row["reason"] for row in changes.values()}
    ids: Ids = {"topic": words.topic(question), "question": question}
    rests = (CHANGES, row_keys(CHANGES, changes.values()))
    if reasons and all(str(reason).startswith("not_comparable") for reason in reasons):
        text = (
            f"In {year} voor het eerst gevraagd."
            if reasons == {"not_comparable_new_question"}
            else "Niet vergelijkbaar met eerdere jaren: de vraag of de antwoorden zijn "
            "gewijzigd."
        )
        return [Told(year, place, "note", text, *rests, **ids)]
    changed = [row for row in changes.values() if row["direction"] in ARROWS]
    if not changed:
        return []
    before = int(changed[0]["previous_year"])
    text = f"▲ en ▼: significant meer of minder dan in {before}."
    rests = (CHANGES, row_keys(CHANGES, changed))
    return [Told(year, place, "legend", text, *rests, **ids)]


def _change(row: Row, place: str, change: Row | None, words: Words) -> Told:
    """What stands beside one answer: how it changed."""
    question, said = row["question"], change_words(change)
    rests = (
        (CHANGES, row_key(CHANGES, change))
        if change
        else (ANSWERS, row_key(ANSWERS, row))
    )
    return Told(
        int(row["year"]),
        place,
        "difference",
        said,
        *rests,
        headline="nieuw" if said == "nieuw antwoord" else "",
        arrow=ARROWS.get((change or {}).get("direction", ""), ""),
        topic=words.topic(question),
        question=question,
        option=row["option"],
    )


def _last(year: int, place: str, rows: list[Row], words: Words) -> list[Told]:
    """Answers such as 'other', which stand last however often they were given."""
    return [
        Told(
            year,
            place,
            "last",
            f"‘{row['option_label']}’ staat onderaan.",
            topic=words.topic(row["question"]),
            question=row["question"],
            option=row["option"],
        )
        for row in rows
        if words.is_residual("option", row["question"], row["option"])
    ]
