"""What the figures of groups say: which differ, and what is left of it."""

from __future__ import annotations

from collections import defaultdict

from scripts.codebook.dutch import (
    capital,
    dutch_number,
    listed,
    signed_number,
)
from scripts.codebook.row_keys import row_key, row_keys
from scripts.codebook.rows import Row, Tables, records
from scripts.codebook.words import Words
from scripts.story.groups import Difference, difference_told, told_differences
from scripts.story.told import Ids, Told, short
from scripts.story.words_of_tests import ARROWS, few_answers, higher, is_told

TESTS = "sig_subgroups"
ADJUSTED = "mart_adjusted_test_effect"


def group_titles(tables: Tables, words: Words) -> list[Told]:
    """What the marks of the subgroups of each dimension say, and each of them.

    A title and its arrows tell a difference only where the findings may tell it.
    """
    frame = tables[TESTS]
    families: dict[tuple[int, str, str], list[Row]] = defaultdict(list)
    for row in records(frame[frame["option"].isna()]):
        families[int(row["year"]), row["dimension"], row["question"]].append(row)
    differences = told_differences(tables, words)
    bases = {
        (int(row["year"]), row["question"]): row["n_valid"]
        for row in records(tables["mart_scores_per_year"])
    }
    told = []
    for (year, dimension, question), rows in families.items():
        difference = differences.get((year, dimension, question, ""))
        place = f"question/{question}/group/{dimension}"
        label = words.dimension_label(dimension)
        ids: Ids = {
            "topic": words.topic(question),
            "question": question,
            "dimension": dimension,
        }
        n = dutch_number(bases.get((year, question)) or 0)
        base = f"klanten die een cijfer gaven, {year} (n={n} in totaal)"
        text, headline, rests = _title(difference, rows, label, words)
        neutral = f"{label}: cijfer per groep"
        told += [
            Told(
                year,
                place,
                "title",
                text,
                *rests,
                headline=short(headline, neutral),
                base_text=base
                if rests[0]
                else "klanten die een cijfer gaven (n per groep)",
                **ids,
            ),
            Told(
                year,
                place,
                "title",
                neutral,
                choice=2,
                headline=short(neutral),
                base_text=f"klanten die een cijfer gaven, {year} (n per groep)",
                **ids,
            ),
        ]
        for row in rows:
            if row["subgroup_b"] == "rest":
                told += _beside_group(row, difference is not None, place, words)
    return told


def _title(
    difference: Difference | None, rows: list[Row], label: str, words: Words
) -> tuple[str, str, tuple[str, str]]:
    """Title, headline, and the table and rows that they rest on."""
    if difference is not None:
        names = [
            words.group(difference.dimension, name) for name in difference.subjects
        ]
        mark = "hoger" if difference.is_up else "lager"
        headline = f"{label}: {mark} cijfer bij {listed(names)}"
        if difference.is_trend:
            trend = words.phrases["trend", difference.dimension]
            falls = "lager" if difference.is_up else "hoger"
            headline = f"Hoe {trend}, hoe {falls} het cijfer"
        text = capital(difference_told(difference, words))
        return text, short(headline, f"{label}: groepen verschillen"), difference.rests
    tested = [row for row in rows if row["p_value"] is not None]
    text = f"{label}: geen noemenswaardige verschillen tussen groepen"
    if not tested:
        text = f"{label}: te weinig antwoorden om groepen te vergelijken"
    return text, text, (TESTS, row_keys(TESTS, tested)) if tested else ("", "")


def _beside_group(
    row: Row, is_family_told: bool, place: str, words: Words
) -> list[Told]:
    """What stands beside the mark of one subgroup, compared with the others."""
    few = few_answers(row)
    text, arrow = few, ""
    if is_family_told and is_told(row, words):
        arrow = ARROWS[row["direction"]]
        text = f"significant {higher(row)} dan de andere klanten"
    if not text:
        return []
    return [
        Told(
            int(row["year"]),
            place,
            "difference",
            text,
            TESTS,
            row_key(TESTS, row),
            headline=few,
            arrow=arrow,
            topic=words.topic(row["question"]),
            question=row["question"],
            dimension=row["dimension"],
            subgroup=row["subgroup_a"],
        )
    ]


def adjusted_notes(tables: Tables, words: Words) -> list[Told]:
    """What is left of a difference between groups when another is held constant."""
    decimals = int(words.settings.number("mean_decimals"))

    def signed(value: float) -> str:
        return signed_number(value, decimals)

    told = []
    for row in records(tables[ADJUSTED]):
        if row["adjusted_difference"] is None or row["raw_difference"] is None:
            continue
        constant = words.phrases.get(
            ("held_constant", row["control"]),
            f"bij een gelijk antwoord op {words.dimension(row['control'])}",
        )
        text = (
            f"{capital(constant)} is het verschil {signed(row['adjusted_difference'])} "
            f"({words.confidence}-interval {signed(row['low'])} tot "
            f"{signed(row['high'])}); zonder daarmee rekening te houden "
            f"{signed(row['raw_difference'])}."
        )
        told.append(
            Told(
                int(row["year"]),
                f"question/{row['question']}/group/{row['factor']}",
                "note",
                text,
                ADJUSTED,
                row_key(ADJUSTED, row),
                topic=words.topic(row["question"]),
                question=row["question"],
                dimension=row["factor"],
            )
        )
    return told
