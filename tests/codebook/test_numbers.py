"""Numbers as texts have them, in English and in Dutch."""

import pytest

from scripts.codebook.dutch import dutch_number
from scripts.codebook.numbers import figure, number, p_value, round_half_up


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        (157 / 20, 1, 7.9),  # 7.85, which a double holds as a little less
        (78499999 / 10000000, 1, 7.8),
        (0.5, 0, 1.0),
        (2.5, 0, 3.0),  # Python's own rounding would say 2
        (-0.25, 1, -0.2),
    ],
)
def test_halves_go_up(value: float, decimals: int, rounded: float) -> None:
    assert round_half_up(value, decimals) == rounded


def test_a_number_has_its_marks_per_language() -> None:
    assert (number(2159), dutch_number(2159)) == ("2,159", "2.159")
    assert (number(157 / 20, 1), dutch_number(157 / 20, 1)) == ("7.9", "7,9")
    assert number(-0.04, 1) == "0.0"


def test_a_number_may_have_the_decimals_that_it_needs() -> None:
    assert [dutch_number(n, None) for n in (0.05, 30, 2159.5)] == [
        "0,05",
        "30",
        "2.159,5",
    ]


def test_a_figure_is_a_mark_or_a_share() -> None:
    assert figure(7.966, is_share=False) == "7.97"
    assert figure(0.4, is_share=True) == "40.0%"


def test_a_very_small_p_value_is_told_as_such() -> None:
    assert p_value(0.03125) == "0.0313"
    assert p_value(0.0001) == "0.0001"
    assert p_value(0.00009) == "< 0.0001"
