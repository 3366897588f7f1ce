"""Lokets of a delivered file: other spellings of those that are known, and new ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scripts.suggestions.delivered import Column
from scripts.suggestions.proposal import DECIDE, Proposal, quoted
from scripts.suggestions.words import alike, bare

# two names this much alike are one loket with a typing mistake, if no third is as near
_SAME = 0.85
_MARGIN = 0.1
Row = Mapping[str, str]


def propose_lokets(
    column: Column,
    place: str,
    lokets: Sequence[Row],
    aliases: Sequence[Row],
    proposal: Proposal,
) -> None:
    """Propose an alias for a name that is nearly known; tell what is not known.

    Where the codebook has no lokets at all, those of the file are proposed.

    Args:
        column: The column with the lokets.
        place: What notes call it.
        lokets: Rows of the seed.
        aliases: Rows of loket_aliases.
        proposal: What is added to; values that few rows have are counted only.
    """
    home = {row["loket"].casefold(): row["loket"] for row in lokets}
    home |= {row["alias"].casefold(): row["loket"] for row in aliases}
    times: dict[str, int] = {}
    for value, n in column.values.items():
        name = column.said(value)
        if name.casefold() not in home and value.casefold() not in home:
            times[name] = times.get(name, 0) + n
    shown = [n for n in times if times[n] >= proposal.target.smallest]
    shown += [n for n in column.labels.values() if n in times and n not in shown]
    if not times:
        return
    if not lokets:
        _all_new(sorted(shown), place, len(times) - len(shown), proposal)
        return
    unknown = []
    for name in shown:
        loket = _nearly_known(name, home)
        if loket:
            proposal.add("loket_aliases", alias=name, loket=loket)
            proposal.note(DECIDE, place, f"'{name}' is taken for the loket {loket}")
        else:
            unknown.append(name)
    left = len(times) - (len(shown) - len(unknown))
    if left:
        told = quoted(unknown)
        proposal.note(
            DECIDE,
            place,
            f"{left} lokets are not known{': ' if told else ''}{told}; add them to "
            "lokets or loket_aliases",
        )


def propose_whole(name: str, proposal: Proposal) -> None:
    """A survey without lokets has one: the whole."""
    _add(name, 1, proposal)
    proposal.note(
        DECIDE,
        "lokets",
        f"the file tells no lokets apart: all of it is one, '{name}'; give it the name "
        "of the organisation",
    )


def _all_new(names: list[str], place: str, hidden: int, proposal: Proposal) -> None:
    for position, name in enumerate(names, start=1):
        _add(name, position, proposal)
    left = f"; {hidden} more, which few rows have, are not shown" if hidden else ""
    proposal.note(
        DECIDE, place, f"{len(names)} lokets are proposed: {quoted(names)}{left}"
    )


def _add(name: str, position: int, proposal: Proposal) -> None:
    proposal.add(
        "lokets", loket=name, label=name, position=str(position), source="assumed"
    )


def _nearly_known(name: str, home: Mapping[str, str]) -> str:
    """The loket that a name is most like, if no other is nearly as like."""
    best: dict[str, float] = {}
    for known, loket in home.items():
        # what stands around the name of a place, as 'Loket Twente', counts as well
        is_within = bare(loket) and f" {bare(loket)} " in f" {bare(name)} "
        found = 0.95 if is_within else alike(name, known)
        best[loket] = max(best.get(loket, 0.0), found)
    ranked = sorted(best.items(), key=lambda pair: -pair[1])
    if not ranked or ranked[0][1] < _SAME:
        return ""
    is_alone = len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= _MARGIN
    return ranked[0][0] if is_alone else ""
