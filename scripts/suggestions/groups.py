"""Answers that were split or joined: nets that make the years comparable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scripts.suggestions.answers import Answers
from scripts.suggestions.previous import Expected
from scripts.suggestions.proposal import DECIDE, Proposal, quoted
from scripts.suggestions.words import bare, slug

# shorter words ('van', 'een') are in too many answers to tell anything
_LEAST_LETTERS = 4
# an answer with more words of its own is a sentence, whose parts say too little
_MOST_WORDS = 3
_PARTS = 2


def propose_nets(
    question: Expected,
    answers: Answers,
    options: Sequence[Mapping[str, str]],
    proposal: Proposal,
) -> None:
    """Propose a net where an answer went and at least two came that name it, or back.

    'Werk' that makes way for 'Vast werk' and 'Tijdelijk werk' is the same as both
    together. A person decides: the words may deceive.

    Args:
        question: As it was.
        answers: What its values stand for now.
        options: Rows of the seed, of which ids and places are taken.
        proposal: What is added to.
    """
    new = {option: answers.labels[option] for option in answers.new}
    gone = {option: question.options[option] for option in answers.gone}
    splits = _named_by(gone, new)
    joins = _named_by(new, gone)
    for whole, parts in [*splits.items(), *joins.items()]:
        labels = {**gone, **new}
        _add(question.question, labels[whole], [whole, *parts], options, proposal)
        is_split = whole in gone
        proposal.note(
            DECIDE,
            question.question,
            f"'{labels[whole]}' looks as if it was "
            f"{'split into' if is_split else 'joined from'} "
            f"{quoted(labels[part] for part in parts)}: a net of them is proposed "
            "(option_groups); take it out if they are not the same together",
        )


def _named_by(
    wholes: Mapping[str, str], parts: Mapping[str, str]
) -> dict[str, list[str]]:
    """Per whole the parts whose labels have all of its words; each part once."""
    found: dict[str, list[str]] = {}
    taken: set[str] = set()
    for whole, label in wholes.items():
        words = _words(label)
        if not 0 < len(words) <= _MOST_WORDS:
            continue
        own = [
            part
            for part, said in parts.items()
            if part not in taken and words < _words(said)
        ]
        if len(own) >= _PARTS:
            found[whole] = own
            taken |= set(own)
    return found


def _words(label: str) -> set[str]:
    return {word for word in bare(label).split() if len(word) >= _LEAST_LETTERS}


def _add(
    question: str,
    label: str,
    members: Sequence[str],
    options: Sequence[Mapping[str, str]],
    proposal: Proposal,
) -> None:
    own = [
        row
        for row in [*options, *proposal.rows("options")]
        if row["question"] == question
    ]
    net = slug(f"{label} totaal", [row["option"] for row in own])
    proposal.add(
        "options",
        question=question,
        option=net,
        position=str(max(int(row["position"]) for row in own) + 1),
        label=f"{label} (totaal)",
        excludes_others="false",
        is_net="true",
    )
    for option in members:
        proposal.add("option_groups", question=question, net=net, option=option)
