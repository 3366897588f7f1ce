"""The delivery policy is read, and a workbook that costs more than it allows stops."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from corpora.made_deliveries import CODEBOOK, SEEDS, responses, write_xlsx

from scripts.codebook.seeds import SeedRow
from scripts.deliveries.policy import read_delivery_policy
from scripts.deliveries.rejected import RefusedError, RejectedError
from scripts.deliveries.xlsx_file import open_xlsx


@pytest.mark.parametrize(
    ("limit", "value", "expected"),
    [
        ("xlsx_max_cells", 50, "the sheet spans"),
        ("xlsx_max_unpacked", 0, "unpacks to"),
        ("xlsx_max_memory", 1, "takes more than 1 MB to read"),
        ("xlsx_max_seconds", 0, "takes more than 0 seconds to read"),
    ],
)
def test_a_workbook_beyond_a_limit_is_rejected(
    tmp_path: Path, limit: str, value: int, expected: str
) -> None:
    rows = responses(*map(str, range(400)))
    path = write_xlsx(tmp_path / "responses_2023-05.xlsx", rows)
    policy = replace(CODEBOOK.policy, **{limit: value})
    with pytest.raises(RejectedError, match=expected), open_xlsx(path, policy):
        pass


SEED = (SEEDS / "policy" / "delivery_policy.csv").read_text(encoding="utf-8")


def rows_of(text: str) -> list[SeedRow]:
    rows = csv.DictReader(io.StringIO(text))
    return [
        SeedRow("seeds/policy/delivery_policy.csv", line, row)
        for line, row in enumerate(rows, start=2)
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("invited_max", "invitedmax", "line 10: 'invitedmax' is no setting"),
        (
            "invited_max,100000",
            "invited_max,veel",
            "line 10, invited_max: found 'veel'",
        ),
        ("invited_max,100000", "invited_max,-1", "expected a whole number, 0 or more"),
        ("share,0.25", "share,25", "expected a share from 0 to 1"),
        (SEED[SEED.index("invited_max") : SEED.index("totals_words")], "", "lacks"),
        ("duration_max_days", "invited_max", "'invited_max' is there twice"),
    ],
)
def test_a_mistake_in_the_policy_is_one_sentence(
    old: str, new: str, expected: str
) -> None:
    assert old in SEED
    with pytest.raises(RefusedError) as refusal:
        read_delivery_policy(rows_of(SEED.replace(old, new, 1)))
    assert expected in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_the_policy_is_read_as_it_stands() -> None:
    assert read_delivery_policy(rows_of(SEED)) == CODEBOOK.policy
    assert "totaal" in CODEBOOK.policy.totals
