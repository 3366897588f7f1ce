"""Subgroups: of a new background question, and of a new answer to a known one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scripts.suggestions.answers import Answers
from scripts.suggestions.proposal import DECIDE, Proposal


def propose_cut(
    question: Mapping[str, str],
    answers: Answers,
    dimensions: Sequence[Mapping[str, str]],
    proposal: Proposal,
) -> None:
    """Propose a dimension with a subgroup per answer, for a new background question."""
    name = question["question"]
    known = [*dimensions, *proposal.rows("dimensions")]
    last = max([0, *(int(row["position"]) for row in known)])
    proposal.add(
        "dimensions",
        dimension=name,
        question=name,
        position=str(last + 1),
        label=question["label"],
        is_ordered="false",
    )
    for position, (option, label) in enumerate(answers.labels.items(), start=1):
        proposal.add(
            "subgroups",
            dimension=name,
            subgroup=option,
            position=str(position),
            label=label,
        )
        proposal.add("subgroup_options", dimension=name, option=option, subgroup=option)
    proposal.note(
        DECIDE,
        name,
        "is taken for a background question that results are broken down by: join its "
        "subgroups, or take it out of dimensions, subgroups and subgroup_options",
    )


def leave_ungrouped(
    question: str,
    option: str,
    dimensions: Sequence[Mapping[str, str]],
    proposal: Proposal,
) -> None:
    """A new answer belongs to no subgroup until a person gives it one."""
    for row in dimensions:
        if row["question"] != question:
            continue
        proposal.add(
            "ungrouped_options",
            dimension=row["dimension"],
            option=option,
            remark="new; no subgroup was chosen for it",
        )
        proposal.note(
            DECIDE,
            question,
            f"the new answer {option} is in no subgroup of {row['dimension']}; give it "
            "one in subgroup_options, or leave it out",
        )
