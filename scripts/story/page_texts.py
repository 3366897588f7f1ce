"""What pages say whatever their figures: sources, unknown years, how to read a list."""

from __future__ import annotations

from scripts.codebook.rows import Tables, records
from scripts.codebook.words import Words
from scripts.story.told import Told

FIELDWORK = "mart_fieldwork_per_year"


def page_texts(tables: Tables, words: Words) -> list[Told]:
    """The texts of each year, with the place and kind that pages find them by."""
    told = []
    for row in records(tables[FIELDWORK]):
        year = int(row["year"])
        source = f"Bron: {words.source}, {year}"
        texts = [
            ("about/name", "label", words.survey("name")),
            ("about/question", "label", words.survey("about")),
            ("about/source", "label", words.source),
            ("figures/source", "label", f"{source}."),
            ("figures/demo", "label", f"{source} (voorbeeldgegevens)."),
            (
                "figures/unknown-year",
                "note",
                "Van het gevraagde jaar zijn hier geen cijfers. U ziet die van "
                f"{year}.",
            ),
            (
                "lokets/interval",
                "note",
                f"Onder elk cijfer staat het {words.confidence}-interval: hoe ver het "
                "door toeval kan afwijken. Zonder interval zijn er te weinig "
                "antwoorden.",
            ),
            (
                "lokets/answers",
                "legend",
                "▲ en ▼: significant vaker of minder vaak dan bij alle andere "
                "loketten samen, en groot genoeg om te noemen.",
            ),
            (
                "lokets/no-findings",
                "note",
                "Over dit loket zijn geen bevindingen die ook na correctie voor het "
                "aantal vergelijkingen standhouden.",
            ),
        ]
        told += [Told(year, place, kind, text) for place, kind, text in texts]
        about = map(words.survey, ("report_about", "report_people"))
        told += [
            Told(year, "about/report", "note", text, position=position)
            for position, text in enumerate(about, start=1)
            if text
        ]
    return told
