"""The scale of a new question for a mark, and rows for a scale that is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scripts.suggestions.items import Item
from scripts.suggestions.proposal import DECIDE, Proposal, Row
from scripts.suggestions.words import Recognised

# what promoters, passives and detractors are: Reichheld 2003, 'The One Number You Need
# to Grow', Harvard Business Review
_NET_BANDS = {"good": (9, 10), "sufficient": (7, 8), "insufficient": (0, 6)}
_BAND_LABELS = {
    "good": "Goed",
    "sufficient": "Voldoende",
    "insufficient": "Onvoldoende",
}
_NET_LABELS = {
    "good": "Promotors",
    "sufficient": "Passief tevreden",
    "insufficient": "Criticasters",
}


def scale_id(
    item: Item,
    tables: Mapping[str, Sequence[Mapping[str, str]]],
    words: Recognised,
    proposal: Proposal,
) -> str:
    """The scale that an item is on: one of the codebook, or one that is proposed.

    A scale from 0 to 10 is a net score where the question is about recommending.
    """
    if item.scale is None:
        raise ValueError("an item without a scale has no mark")
    lowest, highest = item.scale.lowest, item.scale.highest
    said = f"{item.label} {item.name}"
    is_net = (lowest, highest) == (0, 10) and words.says("recommendation", said)
    for row in [*tables.get("scales", []), *proposal.rows("scales")]:
        same = (row["lowest"], row["highest"]) == (str(lowest), str(highest))
        if same and (row.get("has_net_score", "").lower() == "true") == is_net:
            return row["scale"]
    name = "nps" if is_net else f"scale_{lowest}_{highest}"
    if "scales" in tables:
        proposal.add("scales", **_scale(name, lowest, highest, is_net))
        proposal.add(
            "value_labels", column_name="kind", value=name, label=_said(lowest, highest)
        )
        for row in _bands(name, lowest, highest, is_net):
            proposal.add("score_bands", **row)
        proposal.note(
            DECIDE,
            item.name,
            f"is on a scale from {lowest} to {highest} that is new, {name}: check that "
            "its highest mark is the best (direction), and its bands",
        )
    return name


def _said(lowest: int, highest: int) -> str:
    return f"Cijfer van {lowest} tot en met {highest}"


def _scale(name: str, lowest: int, highest: int, is_net: bool) -> Row:
    return {
        "scale": name,
        "label": _said(lowest, highest),
        "lowest": str(lowest),
        "highest": str(highest),
        "direction": "up",
        "compared_with": name,
        "has_net_score": str(is_net).lower(),
    }


def _bands(name: str, lowest: int, highest: int, is_net: bool) -> list[Row]:
    """Bands of a net score, else the upper two fifths, the middle, the rest."""
    bands, labels = _NET_BANDS, _NET_LABELS
    if not is_net:
        fifth = (highest - lowest + 1) / 5
        good = highest + 1 - max(1, round(2 * fifth))
        middle = good - max(1, round(fifth))
        bands = {
            "good": (good, highest),
            "sufficient": (middle, good - 1),
            "insufficient": (lowest, middle - 1),
        }
        labels = _BAND_LABELS
    return [
        {
            "scale": name,
            "band": band,
            "lowest_score": str(low),
            "highest_score": str(high),
            "position": str(position),
            "label": labels[band],
        }
        for position, (band, (low, high)) in enumerate(bands.items(), start=1)
        if low <= high
    ]
