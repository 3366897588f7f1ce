"""What became of the marks of a loket since it was last measured."""

from __future__ import annotations

from collections import defaultdict

from scripts.codebook.dutch import in_sentence, listed
from scripts.codebook.row_keys import row_key, row_keys
from scripts.codebook.rows import Row, Tables, records
from scripts.codebook.words import Words
from scripts.statistics.one_mean import mean_interval
from scripts.story.told import Told
from scripts.story.words_of_tests import ARROWS, change_words, higher

CHANGES = "sig_lokets_year_on_year"
COUNTRY = "mart_scores_per_year"
LOKETS = "mart_scores_per_loket"


def loket_changes(tables: Tables, words: Words) -> list[Told]:
    """Per loket what changed, in a line, and what stands beside each mark."""
    changes: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in records(tables[CHANGES]):
        if not row["option"]:
            changes[int(row["year"]), row["loket"]].append(row)
    told = []
    for (year, loket), rows in changes.items():
        place = f"loket/{loket}/changes"
        told += [
            Told(
                year,
                place,
                "difference",
                change_words(row),
                CHANGES,
                row_key(CHANGES, row),
                arrow=ARROWS.get(row["direction"], ""),
                topic=words.topic(row["question"]),
                question=row["question"],
                loket=loket,
            )
            for row in rows
        ]
        tested = [row for row in rows if row["p_value"] is not None]
        if tested:
            changed = [row for row in tested if row["direction"] in ARROWS]
            told.append(
                Told(
                    year,
                    place,
                    "note",
                    _line(tested, changed, words),
                    CHANGES,
                    row_keys(CHANGES, changed or tested),
                    loket=loket,
                )
            )
    return told


def _line(tested: list[Row], changed: list[Row], words: Words) -> str:
    before = max(int(row["previous_year"]) for row in tested)
    if not changed:
        return f"Geen van de cijfers is aantoonbaar anders dan in {before}."
    parts = [
        f"{in_sentence(row['question_label'])} is significant {higher(row)} "
        f"({words.figure(row['estimate'], False)}; was "
        f"{words.figure(row['previous_estimate'], False)})"
        for row in changed
    ]
    return f"Vergeleken met {before}: {listed(parts)}."


def mean_intervals(tables: Tables, words: Words) -> list[Told]:
    """How precise the main mark of each loket, and of the country, is."""
    told = []
    for table in (COUNTRY, LOKETS):
        frame = tables[table]
        is_main = frame["question"] == words.main_question
        for row in records(frame[is_main & (frame["n_valid"] >= words.test_base)]):
            low, high = mean_interval(
                row["n_valid"], row["mean"], row["variance"], alpha=words.alpha
            )
            loket = row.get("loket") or ""
            told.append(
                Told(
                    int(row["year"]),
                    f"loket/{loket}/interval" if loket else "lokets/interval",
                    "label",
                    f"{words.figure(low, False)}–{words.figure(high, False)}",
                    table,
                    row_key(table, row),
                    question=words.main_question,
                    loket=loket,
                )
            )
    return told
