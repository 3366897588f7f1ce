"""Questionnaires: waves and years, what each asks, and who is led to a question."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from scripts.codebook.mistakes import Mistake, did_you_mean, one_of, shown
from scripts.codebook.rules.scales import marks_of
from scripts.codebook.seeds import SeedRow, Seeds, grouped


def waves_in_order(seeds: Seeds) -> Iterator[Mistake]:
    """The last wave is not before the first, and the year is one of theirs."""
    for row in seeds["questionnaires"]:
        first, last, year = row.at("first_wave", "last_wave", "year")
        if last < first:
            yield row.mistake(
                f"{last} is before the first wave, {first}; swap or correct them",
                "last_wave",
            )
        elif not first[:4] <= year <= last[:4]:
            yield row.mistake(
                f"{year} is not a year of its waves, {first} to {last}; correct it",
                "year",
            )


def one_questionnaire_per_wave(seeds: Seeds) -> Iterator[Mistake]:
    """No wave has two questionnaires, and none between the first and last has none."""
    rows = sorted(seeds["questionnaires"], key=lambda row: row["first_wave"])
    if any(row["last_wave"] < row["first_wave"] for row in rows):
        return
    for earlier, later in pairwise(rows):
        last, first = earlier["last_wave"], later["first_wave"]
        lines = (earlier.line, later.line)
        names = f"{earlier['questionnaire']} and {later['questionnaire']}"
        if first <= last:
            shared = first if first == last else f"{first} to {last}"
            what = f"{names} both cover the wave {shared}; let each wave have one"
            yield Mistake(earlier.file, what, lines)
        elif first > _next_wave(last):
            what = (
                f"no questionnaire covers the waves between {names}, from "
                f"{_next_wave(last)} until {first}; let one of them begin or end there"
            )
            yield Mistake(earlier.file, what, lines)


def _next_wave(wave: str) -> str:
    year, month = int(wave[:4]), int(wave[5:])
    return f"{year + month // 12}-{month % 12 + 1:02}"


def questionnaires_ask_something(seeds: Seeds) -> Iterator[Mistake]:
    """Each questionnaire has questions, and each question a questionnaire."""
    asked = seeds.values("question_versions", "questionnaire")
    for row in seeds["questionnaires"]:
        if row.at("questionnaire") not in asked:
            yield row.mistake(
                f"{row['questionnaire']} asks no question; add its questions to "
                f"{seeds.file('question_versions')}",
                "questionnaire",
            )
    used = seeds.values("question_versions", "question")
    for row in seeds["questions"]:
        if row.at("question") not in used:
            yield row.mistake(
                f"no questionnaire asks {row['question']}; add it to "
                f"{seeds.file('question_versions')} or remove it here",
                "question",
            )


def routing_answers_exist(seeds: Seeds) -> Iterator[Mistake]:
    """An answer that leads to a question is a mark, or an option that was offered."""
    kinds = seeds.pairs("questions", "question", "kind")
    offered = grouped(seeds["option_versions"], "questionnaire", "question")
    marks = {row["scale"]: marks_of(row) for row in seeds["scales"]}
    for row in seeds["routing"]:
        questionnaire, question = row.at("questionnaire", "routing_question")
        kind = kinds.get(question, "")
        known = [o["option"] for o in offered.get((questionnaire, question), [])]
        known = marks.get(kind, known)
        if kind in marks and not known:
            # its scale is told by itself
            continue
        if kind == "open":
            yield row.mistake(
                f"{question} is an open question, and no answer to it can lead to "
                f"{row['question']}; choose another question",
                "routing_question",
            )
        elif row["routing_answer"] not in known:
            answer = row["routing_answer"]
            yield row.mistake(
                f"{shown(answer)} is no answer to {question} in {questionnaire}"
                f"{did_you_mean(answer, known)}; expected {one_of(known)}",
                "routing_answer",
            )


def routing_comes_to_an_end(seeds: Seeds) -> Iterator[Mistake]:
    """No question leads to itself, not by way of others either."""
    for (questionnaire,), rows in grouped(seeds["routing"], "questionnaire").items():
        leads = {
            question: {row["routing_question"] for row in group}
            for (question,), group in grouped(rows, "question").items()
        }
        told: set[str] = set()
        for row in rows:
            circle = _circle(row["question"], leads)
            if circle and not told & set(circle):
                told |= set(circle)
                yield _circle_mistake(questionnaire, circle, rows)


def _circle(start: str, leads: dict[str, set[str]]) -> list[str]:
    """The questions on a way from a question back to itself; empty if there is none."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for question in sorted(leads.get(way[-1], ())):
            if question == start:
                return way
            if question not in seen:
                seen.add(question)
                ways.append([*way, question])
    return []


def _circle_mistake(
    questionnaire: str, circle: list[str], rows: list[SeedRow]
) -> Mistake:
    way = " by way of ".join([*circle, circle[0]])
    lines = tuple(
        row.line
        for row in rows
        if row["question"] in circle and row["routing_question"] in circle
    )
    what = (
        f"in {questionnaire} a question depends on itself ({way}), so that it is asked "
        "of nobody; remove one of the rows"
    )
    return Mistake(rows[0].file, what, lines)
