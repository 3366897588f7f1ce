"""A proposal in words: what is sure, what wants a decision, what found no place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scripts.suggestions.delivered import Delivered
from scripts.suggestions.proposal import DECIDE, SURE, UNPLACED, Note, Proposal

_HEADINGS = {
    DECIDE: "To decide",
    UNPLACED: "Not placed",
    SURE: "Sure",
}


def told(
    proposal: Proposal,
    delivered: Delivered,
    written: Mapping[str, Sequence[object]],
    most_sure: int | None = None,
) -> str:
    """The report of a proposal, in Markdown that reads in a terminal as well.

    Args:
        proposal: What is proposed.
        delivered: The file that it is proposed from.
        written: The rows of the draft, by seed.
        most_sure: How many of what is sure to list; None lists all.
    """
    target = proposal.target
    beside = f", beside {target.previous}" if target.previous else ""
    lines = [
        f"# {target.questionnaire} from {delivered.name}",
        "",
        f"{delivered.rows} rows, {len(delivered.columns)} columns{beside}.",
    ]
    lines += [f"- {remark}" for remark in delivered.remarks]
    for kind, heading in _HEADINGS.items():
        notes = proposal.of(kind)
        lines += ["", f"## {heading}: {len(notes)}", ""]
        shown = notes if kind != SURE or most_sure is None else notes[:most_sure]
        lines += [f"- {_sentence(note)}" for note in shown]
        if len(shown) < len(notes):
            lines.append(f"- and {len(notes) - len(shown)} more, listed in the draft")
    counted = ", ".join(f"{len(rows)} {seed}" for seed, rows in written.items())
    total = sum(map(len, written.values()))
    lines += ["", f"## Rows proposed: {total}", "", f"{counted}."]
    return "\n".join(lines)


def _sentence(note: Note) -> str:
    sure = "" if note.confidence is None else f" ({note.confidence:.0%})"
    return f"{note.place}: {note.text}{sure}."
