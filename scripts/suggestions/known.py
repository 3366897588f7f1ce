"""The codebook, and the questionnaire that is proposed, from the seeds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from scripts.codebook.mistakes import one_of
from scripts.codebook.resolved import resolved
from scripts.codebook.seeds import Seeds
from scripts.deliveries.names import parse_name
from scripts.suggestions.draft import Codebook
from scripts.suggestions.new_questions import Topics
from scripts.suggestions.proposal import Target
from scripts.suggestions.words import Recognised

_WAVE = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"20\d\d")


class UnknownTargetError(Exception):
    """It can't be told what is to be proposed; the text is one sentence."""


@dataclass(frozen=True)
class Wishes:
    """What the command line says of the questionnaire; empty where it doesn't."""

    questionnaire: str = ""
    year: str = ""
    first_wave: str = ""
    previous: str = ""


def codebook_of(seeds: Seeds) -> Codebook:
    """The part of the codebook that proposals need."""
    policy = seeds.pairs("report_policy", "setting", "value")
    return Codebook(
        {
            name: [dict(row) for row in rows]
            for name, rows in resolved(seeds).tables.items()
        },
        Recognised.of(seeds["suggestion_words"]),
        Topics(
            policy["importance_topic"],
            policy["background_topic"],
            policy["result_topic"],
        ),
    )


def target_of(seeds: Seeds, path: Path, wishes: Wishes) -> Target:
    """The questionnaire to propose, from what was asked and the name of the file.

    The previous one is the last that began before, unless one is named; 'none' stands
    for no previous one.

    Raises UnknownTargetError where the year or the previous one can't be told.
    """
    file = parse_name(path)
    wave = wishes.first_wave or (file.wave if file else "")
    if wishes.first_wave and not _WAVE.fullmatch(wishes.first_wave):
        raise UnknownTargetError(
            f"'{wishes.first_wave}' is no wave; expected YYYY-MM after --first-wave, "
            "such as 2024-07."
        )
    year = wishes.year or wave[:4]
    if not _YEAR.fullmatch(year):
        raise UnknownTargetError(
            f"the year can't be told from the name of {path.name}; add --year, such as "
            "--year 2024."
        )
    first = wishes.first_wave or f"{year}-01"
    rows = sorted(seeds["questionnaires"], key=lambda row: row["first_wave"])
    before = [row for row in rows if row["first_wave"] < first]
    names = [row["questionnaire"] for row in rows]
    previous = wishes.previous or (before[-1]["questionnaire"] if before else "none")
    if previous not in (*names, "none"):
        raise UnknownTargetError(
            f"'{previous}' is no questionnaire; expected {one_of([*names, 'none'])} "
            "after --previous."
        )
    own = next((row for row in rows if row["questionnaire"] == previous), None)
    name = wishes.questionnaire or _named(own["questionnaire"] if own else "", year)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise UnknownTargetError(
            f"'{name}' is no id; expected a letter, then letters in lower case, digits "
            "and _ after --questionnaire."
        )
    if name in names:
        raise UnknownTargetError(
            f"{name} is a questionnaire of the codebook already; name a new one with "
            "--questionnaire."
        )
    label = own["label"] if own else name
    return Target(
        questionnaire=name,
        year=year,
        first_wave=first,
        last_wave=f"{year}-12",
        label=_YEAR.sub(year, label),
        previous="" if previous == "none" else previous,
        smallest=int(
            seeds.pairs("report_policy", "setting", "value")["suppression_min_base"]
        ),
    )


def _named(previous: str, year: str) -> str:
    if _YEAR.search(previous):
        return _YEAR.sub(year, previous)
    return f"{previous or 'survey'}_{year}"
