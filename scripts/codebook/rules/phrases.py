"""Phrases of the findings: of ids that exist, with the places that they need."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scripts.codebook.mistakes import Mistake, did_you_mean, shown
from scripts.codebook.seeds import Seeds
from scripts.codebook.words import SURVEY

PLACE = re.compile(r"\{[^{}]*\}?|\}")
WITH_MORE = ("option", "residual_option", "contrary")


def phrases_are_of_known_ids(seeds: Seeds) -> Iterator[Mistake]:
    """The id of a phrase is a question, option, subgroup, … of the codebook."""
    known = _known_ids(seeds)
    homes = _homes()
    for row in seeds["phrases"]:
        kind, name = row.at("kind", "id")
        ids = known[kind.removeprefix("residual_")]
        if name not in ids:
            yield row.mistake(
                f"{shown(name)} is not known as "
                f"a{homes[kind.removeprefix('residual_')]}"
                f"{did_you_mean(name, ids)}; correct it or remove the row",
                "id",
            )


def _known_ids(seeds: Seeds) -> dict[str, set[str]]:
    questions = set(seeds.column("questions", "question"))
    dimensions = set(seeds.column("dimensions", "dimension"))
    options = {"|".join(ids) for ids in seeds.values("options", "question", "option")}
    themes = seeds.values("open_answer_themes", "question", "theme")
    groups = seeds.values("subgroups", "dimension", "subgroup")
    return {
        "survey": set(SURVEY),
        "topic": set(seeds.column("questions", "topic")),
        "question": questions,
        "asked": questions,
        # a theme is told as an option is
        "option": options | {"|".join(ids) for ids in themes},
        "opposite": options,
        "contrary": options,
        "theme": {"|".join(ids) for ids in themes},
        "subgroup": {"|".join(ids) for ids in groups},
        "trend": dimensions,
        "trend_clause": dimensions,
        "held_constant": dimensions,
    }


def _homes() -> dict[str, str]:
    question, dimension = " question", " dimension"
    return {
        "survey": f" part of what a survey says of itself ({', '.join(SURVEY)})",
        "topic": " topic of questions",
        "question": question,
        "asked": question,
        "option": "n option or theme (question|option)",
        "opposite": "n option (question|option)",
        "contrary": "n option (question|option)",
        "theme": " theme (question|theme)",
        "subgroup": " subgroup (dimension|subgroup)",
        "trend": dimension,
        "trend_clause": dimension,
        "held_constant": dimension,
    }


def phrases_have_their_places(seeds: Seeds) -> Iterator[Mistake]:
    """Phrases of options have {more}, and none has another place."""
    for row in seeds["phrases"]:
        places = PLACE.findall(row["phrase"])
        expected = ["{more}"] if row["kind"] in WITH_MORE else []
        if expected and "{more}" not in places:
            yield row.mistake(
                f"{shown(row['phrase'])} has no place for 'vaker'; write "
                f"{{more}} there",
                "phrase",
            )
        elif places != expected:
            strange = next(
                (place for place in places if place not in expected), "{more}"
            )
            yield row.mistake(
                f"{shown(strange)} is filled in nowhere; remove it from the phrase",
                "phrase",
            )


def trends_are_told_both_ways(seeds: Seeds) -> Iterator[Mistake]:
    """A dimension with an order has its phrase for both places in a sentence."""
    rows = seeds["phrases"]
    for kind, other in (("trend", "trend_clause"), ("trend_clause", "trend")):
        have = {row["id"] for row in rows if row["kind"] == other}
        for row in rows:
            if row["kind"] == kind and row["id"] not in have:
                yield row.mistake(
                    f"{row['id']} has a {kind} and no {other}; add its row", "id"
                )
