"""From a delivered file to a draft on disk, and what to say about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scripts.codebook.seeds import Seeds
from scripts.deliveries.policy import read_delivery_policy
from scripts.suggestions.definition import is_definition, read_definition
from scripts.suggestions.delivered import Delivered, read_delivered, with_labels
from scripts.suggestions.differences import differences
from scripts.suggestions.draft import propose
from scripts.suggestions.draft_folder import REPORT, write_draft
from scripts.suggestions.known import Wishes, codebook_of, target_of
from scripts.suggestions.labels_file import read_labels
from scripts.suggestions.told import told

_MOST_SURE = 5  # lines of what is sure on the terminal; the draft's report has all


@dataclass(frozen=True)
class Request:
    """What to propose from: files, wishes, and where the draft goes."""

    file: Path
    wishes: Wishes
    labels: Path | None = None
    invitations: Path | None = None
    language: str = ""
    out: Path | None = None


def suggest(seeds: Seeds, request: Request) -> str:
    """Write a draft of seed rows; returns the report for the terminal.

    Raises:
        RejectedError: A file can't be read.
        RefusedError: The delivery policy can't be read.
        UnknownTargetError: It can't be told what is to be proposed.
        DraftError: The draft can't be written.
    """
    target = target_of(seeds, request.file, request.wishes)
    policy = read_delivery_policy(seeds["delivery_policy"])
    if is_definition(request.file):
        columns = read_definition(request.file, request.language)
        # of a multiple response the one column stands for its choices
        names = {column.name for column in columns if column.kind == "option_list"}
        columns = [c for c in columns if c.name.split("/")[0] not in names or c.kind]
        delivered = Delivered(request.file.name, tuple(columns), 0)
    else:
        delivered = read_delivered(request.file, policy)
    if request.labels is not None:
        labels = read_labels(request.labels, request.file, policy, request.language)
        delivered = with_labels(delivered, labels)
    invitations = (
        read_delivered(request.invitations, policy) if request.invitations else None
    )
    codebook = codebook_of(seeds)
    proposal = propose(codebook, target, delivered, invitations)
    proposed = differences(proposal, codebook.tables)
    rows = {seed: proposed[seed] for seed in seeds.schemas if seed in proposed}
    folder = request.out or Path("drafts") / target.questionnaire
    write_draft(folder, rows, seeds.schemas, told(proposal, delivered, rows) + "\n")
    return (
        f"{told(proposal, delivered, rows, _MOST_SURE)}\n\nWritten to {folder}; what "
        f"is said here stands in {folder / REPORT}.\nNext: go through what is to "
        f"decide, then `python -m scripts codebook check --draft {folder}`, and\n"
        f"`python -m scripts codebook adopt {folder}` to put the rows into the seeds."
    )
