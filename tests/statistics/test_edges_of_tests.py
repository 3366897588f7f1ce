"""The tests and estimates at their edges: smallest bases, empty groups, texts, types.

Each test is of a changed line that no other test noticed (`make mutants`).
"""

import numpy as np
import pandas as pd
import pytest

from scripts.statistics import inputs, many_groups, means, shares, trend_tests

pytestmark = pytest.mark.filterwarnings("error")

FLOAT = np.dtype("float64")


# --- inputs --------------------------------------------------------------------------


def test_null_in_a_column_of_objects_becomes_nan() -> None:
    (found,) = inputs.as_arrays(pd.Series([1, pd.NA, None], dtype=object))
    np.testing.assert_array_equal(found, [1.0, np.nan, np.nan])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            lambda: inputs.check_counts(np.array([1.0, 0.0]), np.array([2.0, -1.0])),
            "A base is below zero (row 1, counted from 0).",
        ),
        (
            lambda: inputs.check_counts(np.array([3.0]), np.array([2.0])),
            "A count lies outside 0 to its base (row 0, counted from 0).",
        ),
        (
            lambda: inputs.check_moments(np.array([-1.0]), np.array([1.0])),
            "A base is below zero (row 0, counted from 0).",
        ),
        (
            lambda: inputs.check_moments(np.array([5.0]), np.array([-1.0])),
            "A variance is below zero (row 0, counted from 0).",
        ),
        (
            lambda: inputs.rest_of(10, 7, 2, 11, 7, 2),
            "A group is larger than the total that it belongs to (row 0, counted "
            "from 0).",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(wrong, message: str) -> None:
    with pytest.raises(ValueError) as refused:
        wrong()
    assert str(refused.value) == message


def test_a_rest_of_two_marks_has_a_variance_and_one_of_one_has_not() -> None:
    marks = np.array([6.0, 8.0, 7.0, 7.0, 9.0])
    for size, variance in ((2, np.var(marks[:2], ddof=1)), (1, np.nan)):
        part = marks[size:]
        rest = inputs.rest_of(
            *(5, marks.mean(), marks.var(ddof=1)),
            *(len(part), part.mean(), part.var(ddof=1)),
        ).iloc[0]
        assert rest["mean"] == pytest.approx(marks[:size].mean())
        assert rest["variance"] == pytest.approx(variance, nan_ok=True)


# --- two means -----------------------------------------------------------------------


def test_two_marks_in_either_group_are_enough_for_a_test_and_one_is_not() -> None:
    n1, n2 = [2, 40, 1, 40], [40, 2, 40, 1]
    test = means.welch_t(n1, 7.5, 1.0, n2, 7.0, 2.0, alpha=0.05)
    assert test["reason"].to_list() == ["", "", "base_too_small", "base_too_small"]
    visible = means.visible_mean(n1, 1.0, n2, 2.0, alpha=0.05, power=0.8)
    assert np.isnan(visible).tolist() == [False, False, True, True]


def test_cohen_d_is_in_pooled_standard_deviations() -> None:
    test = means.welch_t(10, 8.0, 4.0, 90, 7.0, 1.0, alpha=0.05)
    assert test["cohen_d"][0] == pytest.approx(1 / ((9 * 4 + 89) / 98) ** 0.5)


def test_an_empty_group_gives_no_warning_of_a_division_by_zero() -> None:
    test = means.hall_t(0, 7.0, 1.0, 40, 7.0, 2.0, 0.5, alpha=0.05)
    assert test["reason"].to_list() == ["base_too_small"]


# --- two shares ----------------------------------------------------------------------


def test_shares_come_with_cohens_h_and_columns_of_numbers() -> None:
    table = shares.two_proportions(
        [30, 3], [60, 12], [20, 9], [80, 12], alpha=0.05, min_expected_count=10
    )
    assert table["test"].to_list() == ["pooled_z", "fisher"]
    h = [
        2 * (np.arcsin(a**0.5) - np.arcsin(b**0.5))
        for a, b in ((0.5, 0.25), (0.25, 0.75))
    ]
    assert table["cohen_h"].to_list() == pytest.approx(h)
    assert {table[c].dtype for c in ("low", "high", "p_value", "cohen_h")} == {FLOAT}


def test_the_interval_beside_fishers_test_agrees_with_it_on_either_side() -> None:
    """Over all tables of two small groups, below and above no difference."""
    n1, n2 = 9, 7
    x1, x2 = (g.ravel() for g in np.meshgrid(range(n1 + 1), range(n2 + 1)))
    table = shares.two_proportions(x1, n1, x2, n2, alpha=0.05, min_expected_count=100)
    table = table[table["test"] == "fisher"]
    rejected = table["p_value"] < 0.05
    outside = (table["low"] >= 0) | (table["high"] <= 0)
    touching = (table["low"] == 0) | (table["high"] == 0)
    assert (rejected <= outside).all()
    assert (outside <= (rejected | touching)).all()
    assert rejected.any()
    # the score interval alone would contradict Fisher's test
    alone = shares.score_interval(x1, n1, x2, n2, alpha=0.05).loc[table.index]
    contradicts = (alone["low"] > 0) | (alone["high"] < 0)
    assert (contradicts & ~rejected).any()


# --- many groups ---------------------------------------------------------------------


def test_both_omnibus_tests_are_named_where_they_are_given() -> None:
    marks = many_groups.welch_anova(list("aaab"), 50, [7, 8, 7.5, 7], 2.0)
    assert marks["test"].to_list() == ["welch_anova", "none"]
    chosen = many_groups.chi_square(
        list("aaab"), [20, 25, 30, 20], 50, min_expected_count=5
    )
    assert chosen["test"].to_list() == ["chi_square", "none"]
    assert chosen["reason"].to_list() == ["", "base_too_small"]


@pytest.mark.parametrize("low_is_chosen", [True, False])
def test_a_fifth_of_expected_counts_may_be_small_and_no_more(
    low_is_chosen: bool,
) -> None:
    """Cochran's rule, whether the small counts are of the chosen or of the others."""
    large, small = [100] * 4, [20]
    bases = {
        # one of ten expected counts is 4 of 20
        "one_small": [*large, *small],
        # three of ten
        "three_small": [*large[:2], *small * 3],
    }
    for name, n in bases.items():
        base = np.array(n)
        chosen = base // 5 if low_is_chosen else base - base // 5
        found = many_groups.chi_square([name] * 5, chosen, base, min_expected_count=5)
        allowed = name == "one_small"
        assert found["reason"][name] == ("" if allowed else "expected_too_small")


def test_both_counts_of_a_small_group_count_in_cochrans_rule() -> None:
    """Half of two small groups chose it: four of ten expected counts are small."""
    base = np.array([100, 100, 100, 8, 8])
    found = many_groups.chi_square(["a"] * 5, base // 2, base, min_expected_count=5)
    assert found["reason"]["a"] == "expected_too_small"


def cells_of(table: list[list[int]]) -> dict[str, np.ndarray]:
    group, category = np.indices(np.shape(table))
    return {
        "group": group.ravel(),
        "category": category.ravel(),
        "count": np.ravel(table),
    }


def test_cochrans_rule_holds_for_larger_tables() -> None:
    cells = cells_of([[50, 40, 3], [45, 50, 4], [60, 40, 5]])
    found = many_groups.chi_square_table(["a"] * 9, **cells, min_expected_count=5)
    assert found["reason"]["a"] == "expected_too_small"
    allowed = many_groups.chi_square_table(["a"] * 9, **cells, min_expected_count=3)
    assert allowed["reason"]["a"] == ""


def test_an_option_that_nobody_chose_is_left_out_of_the_table() -> None:
    with_empty = many_groups.chi_square_table(
        ["a"] * 6, **cells_of([[50, 40, 0], [45, 55, 0]]), min_expected_count=5
    )
    without = many_groups.chi_square_table(
        ["a"] * 4, **cells_of([[50, 40], [45, 55]]), min_expected_count=5
    )
    pd.testing.assert_frame_equal(with_empty, without)
    assert without["reason"]["a"] == ""


def test_an_option_that_one_person_chose_counts() -> None:
    found = many_groups.chi_square_table(
        ["a"] * 6, **cells_of([[50, 40, 1], [45, 55, 0]]), min_expected_count=0
    )
    # an expected count of a half is below 1
    assert found["reason"]["a"] == "expected_too_small"


# --- trends --------------------------------------------------------------------------


def test_two_marks_a_group_are_enough_for_a_contrast_and_one_is_not() -> None:
    for fewest, reason in ((2, ""), (1, "too_few_groups")):
        found = trend_tests.linear_contrast(
            ["a"] * 3, [1, 2, 3], [fewest, 30, 40], [7, 7.5, 8], [1.0, 2.0, 1.5]
        )
        assert found["reason"]["a"] == reason


def test_trends_in_shares_are_columns_of_numbers() -> None:
    found = trend_tests.cochran_armitage(
        ["a"] * 3, [1, 2, 3], [10, 20, 30], [50, 50, 50]
    )
    numbers = ["slope", "statistic", "df", "p_value"]
    assert set(found[numbers].dtypes) == {FLOAT}
    assert np.isnan(found["df"]["a"])


def test_a_group_below_the_smallest_base_does_not_count_in_a_trend() -> None:
    """Nor does one of one respondent, where the smallest base is one, get lost."""
    rows = pd.DataFrame(
        {
            "question": "ask",
            "position": [1, 2, 3, 4],
            "is_share": True,
            "base": [40, 9, 50, 60],
            "estimate": [0.5, 1.0, 0.6, 0.7],
            "variance": np.nan,
            "chosen": [20, 9, 30, 42],
        }
    )
    found = trend_tests.trends_of(rows, ["question"], 10).iloc[0]
    assert (found["groups"], found["base"]) == (3, 150)
    assert (found["first_estimate"], found["last_estimate"]) == (0.5, 0.7)
    one = rows.assign(base=[1, 50, 60, 70], chosen=[1, 25, 36, 49], estimate=1.0)
    found = trend_tests.trends_of(one, ["question"], 1).iloc[0]
    alone = trend_tests.cochran_armitage(
        ["ask"] * 4, [1, 2, 3, 4], one["chosen"], one["base"]
    ).iloc[0]
    assert found["slope"] == alone["slope"]
    assert found["first_estimate"] == 1.0
