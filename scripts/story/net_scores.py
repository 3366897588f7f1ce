"""Net scores (promoters less detractors) of questions whose scale has one."""

from __future__ import annotations

from scripts.codebook.dutch import dutch_number, in_sentence, signed_number
from scripts.codebook.row_keys import row_key
from scripts.codebook.rows import Tables, records
from scripts.codebook.words import Words
from scripts.story.told import Told

NET = "mart_net_scores"
YEARS = "mart_scores_per_year"
TOTAL = "all"


def net_scores(tables: Tables, words: Words) -> list[Told]:
    """The net score of each year as a key figure, with its interval.

    It is told of everyone; it rests on the shares of the bands that it is worked out
    of.
    """
    shares = {(int(r["year"]), r["question"]): r for r in records(tables[YEARS])}
    told = []
    for row in records(tables[NET]):
        year, question = int(row["year"]), row["question"]
        score = shares.get((year, question))
        if row["member"] != TOTAL or row["net_score"] is None or score is None:
            continue
        bands = words.bands_of_scales[words.questions[question]["kind"]]
        high, low = (in_sentence(bands[b]["label"]) for b in ("good", "insufficient"))
        n = row["n_valid"]
        counts = (row["n_promoters"], row["n_detractors"])
        of = [words.figure(count / n, True) for count in counts]
        edges = [signed_number(row[edge], 0) for edge in ("low", "high")]
        told.append(
            Told(
                year,
                f"question/{question}/net",
                "tile",
                f"{of[0]} {high} min {of[1]} {low}; {words.confidence}-interval "
                f"{edges[0]} tot {edges[1]}; n={dutch_number(n)}",
                YEARS,
                row_key(YEARS, score),
                headline="Netto score (NPS)",
                figure=signed_number(row["net_score"], 0),
                topic=words.topic(question),
                question=question,
            )
        )
    return told
