"""A contrast stands once in its family, and lokets are compared with themselves."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from scripts.codebook.policy import POLICY_SEED, Policy
from scripts.significance import (
    compare_lokets,
    compare_lokets_between_years,
    compare_subgroups,
    compare_years,
)

POLICY = Policy.from_table(pd.read_csv(POLICY_SEED))
DIMENSIONS = pd.DataFrame({"dimension": ["half"], "question": ["half"]})


def scores(rows: list[tuple], *keys: str) -> pd.DataFrame:
    """Rows of the keys, n, mean and variance of the one mark."""
    columns = [*keys, "n_valid", "mean", "variance"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(question="mark", skewness=-1.5, comparable_since=2022)


def answers(rows: list[tuple], *keys: str) -> pd.DataFrame:
    """Rows of the keys, option, base and chosen of the one choice."""
    table = pd.DataFrame(rows, columns=[*keys, "option", "n_base", "n_chosen"])
    return table.assign(question="choice", comparable_since=2022)


NO_ANSWERS = answers([], "year", "half").astype({"n_base": float, "n_chosen": float})


def whole(first: tuple, second: tuple) -> tuple[int, float, float]:
    """n, mean and variance of two groups together."""
    n = first[0] + second[0]
    mean = (first[0] * first[1] + second[0] * second[1]) / n
    squares = sum(
        g[2] * (g[0] - 1) + g[0] * (g[1] - mean) ** 2 for g in (first, second)
    )
    return n, mean, squares / (n - 1)


ONE, OTHER = (60, 8.4, 2.0), (900, 7.9, 3.0)


def halves(total: tuple[int, float, float]) -> pd.DataFrame:
    keys = ["year", "dimension", "subgroup"]
    parts = [(2023, "half", "one", *ONE), (2023, "half", "other", *OTHER)]
    return compare_subgroups(
        scores(parts, *keys),
        NO_ANSWERS.assign(dimension="half", subgroup="one"),
        scores([(2023, *total)], "year"),
        NO_ANSWERS,
        DIMENSIONS,
        POLICY,
    ).set_index(["subgroup_a", "subgroup_b"])


def test_two_groups_that_are_each_others_rest_are_one_contrast() -> None:
    table = halves(whole(ONE, OTHER))
    pair = table.loc["one", "other"]
    assert len(table) == 3
    for side, sign in (("one", 1), ("other", -1)):
        row = table.loc[side, "rest"]
        assert row["test"] == "welch_t"  # the test of the pair, and so its verdict
        assert row["p_value"] == pytest.approx(pair["p_value"])
        assert row["difference"] == pytest.approx(sign * pair["difference"])
        assert row["p_holm"] == row["p_bh"] == row["p_value"]
        assert row["family_size"] == 1


def test_two_groups_of_a_larger_total_are_two_contrasts() -> None:
    """Some did not say to which half they belong."""
    table = halves((1200, 7.95, 2.9))
    for side in ("one", "other"):
        row = table.loc[side, "rest"]
        assert (row["test"], row["family_size"]) == ("hall_t", 2)
    assert table.loc["one", "other"]["test"] == "welch_t"
    holm = table.xs("rest", level="subgroup_b")
    smallest = holm["p_value"].min()
    assert holm["p_holm"].min() == pytest.approx(2 * smallest)


def years(options: list[tuple[str, int, int]], base: int = 500) -> pd.DataFrame:
    """Options of one choice, with how many chose each in 2022 and in 2023."""
    rows = [
        (year, option, base, chosen[i])
        for option, *chosen in options
        for i, year in enumerate((2022, 2023))
    ]
    table = compare_years(
        scores([(2022, *OTHER)], "year"), answers(rows, "year"), POLICY
    )
    return table.set_index("option")


def test_two_options_that_add_up_to_everybody_are_one_contrast() -> None:
    table = years([("no", 200, 170), ("yes", 300, 330)])
    assert table["p_value"].nunique() == 1 or np.ptp(table["p_value"]) < 1e-12
    assert (table["p_holm"] == table["p_value"]).all()
    assert (table["family_size"] == 1).all()


def test_two_options_of_which_several_may_be_chosen_are_two_contrasts() -> None:
    table = years([("no", 200, 170), ("yes", 300, 310)])
    assert (table["family_size"] == 2).all()
    assert table["p_holm"].min() == pytest.approx(2 * table["p_value"].min())


def test_three_options_are_three_contrasts() -> None:
    table = years([("a", 200, 170), ("b", 200, 230), ("c", 100, 100)])
    assert (table["family_size"] == 3).all()


def test_each_table_has_a_correction_of_its_own() -> None:
    policy = replace(
        POLICY, headline_correction_lokets="holm", headline_correction_years="bh"
    )
    assert policy.correction("lokets") == "holm"
    assert policy.correction("years") == "bh"
    assert policy.correction("subgroups") == "none"


LOKETS = [
    (2022, "A", 80, 8.4, 2.0),
    (2022, "B", 20, 8.0, 2.0),
    (2023, "A", 90, 7.4, 2.5),
    (2023, "B", 70, 8.0, 2.0),
]


def between_years(since: int) -> pd.DataFrame:
    national = scores([(2022, *OTHER), (2023, *OTHER)], "year")
    national.loc[national["year"] == 2023, "comparable_since"] = since
    choices = answers([], "year", "loket").astype({"n_base": float, "n_chosen": float})
    return compare_lokets_between_years(
        scores(LOKETS, "year", "loket"), choices, national, NO_ANSWERS, POLICY
    ).set_index("loket")


def test_a_loket_is_compared_with_itself_a_year_before() -> None:
    table = between_years(2022)
    row = table.loc["A"]
    assert (row["year"], row["previous_year"]) == (2023, 2022)
    assert (row["base"], row["previous_base"]) == (90, 80)
    assert (row["estimate"], row["previous_estimate"]) == (7.4, 8.4)
    assert (row["test"], row["direction"]) == ("welch_t", "down")
    assert 0.5 < row["smallest_visible"] < 0.8
    assert row["family"] == "2023|mark|lokets"
    # the other had too few answers the year before, and does not count
    assert table.loc["B", "reason"] == "base_too_small"
    assert np.isnan(table.loc["B", "smallest_visible"])
    assert (table["family_size"] == 1).all()


def test_a_loket_has_no_earlier_year_where_the_country_has_none() -> None:
    table = between_years(2023)
    assert set(table["reason"]) == {"not_comparable_changed_wording"}
    assert table[["p_value", "previous_year"]].isna().all(axis=None)


def test_without_skewness_the_default_test_says_what_it_needs() -> None:
    national = scores([(2023, *OTHER)], "year").drop(columns="skewness")
    parts = scores([(2023, "A", *ONE)], "year", "loket")
    with pytest.raises(ValueError, match="no column 'skewness': mean_against_rest"):
        compare_lokets(
            parts, NO_ANSWERS.assign(loket="A"), national, NO_ANSWERS, POLICY
        )
