"""Where the marks and answers of a year stand."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import numpy as np

from scripts.codebook.dutch import dutch_number, listed, sentence
from scripts.codebook.row_keys import row_key, row_keys
from scripts.codebook.rows import Row, Tables, records
from scripts.codebook.words import Words
from scripts.statistics.recurrence import Cells, extremes_again
from scripts.story.finding import Finding

# How many of the most chosen answers are told.
TOP_ANSWERS = 3
# How many marks are called the highest, or the lowest, at most.
MOST_EXTREMES = 3
THEMES = "mart_open_answer_themes"


def levels(tables: Tables, words: Words) -> list[Finding]:
    """The marks of a year: a topic's only one by itself, of several the extremes."""
    found = []
    for (year, topic), rows in marks_of_topics(tables, words).items():
        if len(rows) == 1:
            text, named, stability = _only_mark(rows[0], words), rows, 1.0
        else:
            text, named, stability = _extremes(rows, topic, words)
        found.append(
            Finding(
                year,
                "level",
                text,
                "mart_scores_per_year",
                row_keys("mart_scores_per_year", named),
                topic=topic,
                question=rows[0]["question"] if len(rows) == 1 else "",
                stability=stability,
            )
        )
    return found


def marks_of_topics(tables: Tables, words: Words) -> dict[tuple[int, str], list[Row]]:
    """Per year and topic the marks on enough answers to be told, highest first."""
    topics: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in records(tables["mart_scores_per_year"]):
        # a mark on another scale has no place among these
        is_ranked = words.is_ranked(row["question"])
        if is_ranked and row["mean"] is not None and row["n_valid"] >= words.test_base:
            topics[int(row["year"]), words.topic(row["question"])].append(row)
    for rows in topics.values():
        rows.sort(key=lambda row: (-row["mean"], row["question"]))
    return topics


def _only_mark(row: Row, words: Words) -> str:
    """The mean and the shares of high and low marks of one question."""
    mean = words.figure(row["mean"], False)
    base = words.tentative(f"n={dutch_number(row['n_valid'])}", row["n_valid"])
    good = words.figure(row["share_good"], True)
    insufficient = words.figure(row["share_insufficient"], True)
    question = row["question"]
    return sentence(
        f"klanten geven {words.question(question)} gemiddeld een {mean} "
        f"({base}): {good} geeft een {words.reach('good', question)}, {insufficient} "
        f"een {words.reach('insufficient', question)}"
    )


def _extremes(
    rows: list[Row], topic: str, words: Words
) -> tuple[str, list[Row], float]:
    """The highest and the lowest marks of a topic, those named, and how stable it is.

    As few of them as would be the highest and the lowest again; where even three would
    not, from where to where the marks run.
    """
    cells = Cells(
        base=np.array([row["n_valid"] for row in rows], dtype=float),
        estimate=np.array([row["mean"] for row in rows]),
        variance=np.array([row["variance"] for row in rows], dtype=float),
        is_share=False,
    )
    most = range(1, min(MOST_EXTREMES, len(rows) // 2) + 1)
    name = words.phrases.get(("topic", topic))
    for high, low in sorted(product(most, most), key=sum):
        stability = extremes_again(cells, high, low)
        if stability >= words.settings.number("headline_min_stability"):
            best = _marks(rows[:high], words)
            worst = _marks(rows[::-1][:low], words)
            many = high > 1
            goes = "gaan de hoogste cijfers" if many else "gaat het hoogste cijfer"
            text = f"van de {name} {goes} naar {best}"
            if name is None:
                goes = "de hoogste cijfers gaan" if many else "het hoogste cijfer gaat"
                text = f"{goes} naar {best}"
            text += "; de laagste gaan" if low > 1 else "; het laagste gaat"
            named = [*rows[:high], *rows[-low:]]
            return sentence(f"{text} naar {worst}"), named, stability
    of = f" van de {name}" if name else ""
    low_mark, high_mark = (
        words.figure(row["mean"], False) for row in (rows[-1], rows[0])
    )
    text = f"de cijfers{of} lopen van {low_mark} tot {high_mark}"
    if low_mark == high_mark:
        text = f"de cijfers{of} zijn gemiddeld alle een {low_mark}"
    text += ", te dicht bij elkaar om een hoogste te noemen"
    return sentence(text), [rows[0], rows[-1]], 1.0


def _marks(rows: list[Row], words: Words) -> str:
    """Questions with their marks."""
    return listed(
        [
            f"{words.question(row['question'])} "
            f"({words.tentative(words.figure(row['mean'], False), row['n_valid'])})"
            for row in rows
        ]
    )


def answers(tables: Tables, words: Words) -> list[Finding]:
    """The answers that were given most, and who did not choose a telling option."""
    themes = tables[THEMES].assign(option=lambda rows: rows["theme"])
    frames = {
        "mart_answers_per_year": tables["mart_answers_per_year"],
        THEMES: themes.rename(columns={"theme_label": "option_label"}),
    }
    found = []
    for table, frame in frames.items():
        questions: dict[tuple[int, str], list[Row]] = defaultdict(list)
        for row in records(frame[frame["n_base"] >= words.test_base]):
            questions[int(row["year"]), row["question"]].append(row)
        for rows in questions.values():
            rows.sort(key=lambda row: (-row["share"], row["option"]))
            found += [_most_given(table, rows, words)]
            found += [_not_chosen(table, row, words) for row in rows]
    return [finding for finding in found if finding is not None]


def telling_answers(rows: list[Row], words: Words) -> list[Row]:
    """Answers to a question that were given and tell something, most given first."""
    telling = [
        row
        for row in rows
        if row["share"]
        and not words.is_residual("option", row["question"], row["option"])
    ]
    return sorted(telling, key=lambda row: (-row["share"], row["option"]))


def _most_given(table: str, rows: list[Row], words: Words) -> Finding | None:
    """The most given answers to a question, or what open answers are mostly about."""
    question, base = rows[0]["question"], rows[0]["n_base"]
    telling = telling_answers(rows, words)
    cells = Cells(
        base=np.full(len(telling), float(base)),
        estimate=np.array([row["share"] for row in telling]),
        variance=np.full(len(telling), np.nan),
        is_share=True,
    )
    # of two answers one says it all, if not in words of its own (see `_not_chosen`)
    most = min(TOP_ANSWERS if len(rows) > 2 else 1, len(telling))
    again = {told: extremes_again(cells, told) for told in range(most, 0, -1)}
    # as many as would be the most given again; where none would, all of them
    sure = words.settings.number("headline_min_stability")
    most = next((told for told, part in again.items() if part >= sure), most)
    telling = telling[:most]
    opposites = [("opposite", f"{question}|{row['option']}") for row in rows]
    if not telling or (len(rows) == 2 and words.phrases.keys() & set(opposites)):
        return None
    is_theme = table == THEMES
    named = [
        words.theme(question, row["option"], row["option_label"])
        if is_theme
        else f"‘{row['option_label']}’"
        for row in telling
    ]
    told = listed(
        [
            f"{name} ({words.tentative(words.figure(row['share'], True), base)})"
            for name, row in zip(named, telling, strict=True)
        ]
    )
    does = "schrijven" if is_theme else "antwoorden"
    text = f"{words.asked(question)} {does} klanten het vaakst {told}"
    if is_theme:
        text += f"; {dutch_number(base)} klanten schreven een antwoord"
    return Finding(
        int(rows[0]["year"]),
        "level",
        sentence(text),
        table,
        row_keys(table, telling),
        topic=words.topic(question),
        question=question,
        stability=again[most],
    )


def _not_chosen(table: str, row: Row, words: Words) -> Finding | None:
    """The share that did not choose an option, where that has a phrase."""
    question, option = row["question"], row["option"]
    phrase = words.phrases.get(("opposite", f"{question}|{option}"))
    if phrase is None:
        return None
    share = words.figure(1 - row["share"], True)
    return Finding(
        int(row["year"]),
        "level",
        sentence(f"{share} {phrase}{words.flag(row['n_base'])}"),
        table,
        row_key(table, row),
        topic=words.topic(question),
        question=question,
        option=option,
        strength=1 - row["share"],
    )
