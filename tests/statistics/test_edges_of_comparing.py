"""The comparison tables at their edges: names, order, types and refusals.

Each test is of a changed line that no other test noticed (`make mutants`).
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from statistics_tables import POLICY, answers, scores

from scripts.codebook.policy import Policy
from scripts.significance import compare_lokets, compare_subgroups
from scripts.statistics.comparing import against_rest, matching, stack

pytestmark = pytest.mark.filterwarnings("error")

KEYS = ["year", "dimension", "subgroup"]
DIMENSIONS = pd.DataFrame({"dimension": ["colour"], "question": ["colour"]})
NO_ANSWERS = answers([], [*KEYS, "question", "option"])


def subgroups_of(bases: dict[str, float]) -> pd.DataFrame:
    """One mark in subgroups of these bases, in a year of a thousand respondents."""
    rows = [
        (2023, "colour", name, "mark", n, 7.0 + 0.2 * i, 2.0)
        for i, (name, n) in enumerate(bases.items())
    ]
    year = scores([(2023, "mark", 1000, 7.1, 2.1)], ["year", "question"])
    return compare_subgroups(
        scores(rows, [*KEYS, "question"]),
        NO_ANSWERS,
        year,
        answers([], ["year", "question", "option"]),
        DIMENSIONS,
        POLICY,
    )


def lokets_of(
    chosen: dict[str, tuple[float, float]], total: tuple[float, float]
) -> pd.DataFrame:
    """A share of each loket, chosen and base, in the share of the country."""
    rows = [(2023, name, "ask", "yes", x, n) for name, (x, n) in chosen.items()]
    return compare_lokets(
        scores([], ["year", "loket", "question"]),
        answers(rows, ["year", "loket", "question", "option"]),
        scores([], ["year", "question"]),
        answers([(2023, "ask", "yes", *total)], ["year", "question", "option"]),
        POLICY,
    )


def test_three_groups_of_which_one_is_too_small_say_why_there_is_no_omnibus() -> None:
    table = subgroups_of({"blue": 200, "green": 200, "red": POLICY.min_base_test - 1})
    assert set(table["omnibus_test"]) == {"none"}
    assert set(table["omnibus_reason"]) == {"base_too_small"}
    assert table["omnibus_p_value"].isna().all()


def test_three_groups_of_which_one_is_suppressed_say_so() -> None:
    table = subgroups_of({"blue": 200, "green": 200, "red": np.nan})
    assert set(table["omnibus_test"]) == {"none"}
    assert set(table["omnibus_reason"]) == {"suppressed"}


def test_three_large_groups_have_an_omnibus_test() -> None:
    table = subgroups_of({"blue": 200, "green": 200, "red": 200})
    assert set(table["omnibus_test"]) == {"welch_anova"}
    assert set(table["omnibus_groups"]) == {3}
    assert set(table["omnibus_reason"]) == {""}
    assert table["omnibus_p_value"].notna().all()


def test_two_groups_have_a_pair_and_no_reason_to_miss_an_omnibus_test() -> None:
    table = subgroups_of({"blue": 200, "green": 200})
    assert set(table["omnibus_test"]) == {"none"}
    assert set(table["omnibus_reason"]) == {""}


def test_one_group_alone_is_compared_with_the_rest() -> None:
    table = subgroups_of({"blue": 200})
    assert table["subgroup_b"].to_list() == ["rest"]
    assert table["test"].to_list() == ["hall_t"]


def test_families_of_options_name_the_option() -> None:
    table = lokets_of({"A": (20, 50), "B": (60, 100), "C": (60, 100)}, (140, 250))
    assert set(table["family"]) == {"2023|ask|yes|lokets"}
    marks = subgroups_of({"blue": 200, "green": 200})
    assert set(marks["family"]) == {
        "2023|colour|mark|pairs",
        "2023|colour|mark|rest",
    }


def test_shares_and_their_difference_are_those_of_the_counts() -> None:
    table = lokets_of({"A": (20, 50), "B": (60, 100), "C": (60, 100)}, (140, 250))
    assert table["estimate"].to_list() == pytest.approx([0.4, 0.6, 0.6])
    assert table["rest_estimate"].to_list() == pytest.approx([0.6, 80 / 150, 80 / 150])
    assert table["difference"].to_list() == pytest.approx([-0.2, 1 / 15, 1 / 15])


def test_a_loket_that_is_the_whole_country_has_no_rest() -> None:
    row = lokets_of({"A": (20, 50)}, (20, 50)).iloc[0]
    assert row["rest_base"] == 0
    assert np.isnan(row["rest_estimate"])
    assert row["reason"] == "base_too_small"


@pytest.mark.parametrize("total", [(30, 99), (100, 99)])
def test_a_loket_larger_than_the_country_is_refused(total: tuple[int, int]) -> None:
    message = r"^A group is larger than the total that it belongs to \(row 0, counted"
    with pytest.raises(ValueError, match=message):
        lokets_of({"A": (20, 100)}, total)


def test_a_score_that_the_year_holds_twice_is_refused() -> None:
    twice = scores([(2023, "mark", 50, 7.0, 2.0)] * 2, ["year", "question"])
    no_options = answers([], ["year", "question", "option"])
    total = stack(twice, no_options, ["year"])
    part = total.head(1)
    with pytest.raises(pd.errors.MergeError, match="many-to-one"):
        matching(part, total)


def test_the_rests_are_numbers() -> None:
    lokets = stack(
        scores([(2023, "A", "mark", 50, 7.5, 2.0)], ["year", "loket", "question"]),
        answers(
            [(2023, "A", "ask", "yes", 20, 50)], ["year", "loket", "question", "option"]
        ),
        ["year", "loket"],
    )
    assert lokets.index.is_unique
    year = scores([(2023, "mark", 150, 7.0, 2.0)], ["year", "question"])
    shares = answers([(2023, "ask", "yes", 80, 150)], ["year", "question", "option"])
    _, rest = against_rest(lokets, ["year"], year, shares, POLICY)
    assert set(rest.dtypes) == {np.dtype("float64")}
    assert rest["base"].to_list() == [100, 100]
    assert rest["estimate"].to_list() == pytest.approx([6.75, 0.6])


def test_the_policy_may_ask_for_welch_against_the_rest() -> None:
    welch: Policy = replace(POLICY, mean_against_rest="welch_t")
    year = scores([(2023, "mark", 400, 7.0, 2.0)], ["year", "question"])
    rows = [
        (2023, name, "mark", 100, mean, 2.0)
        for name, mean in zip("AB", (7.5, 7), strict=True)
    ]
    table = compare_lokets(
        scores(rows, ["year", "loket", "question"]),
        answers([], ["year", "loket", "question", "option"]),
        year.drop(columns="skewness"),
        answers([], ["year", "question", "option"]),
        welch,
    )
    assert table["test"].to_list() == ["welch_t", "welch_t"]
    assert table["estimate"].to_list() == [7.5, 7.0]
    assert table["difference"].to_list() == pytest.approx([2 / 3, 0.0])


def test_rows_are_in_the_order_of_their_keys() -> None:
    rows = [
        (year, "colour", subgroup, question, option, 40, 100)
        for year in (2023, 2022)
        for subgroup in ("white", "green", "blue")
        for question in ("why", "ask")
        for option in ("yes", "no")
    ]
    totals = [
        (year, question, option, 200, 500)
        for year in (2023, 2022)
        for question in ("why", "ask")
        for option in ("yes", "no")
    ]
    table = compare_subgroups(
        scores([], [*KEYS, "question"]),
        answers(rows, [*KEYS, "question", "option"]),
        scores([], ["year", "question"]),
        answers(totals, ["year", "question", "option"]),
        DIMENSIONS,
        POLICY,
    )
    keys = ["year", "dimension", "question", "option", "subgroup_a", "subgroup_b"]
    found = list(table[keys].itertuples(index=False, name=None))
    assert found == sorted(found)
    assert len(found) == 2 * 2 * 2 * 6
