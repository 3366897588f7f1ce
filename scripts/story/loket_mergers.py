"""Why a loket is not there in a year: it merged into another, or had yet to begin."""

from __future__ import annotations

from scripts.codebook.rows import Tables, records
from scripts.codebook.words import Words
from scripts.story.told import Told

FIELDWORK = "mart_fieldwork_per_year"


def loket_mergers(tables: Tables, words: Words) -> list[Told]:
    """What stands in the place of a loket's figures in the years that it was not there.

    A loket that could have taken part and did not has no text here.
    """
    del words
    lokets = records(tables["dim_loket"])
    labels = {row["loket"]: row["loket_label"] for row in lokets}
    told = []
    for year in sorted({int(row["year"]) for row in records(tables[FIELDWORK])}):
        for row in lokets:
            first, last = row.get("from_year"), row.get("to_year")
            text = ""
            if last is not None and year > int(last):
                into = labels.get(row.get("merged_into"))
                text = f"is na {int(last)} " + (
                    f"opgegaan in {into}" if into else "gestopt"
                )
            elif first is not None and year < int(first):
                text = f"bestaat sinds {int(first)}"
            if text:
                told.append(
                    Told(
                        year,
                        f"loket/{row['loket']}/absent",
                        "note",
                        f"{row['loket_label']} {text}.",
                        headline=text,
                        loket=row["loket"],
                    )
                )
    return told
