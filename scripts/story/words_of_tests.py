"""The words that stand beside one figure: what its test says of it."""

from __future__ import annotations

from scripts.codebook.rows import Row
from scripts.codebook.words import Words
from scripts.story.finding import is_large

ARROWS = {"up": "▲", "down": "▼"}
# Behind the label of a figure whose test stands on few answers, or was not done.
INDICATIVE = "indicatief"
FEW_ANSWERS = {"indicative": INDICATIVE, "base_too_small": "te klein om te toetsen"}


def change_words(change: Row | None) -> str:
    """What a row of sig_year_on_year says; None is a first measurement."""
    if change is None:
        return "eerste meting"
    reason = change["reason"] or ""
    if reason == "not_comparable_new_question":
        return "nieuwe vraag"
    if reason == "not_comparable_new_option":
        return "nieuw antwoord"
    if reason.startswith("not_comparable"):
        return "niet vergelijkbaar met eerdere jaren"
    before = int(change["previous_year"])
    if change["direction"] in ARROWS:
        return f"significant {higher(change)} dan in {before}"
    if change["p_value"] is None:
        return "te weinig antwoorden om te vergelijken"
    return f"niet aantoonbaar anders dan in {before}"


def is_comparable(change: Row | None) -> bool:
    """Whether there is an earlier figure to compare with."""
    reason = (change or {}).get("reason") or ""
    return change is not None and not reason.startswith("not_comparable")


def higher(row: Row) -> str:
    """'hoger' or 'lager', from a direction."""
    return "hoger" if row["direction"] == "up" else "lager"


def is_told(row: Row, words: Words) -> bool:
    """Whether a difference from the others has a direction and is large enough."""
    return row["direction"] in ARROWS and is_large(row, words)


def few_answers(row: Row | None) -> str:
    """The remark on a figure whose test stands on few answers, or was not done."""
    return FEW_ANSWERS.get((row or {}).get("reason") or "", "")
