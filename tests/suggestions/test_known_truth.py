"""How many rows are proposed as a person wrote them: measured, and kept as a floor."""

import random
from dataclasses import replace
from pathlib import Path

import known_truth
import pytest
from known_truth import (
    TARGET,
    delivered,
    lists_named,
    renamed,
    right,
    truth,
    without_2023,
    write_csv,
)
from made_up_years import SameInOtherWords, rows_of_2023
from project import ROOT

from scripts.suggestions.delivered import with_labels
from scripts.suggestions.differences import differences
from scripts.suggestions.draft import propose
from scripts.suggestions.known import codebook_of
from scripts.suggestions.labels_file import read_labels
from scripts.suggestions.proposal import DECIDE, SURE, UNPLACED

NEXT = replace(TARGET, questionnaire="kto_2024", year="2024", previous="kto_2023")


def test_2023_from_2022_and_its_spss_file() -> None:
    proposal = propose(
        without_2023(), TARGET, delivered(), delivered(known_truth.INVITATIONS)
    )
    good, total, _ = right(lists_named(proposal, truth()), truth())
    # what is not exactly right has an id that only a person can choose
    assert (good, total) >= (214, 250)
    good, total, missing = right(renamed(proposal, truth()), truth())
    assert (good, total, missing) == (250, 250, [])
    proposed = sum(len(proposal.rows(seed)) for seed in truth())
    assert proposed == total, "and nothing that is not there"
    # what changed is told as a decision, what did not as sure, and nothing is lost
    decided = {note.place for note in proposal.of(DECIDE)}
    assert {"v03_5", "v03_6", "v06", "done_after", "planned_next"} <= decided
    assert not {"v01", "v07", "v15", "v17"} & decided
    assert len(proposal.of(SURE)) >= 30
    assert not proposal.of(UNPLACED)


def test_codes_with_the_spss_file_for_labels() -> None:
    codes = delivered(ROOT / "data" / "responses_2023-05.csv")
    labels = read_labels(
        known_truth.SAV, ROOT / "data" / "responses_2023-05.csv", known_truth.policy()
    )
    proposal = propose(
        without_2023(),
        TARGET,
        with_labels(codes, labels),
        delivered(known_truth.INVITATIONS),
    )
    good, total, missing = right(renamed(proposal, truth()), truth())
    assert (good, total, missing) == (250, 250, [])


def test_the_same_columns_in_another_order(
    tmp_path: Path,
) -> None:
    rows = rows_of_2023()
    places = list(range(len(rows[0])))
    random.Random(7).shuffle(places)
    shuffled = [[row[place] for place in places] for row in rows]
    path = write_csv(tmp_path / "responses_2024-03.csv", shuffled)
    known = codebook_of(known_truth.seeds())
    proposal = propose(known, NEXT, delivered(path))
    # no row but that of the questionnaire itself: all is inherited
    assert list(differences(proposal, known.tables)) == ["questionnaires"]
    assert not proposal.of(DECIDE)
    assert not proposal.of(UNPLACED)


@pytest.mark.parametrize("headings", ["labels", "wordings"])
@pytest.mark.parametrize("in_words", [True, False], ids=["words", "codes"])
def test_other_headings_a_quarter_mistyped_in_another_order(
    headings: str, in_words: bool, tmp_path: Path
) -> None:
    placed = total = 0
    for seed in range(5):
        path = tmp_path / f"responses_2024-0{seed + 1}.csv"
        holds = SameInOtherWords(headings, seed).write(path, in_words)
        proposal = propose(codebook_of(known_truth.seeds()), NEXT, delivered(path))
        found = {
            row["column_name"]: (row["content"], row["question"], row["option"])
            for row in proposal.rows("export_columns")
            if row["file_kind"] == "responses"
        }
        placed += sum(found.get(name) == held for name, held in holds.items())
        total += len(holds)
    assert (placed, total) >= (345, 345)
