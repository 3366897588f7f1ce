"""Themes of open answers: each answer gets one, each rule means the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scripts.codebook.mistakes import Mistake, listed, shown
from scripts.codebook.seeds import Seeds, grouped

# Python, RE2 (DuckDB) and Java (Spark) read these differently, or not at all.
DIFFERS = {
    "\\": "a backslash; use [.], [0-9] or ([^a-z]|$)",
    "(?": "a group with a question mark; use a plain group",
    "[[": "a class in a class; write its letters out",
    "++": "a double sign of repetition; keep one",
    "*+": "a double sign of repetition; keep one",
    "?+": "a double sign of repetition; keep one",
    "&&": "'&&', which some engines take for a sign; write [&]&",
}


def themes_are_of_open_questions(seeds: Seeds) -> Iterator[Mistake]:
    """Only open questions have themes."""
    kinds = seeds.pairs("questions", "question", "kind")
    for (question,), rows in grouped(seeds["open_answer_themes"], "question").items():
        kind = kinds.get(question, "open")
        if kind != "open":
            what = f"{question} has the kind {kind}; only an open question has themes"
            lines = tuple(row.line for row in rows)
            yield Mistake(rows[0].file, what, lines, "question")


def one_theme_takes_the_rest(seeds: Seeds) -> Iterator[Mistake]:
    """Each question has one theme for answers that no rule fits."""
    for (question,), rows in grouped(seeds["open_answer_themes"], "question").items():
        taking = [row for row in rows if row["is_fallback"].lower() == "true"]
        if len(taking) != 1:
            number = len(taking) or "no"
            what = (
                f"{question} has {number} theme{'' if number == 1 else 's'} with "
                "is_fallback true; let one have it, for answers that no rule fits"
            )
            lines = tuple(row.line for row in taking or rows)
            yield Mistake(rows[0].file, what, lines, "is_fallback")


def every_theme_has_a_rule(seeds: Seeds) -> Iterator[Mistake]:
    """A theme without a rule would be found in no answer."""
    ruled = seeds.values("open_answer_theme_rules", "question", "theme")
    for row in seeds["open_answer_themes"]:
        has_rule = row.at("question", "theme") in ruled
        if row["is_fallback"].lower() == "true":
            continue
        if not has_rule:
            yield row.mistake(
                f"{row['theme']} has no pattern in "
                f"{seeds.file('open_answer_theme_rules')}, so no answer "
                "gets it; add one",
                "theme",
            )


def patterns_mean_one_thing(seeds: Seeds) -> Iterator[Mistake]:
    """A pattern is in lower case, can be read, and does not fit every answer."""
    for row in seeds["open_answer_theme_rules"]:
        what = _wrong_pattern(row["pattern"])
        if what:
            yield row.mistake(f"the pattern {shown(row['pattern'])} {what}", "pattern")


def _wrong_pattern(pattern: str) -> str | None:
    differs = [said for sign, said in DIFFERS.items() if sign in pattern]
    if differs:
        return f"has {listed(differs[:1], 'and')}, since engines read it differently"
    if pattern != pattern.lower():
        return "has a capital, and answers are in lower case; use small letters"
    try:
        found = re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return f"is no regular expression ({error}); correct it"
    if re.search(r"\{[0-9,]*[0-9]{4}", pattern) or re.search(r"\{,", pattern):
        return "repeats in a way that engines read differently; use {2,5} up to 999"
    if found.search(""):
        return "fits an empty answer, and so every answer; is there a | too many?"
    return None
