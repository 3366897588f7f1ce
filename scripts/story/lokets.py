"""The lokets with the highest marks, and how each differs from the others."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from scripts.codebook.dutch import dutch_number, listed, sentence
from scripts.codebook.numbers import round_half_up
from scripts.codebook.row_keys import row_key, row_keys
from scripts.codebook.rows import Row, Tables, records
from scripts.codebook.words import Words
from scripts.statistics.recurrence import Cells, differ_again, ranking_again
from scripts.story.finding import (
    LONGEST_LIST,
    Finding,
    corrected,
    is_large,
    smallest_difference,
    strength,
)


def has_lokets(tables: Tables) -> bool:
    """Whether lokets can be told apart: a survey of a whole has one, or none."""
    return tables["mart_scores_per_loket"]["loket"].nunique() != 1


def top_lokets(tables: Tables, words: Words) -> list[Finding]:
    """The lokets with the highest mark per question, or that none stands out."""
    table = "mart_top_lokets"
    standing = top_probabilities(tables)
    marks: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in records(tables["mart_scores_per_loket"]):
        marks[int(row["year"]), row["question"]].append(row)
    country = {
        (int(row["year"]), row["question"]): row["mean"]
        for row in records(tables["mart_scores_per_year"])
    }
    found = []
    for (year, question), (rows, largest) in ranked_lokets(tables).items():
        text = no_top(question, largest, words)
        if rows:
            text = _ranking(rows, standing, words)
        least = words.settings.number("top_lokets_min_base", question)
        named = [row for row in marks[year, question] if row["n_valid"] >= least]
        found.append(
            Finding(
                year,
                "top_lokets" if rows else "no_top_lokets",
                sentence(text),
                table,
                row_key(table, {"year": year, "question": question}),
                topic=words.topic(question),
                question=question,
                stability=_ranked_again(
                    named, country.get((year, question)), question, words
                ),
            )
        )
    return found


def _ranked_again(
    marks: list[Row], country: float | None, question: str, words: Words
) -> float:
    """In which part of surveys drawn again the list would be the same."""
    if not marks or country is None:
        return 1.0
    decimals = int(words.settings.number("mean_decimals"))
    cells = Cells(
        base=np.array([row["n_valid"] for row in marks], dtype=float),
        estimate=np.array([row["mean"] for row in marks]),
        variance=np.array([row["variance"] for row in marks], dtype=float),
        is_share=False,
    )
    lead = words.settings.number("top_lokets_min_lead", question)
    return ranking_again(
        cells,
        decimals=decimals,
        least=round_half_up(country, decimals) + lead,
        ranks=int(words.settings.number("top_lokets_ranks", question)),
    )


def top_probabilities(tables: Tables) -> dict[tuple[int, str, str], float | None]:
    """How likely each loket is truly among the highest: year, question, loket."""
    return {
        (int(row["year"]), row["question"], row["loket"]): row["top_probability"]
        for row in records(tables["mart_loket_standing"])
    }


def ranked_lokets(tables: Tables) -> dict[tuple[int, str], tuple[list[Row], float]]:
    """Per year and question the rows of the top lokets, and the largest base of any."""
    tops: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in records(tables["mart_top_lokets"]):
        tops[int(row["year"]), row["question"]].append(row)
    lokets = tables["sig_lokets"]
    scores = lokets[lokets["option"].isna()]
    largest = scores.groupby(["year", "question"])["base"].max()
    return {
        (int(row["year"]), row["question"]): (
            tops.get((int(row["year"]), row["question"]), []),
            row["base"],
        )
        for row in records(largest.to_frame().reset_index())
    }


def no_top(question: str, largest: float, words: Words) -> str:
    """Why no loket is named: none stands out, or none has enough answers."""
    least = words.settings.number("top_lokets_min_base", question)
    name = f"het cijfer voor {words.question(question)}"
    if largest >= least:
        lead = words.settings.number("top_lokets_min_lead", question)
        return (
            f"geen loket krijgt voor {words.question(question)} een cijfer dat ten "
            f"minste {dutch_number(lead, None)} boven het landelijke ligt"
        )
    return (
        f"voor {name} heeft geen loket genoeg antwoorden om apart te noemen "
        f"(ten minste {dutch_number(least)})"
    )


def _ranking(
    rows: list[Row],
    standing: dict[tuple[int, str, str], float | None],
    words: Words,
) -> str:
    """One sentence on the lokets of each rank, and how sure their place is."""
    ranks: dict[int, list[str]] = defaultdict(list)
    is_told = False
    for row in sorted(
        rows, key=lambda row: (row["rank"], -row["n_valid"], row["loket"])
    ):
        mark, n = words.figure(row["mean"], False), dutch_number(row["n_valid"])
        sure = standing.get((int(row["year"]), row["question"], row["loket"]))
        chance = "" if sure is None else f"; {words.figure(sure, True)}"
        is_told = is_told or sure is not None
        ranks[row["rank"]].append(f"{row['loket_label']} ({mark}; n={n}{chance})")
    first, *later = [listed(names) for _, names in sorted(ranks.items())]
    one = len(ranks[min(ranks)]) == 1
    start = "het hoogste cijfer voor" if one else "de hoogste cijfers voor"
    text = f"{start} {words.question(rows[0]['question'])} "
    text += f"{'krijgt' if one else 'krijgen'} {first}"
    joints = [", gevolgd door ", *[", en daarna "] * len(later)]
    text += "".join(joint + names for joint, names in zip(joints, later, strict=False))
    if is_told:
        top = dutch_number(words.settings.number("top_lokets_ranks"))
        text += (
            f"; het percentage is de kans dat een loket echt bij de beste {top} hoort"
        )
    return text


def told_lokets(tables: Tables, words: Words) -> dict[tuple[int, str, str], list[Row]]:
    """Per year, loket and direction the marks that differ enough to be told."""
    frame = tables["sig_lokets"]
    told = frame[(frame["direction"] != "none") & frame["option"].isna()]
    lokets: dict[tuple[int, str, str], list[Row]] = defaultdict(list)
    for row in records(told):
        if not is_large(row, words):
            continue
        lokets[int(row["year"]), row["loket"], row["direction"]].append(row)
    for rows in lokets.values():
        rows.sort(key=lambda row: (-strength(row), row["question"]))
    return lokets


def loket_differences(tables: Tables, words: Words) -> list[Finding]:
    """Per loket, the marks that are higher, and lower, than those of the others."""
    table = "sig_lokets"
    variance = {
        (int(row["year"]), row["question"], row.get("loket") or ""): row["variance"]
        for name in ("mart_scores_per_loket", "mart_scores_per_year")
        for row in records(tables[name])
    }
    found = []
    for (year, loket, direction), rows in told_lokets(tables, words).items():
        marks = []
        for row in rows[:LONGEST_LIST]:
            pair = sorted([row["estimate"], row["rest_estimate"]])
            extra = words.decimals(pair[:1], pair[1:], False)
            own, rest = (
                words.figure(row[side], False, extra)
                for side in ("estimate", "rest_estimate")
            )
            versus = words.tentative(f"{own} tegenover {rest}", row["base"])
            marks.append(f"{words.question(row['question'])} ({versus})")
        if len(rows) > LONGEST_LIST:
            marks.append(f"{len(rows) - LONGEST_LIST} andere onderdelen")
        mark = "hoger" if direction == "up" else "lager"
        text = (
            f"{rows[0]['loket_label']} krijgt een {mark} cijfer dan de andere loketten "
            f"voor {listed(marks)}"
        )
        found.append(
            Finding(
                year,
                "loket_difference",
                sentence(text),
                table,
                row_keys(table, rows),
                question=rows[0]["question"] if len(rows) == 1 else "",
                loket=loket,
                strength=strength(rows[0]),
                stability=_differs_again(rows, variance, words),
            )
        )
    return found


def _differs_again(
    rows: list[Row], variance: dict[tuple[int, str, str], float | None], words: Words
) -> float:
    """In which part of surveys drawn again all these marks would differ again.

    The lokets' correction weighs as it did. Marks of one loket come from the same
    clients, so that they return together more often than this: each is drawn by itself.
    """
    correction = words.settings.text("headline_correction_lokets")
    stability = 1.0
    for row in rows:
        keys = (int(row["year"]), row["question"])
        spread = [variance.get((*keys, row["loket"])), variance.get((*keys, ""))]
        cells = Cells(
            base=np.array([row["base"], row["rest_base"]], dtype=float),
            estimate=np.array([row["estimate"], row["rest_estimate"]]),
            variance=np.array(spread, dtype=float),
            is_share=False,
        )
        up = row["difference"] > 0
        stability *= differ_again(
            cells,
            [0 if up else 1],
            [1 if up else 0],
            [corrected(row, correction)[1]],
            alpha=words.alpha,
            smallest=smallest_difference(False, words),
        )
    return stability
