"""What questionnaires inherit from each other, and what they drop of it."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.codebook.mistakes import Mistake
from scripts.codebook.resolved import resolve
from scripts.codebook.seeds import Seeds


def bases_are_earlier(seeds: Seeds) -> Iterator[Mistake]:
    """A questionnaire is based on one that was used before it."""
    first = seeds.pairs("questionnaires", "questionnaire", "first_wave")
    for row in seeds["questionnaires"]:
        base = row["based_on"]
        if base in first and first[base] >= row["first_wave"]:
            yield row.mistake(
                f"{row['questionnaire']} is based on {base}, which is not earlier; "
                "choose one that was used before it, or empty the cell",
                "based_on",
            )


def what_is_dropped_was_there(seeds: Seeds) -> Iterator[Mistake]:
    """A row that drops something names what its questionnaire would inherit."""
    for row in resolve(seeds.tables).useless:
        yield row.mistake(
            f"{row['questionnaire']} inherits nothing of this name that could be "
            "dropped; correct the name or the questionnaire's based_on, or remove the "
            "row",
            "dropped",
        )


def routing_is_left(seeds: Seeds) -> Iterator[Mistake]:
    """Whom a question is put to is said again where what led to it is dropped."""
    for row in resolve(seeds.tables).unrouted:
        name, question, leads = row.at("questionnaire", "question", "routing_question")
        yield row.mistake(
            f"{question} depends on {leads}, and {name} drops what led to it, so that "
            "it would be asked of all; give it rows for "
            f"{name} here, with dropped true where it is asked of all",
            "question",
        )
