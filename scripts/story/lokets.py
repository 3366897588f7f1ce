"""The lokets with the highest marks, and how each differs from the others."""

from __future__ import annotations

from collections import defaultdict

from scripts.codebook.dutch import dutch_number, listed, sentence
from scripts.codebook.row_keys import row_key, row_keys
from scripts.codebook.rows import Row, Tables, records
from scripts.codebook.words import Words
from scripts.story.finding import LONGEST_LIST, Finding, strength


def top_lokets(tables: Tables, words: Words) -> list[Finding]:
    """The lokets with the highest mark per question, or that none stands out."""
    table = "mart_top_lokets"
    found = []
    for (year, question), (rows, largest) in ranked_lokets(tables).items():
        text = _ranking(rows, words) if rows else no_top(question, largest, words)
        found.append(
            Finding(
                year,
                "top_lokets" if rows else "no_top_lokets",
                sentence(text),
                table,
                row_key(table, {"year": year, "question": question}),
                topic=words.topic(question),
                question=question,
            )
        )
    return found


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
        return f"bij {name} springt geen loket eruit"
    return (
        f"voor {name} heeft geen loket genoeg antwoorden om apart te noemen "
        f"(ten minste {dutch_number(least)})"
    )


def _ranking(rows: list[Row], words: Words) -> str:
    """One sentence on the lokets of each rank."""
    ranks: dict[int, list[str]] = defaultdict(list)
    for row in sorted(
        rows, key=lambda row: (row["rank"], -row["n_valid"], row["loket"])
    ):
        mark, n = words.figure(row["mean"], False), dutch_number(row["n_valid"])
        ranks[row["rank"]].append(f"{row['loket_label']} ({mark}; n={n})")
    first, *later = [listed(names) for _, names in sorted(ranks.items())]
    one = len(ranks[min(ranks)]) == 1
    start = "het hoogste cijfer voor" if one else "de hoogste cijfers voor"
    text = f"{start} {words.question(rows[0]['question'])} "
    text += f"{'krijgt' if one else 'krijgen'} {first}"
    joints = [", gevolgd door ", *[", en daarna "] * len(later)]
    return text + "".join(
        joint + names for joint, names in zip(joints, later, strict=False)
    )


def told_lokets(tables: Tables, words: Words) -> dict[tuple[int, str, str], list[Row]]:
    """Per year, loket and direction the marks that differ enough to be told."""
    frame = tables["sig_lokets"]
    effect = frame["effect_size"].abs() >= words.settings.number("finding_min_effect")
    told = frame[(frame["direction"] != "none") & effect & frame["option"].isna()]
    lokets: dict[tuple[int, str, str], list[Row]] = defaultdict(list)
    for row in records(told):
        lokets[int(row["year"]), row["loket"], row["direction"]].append(row)
    for rows in lokets.values():
        rows.sort(key=lambda row: (-strength(row), row["question"]))
    return lokets


def loket_differences(tables: Tables, words: Words) -> list[Finding]:
    """Per loket, the marks that are higher, and lower, than those of the others."""
    table = "sig_lokets"
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
            )
        )
    return found
