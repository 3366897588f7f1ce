"""The one reader of the report policy, and of what is no number or not there."""

import pandas as pd
import pytest

from scripts.codebook.policy import POLICY_SEED, Settings

ROWS = [
    ("least", None, "50"),
    ("least", "tests", " 30 "),
    ("target", "", "overall"),
    ("broken", None, "0,2"),
    ("empty", None, None),
    ("endless", None, "inf"),
]
SETTINGS = Settings.from_table(
    pd.DataFrame(ROWS, columns=["setting", "question", "value"])
)


def test_an_exception_for_a_question_goes_before_the_setting_for_all() -> None:
    assert SETTINGS.number("least") == 50
    assert SETTINGS.number("least", "website") == 50
    assert SETTINGS.number("least", "tests") == 30
    assert SETTINGS.text("target") == "overall"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("absent", "report_policy has no setting 'absent': add a row for it to"),
        ("broken", "report_policy: broken is '0,2'; expected a number."),
        ("empty", "report_policy: empty is '.*'; expected a number."),
        ("endless", "report_policy: endless is 'inf'; expected a number."),
    ],
)
def test_what_is_absent_or_no_number_is_one_sentence(name: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        SETTINGS.number(name, "website")


def test_the_seed_has_an_exception_for_tests() -> None:
    settings = Settings.from_table(pd.read_csv(POLICY_SEED))
    name = "top_lokets_min_base"
    assert settings.number(name, "tests") < settings.number(name)
