"""What changed since earlier years, what did not, and what cannot be compared."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from scripts.codebook.dutch import listed, sentence
from scripts.codebook.row_keys import row_key, row_keys
from scripts.codebook.rows import Row, Tables, records
from scripts.codebook.words import Words
from scripts.statistics.recurrence import Cells, differ_again, none_differ_again
from scripts.story.finding import (
    Finding,
    corrected,
    is_large,
    smallest_difference,
    strength,
)

NOT_COMPARABLE = {
    "not_comparable_new_question": "deze vraag in {year} voor het eerst is gesteld",
    "not_comparable_changed_options": "de antwoordmogelijkheden in {year} zijn "
    "veranderd",
    "not_comparable_two_versions": "de vraag binnen een jaar op twee manieren is "
    "gesteld",
    "not_comparable_changed_wording": "de vraag in {year} anders is gesteld",
}
NEW_OPTION = "not_comparable_new_option"
ARROWS = {"up": "▲", "down": "▼"}
TABLE = "sig_year_on_year"
Spread = dict[tuple[int, str], float]


def year_changes(tables: Tables, words: Words) -> list[Finding]:
    """Changes with an arrow; what did not change; what cannot be compared, and why."""
    rows = records(tables[TABLE])
    spread = {
        (int(row["year"]), row["question"]): row["variance"]
        for row in records(tables["mart_scores_per_year"])
    }
    found = [
        _change(row, spread, words)
        for row in rows
        if row["direction"] != "none"
        and is_large(row, words)
        and not words.is_residual("option", row["question"], row["option"] or "")
    ]

    questions: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in rows:
        questions[int(row["year"]), row["question"]].append(row)
    unchanged: dict[tuple[int, str, bool, int], list[Row]] = defaultdict(list)
    for (year, question), own in questions.items():
        tested = [row for row in own if row["p_value"] is not None]
        if tested and all(row["direction"] == "none" for row in tested):
            first = tested[0]
            is_share = bool(first["option"])
            before = int(first["previous_year"])
            unchanged[year, words.topic(question), is_share, before] += tested
        found += _no_comparison(year, question, own, words)
    found += [_no_change(key, own, spread, words) for key, own in unchanged.items()]
    return found


def _cells(rows: list[Row], spread: Spread) -> Cells:
    """This year's figures, and after them those of the year before."""
    sides = [(row, "", row["year"]) for row in rows]
    sides += [(row, "previous_", row["previous_year"]) for row in rows]
    variance = [spread.get((int(year), row["question"])) for row, _, year in sides]
    return Cells(
        base=np.array([row[f"{side}base"] for row, side, _ in sides], dtype=float),
        estimate=np.array([row[f"{side}estimate"] for row, side, _ in sides]),
        variance=np.array(variance, dtype=float),
        is_share=bool(rows[0]["option"]),
    )


def _change(row: Row, spread: Spread, words: Words) -> Finding:
    """One score or option that went up or down; what may be chance is told so."""
    question, option, is_up = row["question"], row["option"], row["direction"] == "up"
    values = [row["estimate"]], [row["previous_estimate"]]
    extra = words.decimals(*(values[::-1] if is_up else values), bool(option))
    now, before = (
        words.tentative(words.figure(value, bool(option), extra), base)
        for value, base in (
            (row["estimate"], row["base"]),
            (row["previous_estimate"], row["previous_base"]),
        )
    )
    if option:
        who = "meer" if is_up else "minder"
        does = words.chose(question, option, "")
        text = f"{who} klanten {does} ({now}) dan in {row['previous_year']} ({before})"
    else:
        mark = "hoger" if is_up else "lager"
        text = (
            f"klanten geven {words.question(question)} een {mark} cijfer ({now}) "
            f"dan in {row['previous_year']} ({before})"
        )
    p_value, _ = corrected(row, words.finding_correction)
    if p_value is None or p_value >= words.alpha:
        text += "; bij zoveel vergelijkingen kan dat toeval zijn"
    arrow = ARROWS[row["direction"]]
    stability = differ_again(
        _cells([row], spread),
        [0 if is_up else 1],
        [1 if is_up else 0],
        [1.0],
        alpha=words.alpha,
        smallest=smallest_difference(bool(option), words),
    )
    return Finding(
        int(row["year"]),
        "year_change",
        f"{arrow} {sentence(text)}",
        TABLE,
        row_key(TABLE, row),
        topic=words.topic(question),
        question=question,
        option=option or "",
        arrow=arrow,
        strength=strength(row),
        stability=stability,
    )


def _no_change(
    key: tuple[int, str, bool, int], rows: list[Row], spread: Spread, words: Words
) -> Finding:
    """The questions of a topic that were tested and did not change, in one sentence.

    Its stability is that of its questions, on average.
    """
    year, topic, is_share, before = key
    questions = sorted(
        {row["question"] for row in rows},
        key=lambda question: words.questions[question]["position"],
    )
    if is_share:
        text = f"klanten antwoorden niet aantoonbaar anders dan in {before} "
        text += words.answers_to(questions)
    else:
        names = listed([words.question(question) for question in questions])
        one = len(questions) == 1
        text = f"het cijfer voor {names} is" if one else f"de cijfers voor {names} zijn"
        text += f" niet aantoonbaar veranderd ten opzichte van {before}"
    marks = ""
    if len(rows) == 1:
        now, then = (
            words.figure(rows[0][side], is_share)
            for side in ("estimate", "previous_estimate")
        )
        base = min(rows[0]["base"], rows[0]["previous_base"])
        marks = f" ({words.tentative(f'{now} tegenover {then}', base)})"
    each = [[row for row in rows if row["question"] == name] for name in questions]
    return Finding(
        year,
        "no_year_change",
        sentence(f"{text}{marks}"),
        TABLE,
        row_keys(TABLE, rows),
        topic=topic,
        question=questions[0] if len(questions) == 1 else "",
        stability=float(np.mean([_same_again(own, spread, words) for own in each])),
    )


def _same_again(rows: list[Row], spread: Spread, words: Words) -> float:
    """In which part of surveys drawn again none of these rows would differ."""
    half = len(rows)
    now, before = range(half), range(half, 2 * half)
    return none_differ_again(_cells(rows, spread), now, before, alpha=words.alpha)


def _no_comparison(
    year: int, question: str, rows: list[Row], words: Words
) -> list[Finding]:
    """Why a question, or which options of it, cannot be compared with earlier years."""
    reasons: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["reason"] in NOT_COMPARABLE or row["reason"] == NEW_OPTION:
            reasons[row["reason"]].append(row)
    found = []
    for reason, of in reasons.items():
        if reason == NEW_OPTION:
            labels = listed([f"‘{row['option_label']}’" for row in of])
            text = (
                f"{words.asked(question)} konden klanten in {year} voor het eerst "
                f"{labels} antwoorden; dat is dus niet met eerdere jaren te vergelijken"
            )
        else:
            because = NOT_COMPARABLE[reason].format(year=year)
            if of[0]["option"]:
                subject = f"{words.asked(question)} zijn de antwoorden"
                if len(of) < len(rows):
                    some = listed([f"‘{row['option_label']}’" for row in of])
                    subject += f" {some}"
            else:
                subject = f"het cijfer voor {words.question(question)} is"
            text = f"{subject} niet te vergelijken met eerdere jaren, omdat {because}"
        found.append(
            Finding(
                year,
                "not_comparable",
                sentence(text),
                TABLE,
                row_keys(TABLE, of),
                topic=words.topic(question),
                question=question,
                option=of[0]["option"] if len(of) == 1 and of[0]["option"] else "",
            )
        )
    return found
