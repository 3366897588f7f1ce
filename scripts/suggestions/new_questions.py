"""Rows of a question that was not asked before, and of the cut that it may make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from scripts.suggestions.items import Item
from scripts.suggestions.proposal import Proposal, Row
from scripts.suggestions.scales import scale_id
from scripts.suggestions.words import Recognised, slug, telling

_KINDS = {
    "choice": "single",
    "option_flag": "multiple",
    "option_list": "multiple",
    "text": "open",
}
_LONGEST_LABEL = 60  # characters
# why nothing is proposed for what a column holds
NO_QUESTION = {
    "empty": "is empty, and nothing tells what it is; add it to export_columns if it "
    "is a question",
    "other": "holds numbers or moments, and nothing tells what they are; add it to "
    "export_columns if it is a question",
    "contact": "looks like who somebody is (a name, an address, a number): leave it "
    "out of the delivery",
}


@dataclass(frozen=True)
class Topics:
    """Topics, from the report policy, that a question without neighbours can have."""

    marks: str
    background: str
    answers: str


class Known(Protocol):
    """What a new question is made with: see Codebook."""

    @property
    def tables(self) -> Mapping[str, Sequence[Mapping[str, str]]]:
        """Rows by seed."""

    @property
    def words(self) -> Recognised:
        """What words tell."""

    @property
    def topics(self) -> Topics:
        """Topics that it can have."""


def new_question(
    item: Item,
    topic: str,
    labels: Sequence[str],
    known: Known,
    proposal: Proposal,
) -> Row:
    """Propose the row of a new question.

    Args:
        item: Its columns.
        topic: That of the question before it, or empty.
        labels: Words of the questions of the file, of which its id has those that are
            its own.
        known: The codebook.
        proposal: What the row is added to.
    """
    taken = [row["question"] for row in known.tables["questions"]]
    taken += [row["question"] for row in proposal.rows("questions")]
    name = item.columns[0].name if len(item.columns) == 1 else item.stem
    is_word = sum(letter.isalpha() for letter in name) > len(name) / 2 and len(name) > 3
    words = name if is_word or not item.label else telling(item.label, labels)
    said = f"{item.label} {name}"
    is_background = known.words.says("background", said) and item.content == "choice"
    if is_background:
        topic = known.topics.background
    is_mark = item.content == "score"
    if not topic or (is_mark and topic == known.topics.background):
        topic = known.topics.marks if is_mark else known.topics.answers
    positions = [int(row["position"]) for row in known.tables["questions"]]
    positions += [int(row["position"]) for row in proposal.rows("questions")]
    row = {
        "question": slug(words, taken),
        "kind": _KINDS.get(item.content)
        or scale_id(item, known.tables, known.words, proposal),
        "topic": topic,
        "position": str(max([0, *positions]) + 1),
        "label": _short(name if is_word or not item.label else item.label),
    }
    proposal.add("questions", **row)
    return row


def _short(text: str) -> str:
    """The first words of a text, as a label."""
    text = " ".join(text.replace("_", " ").split())
    if len(text) > _LONGEST_LABEL:
        text = text[:_LONGEST_LABEL].rpartition(" ")[0] or text[:_LONGEST_LABEL]
    return text[:1].upper() + text[1:]
