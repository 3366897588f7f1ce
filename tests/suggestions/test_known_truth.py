"""How many rows are proposed as a person wrote them: measured, and kept as a floor."""

import csv
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
from project import ROOT

from scripts.suggestions.delivered import with_labels
from scripts.suggestions.differences import differences
from scripts.suggestions.draft import propose
from scripts.suggestions.known import codebook_of
from scripts.suggestions.labels_file import read_labels
from scripts.suggestions.proposal import DECIDE, SURE, UNPLACED


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


def next_year(rows: list[list[str]], folder: Path) -> Path:
    return write_csv(folder / "responses_2024-03.csv", rows)


@pytest.fixture
def rows_of_2023() -> list[list[str]]:
    path = ROOT / "data" / "responses_2023-05.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        start = file.read(2000)
        file.seek(0)
        delimiter = max(";,", key=start.split("\n")[0].count)
        return [row for row in csv.reader(file, delimiter=delimiter) if row]


def test_the_same_columns_in_another_order(
    tmp_path: Path, rows_of_2023: list[list[str]]
) -> None:
    places = list(range(len(rows_of_2023[0])))
    random.Random(7).shuffle(places)
    path = next_year([[row[p] for p in places] for row in rows_of_2023], tmp_path)
    target = replace(TARGET, questionnaire="kto_2024", year="2024", previous="kto_2023")
    known = codebook_of(known_truth.seeds())
    proposal = propose(known, target, delivered(path))
    # no row but that of the questionnaire itself: all is inherited
    assert list(differences(proposal, known.tables)) == ["questionnaires"]
    assert not proposal.of(DECIDE)
    assert not proposal.of(UNPLACED)
