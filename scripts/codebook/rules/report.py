"""Figures and claims of the published report: of members and options that exist."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.codebook.mistakes import Mistake, did_you_mean, one_of, shown
from scripts.codebook.seeds import Seeds, grouped

# what a figure's option can be besides an option or theme of its question
OTHER_OUTCOMES = ("not_applicable",)
EVERYONE = "all"


def figures_are_of_known_groups(seeds: Seeds) -> Iterator[Mistake]:
    """A figure's member is a loket or a subgroup of its dimension."""
    members = {
        dimension[0]: {row["subgroup"] for row in rows}
        for dimension, rows in grouped(seeds["subgroups"], "dimension").items()
    }
    members |= {"loket": set(seeds.column("lokets", "loket")), "total": {EVERYONE}}
    for row in seeds["published_figures"]:
        known = members.get(row["dimension"], {EVERYONE}) | {EVERYONE}
        if row["member"] not in known:
            yield row.mistake(
                f"{shown(row['member'])} is not known in {row['dimension']}"
                f"{did_you_mean(row['member'], known)}; expected "
                f"{one_of(sorted(known))}",
                "member",
            )


def figures_are_of_known_outcomes(seeds: Seeds) -> Iterator[Mistake]:
    """The option of a figure or claim is an option, theme or band of its question."""
    answers = seeds.values("options", "question", "option")
    answers |= seeds.values("open_answer_themes", "question", "theme")
    bands = {*seeds.column("score_bands", "band"), *OTHER_OUTCOMES}
    for seed in ("published_figures", "published_claims"):
        for row in seeds[seed]:
            option, question = row.at("option", "question")
            known = {name for of, name in answers if of == question} | bands
            if option not in known | {"", "*"}:
                yield row.mistake(
                    f"{shown(option)} is no outcome of {question or 'no question'}"
                    f"{did_you_mean(option, known)}; correct it",
                    "option",
                )
