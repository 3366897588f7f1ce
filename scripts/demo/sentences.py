"""Open answers: sentences of our own, put together from a table of phrases.

A phrase such as ``{kort|gehaast}`` stands for one of its alternatives. None of the
phrases comes from a respondent, and all personal data in them are made up.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.random import Generator

PHRASES = Path(__file__).with_name("phrases.csv")
ALTERNATIVES = re.compile(r"\{([^{}]*)\}")

REASON_THEMES = ("impersonal", "little_contact", "no_reaction", "expectations")
REASON_SHARES = (0.27, 0.27, 0.19, 0.17, 0.10)
"""Shares of the four themes and of answers that fit none of them."""

SECOND_THEME_SHARE = 0.15
"""Share of reasons that speak of two themes."""

REMARK_SHARES = {
    "compliment": 0.52,
    "suggestion": 0.26,
    "neutral": 0.10,
    "mixed": 0.08,
    "breaks": 0.01,
    "diacritics": 0.03,
}

Phrases = dict[str, list[str]]


def read_phrases(path: Path = PHRASES) -> Phrases:
    """Phrases per part, in the order of the file."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    return {
        str(part): rows.tolist()
        for part, rows in frame.groupby("part", sort=False)["text"]
    }


def one_of(options: Sequence[str], rng: Generator) -> str:
    """One of the options."""
    return options[int(rng.integers(len(options)))]


def fill(phrase: str, rng: Generator) -> str:
    """Choose an alternative wherever a phrase offers some."""

    def choose(match: re.Match[str]) -> str:
        if match.group(1) == "newline":
            return "\n"
        return one_of(match.group(1).split("|"), rng)

    return ALTERNATIVES.sub(choose, phrase).strip()


def join(parts: Sequence[str]) -> str:
    """Sentences after each other, leaving out empty ones."""
    return " ".join(part for part in parts if part)


def draw_reason(phrases: Phrases, rng: Generator) -> str:
    """Why someone is dissatisfied: none, one or two of the report's four themes."""
    number = int(rng.choice(len(REASON_SHARES), p=REASON_SHARES))
    if number == len(REASON_THEMES):
        return fill(one_of(phrases["reason_other"], rng), rng)
    themes = [REASON_THEMES[number]]
    if rng.random() < SECOND_THEME_SHARE:
        others = [theme for theme in REASON_THEMES if theme not in themes]
        themes.append(one_of(others, rng))
    parts = ["reason_opening", *(f"reason_{theme}" for theme in themes), "reason_tail"]
    return join([fill(one_of(phrases[part], rng), rng) for part in parts])


def draw_remark(phrases: Phrases, satisfied: float, rng: Generator) -> str:
    """A closing remark; the satisfied (z-score) give more compliments."""
    kinds = list(REMARK_SHARES)
    weights = np.array(list(REMARK_SHARES.values()))
    weights[kinds.index("compliment")] *= np.exp(0.8 * satisfied)
    kind = kinds[int(rng.choice(len(kinds), p=weights / weights.sum()))]
    parts = [kind]
    if kind == "compliment" and rng.random() < 0.35:
        parts.append(one_of(["compliment", "suggestion"], rng))
    if kind == "suggestion" and rng.random() < 0.2:
        parts.append("suggestion")
    chosen: list[str] = []
    for part in parts:
        left = [phrase for phrase in phrases[part] if phrase not in chosen]
        chosen.append(one_of(left, rng))
    return join([fill(phrase, rng) for phrase in chosen])


def draw_other(phrases: Phrases, question: str, rng: Generator) -> str:
    """A short own text beside the option 'anders' of a question."""
    return fill(one_of(phrases[f"other_{question}"], rng), rng)


def draw_texts(
    phrases: Phrases,
    year: int,
    n: int,
    open_answers: dict[str, tuple[list[int], int]],
    chose_other: dict[str, list[int]],
    satisfied: Sequence[float],
    share_other: float,
    rng: Generator,
) -> dict[tuple[str, str], list[str]]:
    """All open text of a year: (question, option) to n texts, '' for no answer.

    ``open_answers`` has for each open question who may answer and how many do (the
    first asked about dissatisfaction, the other a remark); ``chose_other`` who chose
    'anders' for each question with room for text. Phrases with made-up personal data
    replace the texts of as many respondents.
    """
    texts: dict[tuple[str, str], list[str]] = {}
    for question, (asked, how_many) in open_answers.items():
        answers = [""] * n
        for person in sorted(rng.permutation(asked)[:how_many].tolist()):
            if question == "remarks":
                answers[person] = draw_remark(phrases, satisfied[person], rng)
            else:
                answers[person] = draw_reason(phrases, rng)
        texts[question, ""] = answers
    for question, choosers in chose_other.items():
        answers = [""] * n
        for person in choosers:
            if rng.random() < share_other:
                answers[person] = draw_other(phrases, question, rng)
        texts[question, "other"] = answers
    for (question, option), answers in texts.items():
        name = f"other_{question}" if option else question
        given = [person for person, text in enumerate(answers) if text]
        personal = phrases.get(f"personal_{year}_{name}", [])
        for person, text in zip(rng.permutation(given), personal, strict=False):
            answers[int(person)] = text
    return texts
