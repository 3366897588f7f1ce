"""The simulation itself: its design, its draws and what it calls out of bounds.

`make validate` runs it in full; here a few surveys show that the parts are right.
"""

from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from scripts.codebook.policy import POLICY_SEED, Policy
from scripts.validate_significance import main
from scripts.validation.rates import (
    Rate,
    power,
    published_differences,
    rate_over_surveys,
    validate,
)
from scripts.validation.simulated_surveys import (
    MARKS,
    design_from_report,
    design_from_warehouse,
    loket_surveys,
    marks_with_mean,
    marks_with_moments,
    unequal_surveys,
    with_marks,
    year_surveys,
)

POLICY = Policy.from_table(pd.read_csv(POLICY_SEED))


def test_design_of_the_report_has_its_bases() -> None:
    design = design_from_report()
    assert (design.before, design.now, len(design.lokets)) == (960, 2159, 34)
    assert design.lokets.sum() == pytest.approx(2159, abs=34)
    gender = design.groups[design.groups["dimension"] == "gender"]
    assert gender.set_index("subgroup")["n"].to_dict() == {
        "female": 1382,
        "male": 756,
        "undisclosed": 22,
    }
    assert design.marks.sum() == pytest.approx(1)
    assert (
        round(float(design.marks[7:].sum()), 2) == 0.70
    )  # printed: 70% give 8 or more


def test_design_of_a_warehouse_is_read_from_its_latest_year(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """
            create schema marts;
            create table marts.mart_scores_per_year as from (values
                (2023, 'a', 500), (2023, 'b', 300), (2022, 'a', 200)
            ) as t(year, question, n_valid);
            create table marts.mart_scores_per_subgroup as from (values
                (2023, 'size', 'large', 'a', 320), (2023, 'size', 'small', 'a', 180),
                (2023, 'size', 'none', 'a', 0), (2022, 'size', 'large', 'a', 90)
            ) as t(year, dimension, subgroup, question, n_valid);
            create table marts.mart_scores_per_loket as from (values
                (2023, 'x', 'a', 400), (2023, 'y', 'a', 100), (2023, 'x', 'b', 7)
            ) as t(year, loket, question, n_valid);
            create table marts.fct_responses as from (values
                (1, 2023), (2, 2023), (3, 2023), (4, 2022)
            ) as t(respondent, year);
            create table marts.fct_scores as from (values
                (1, 'a', 8), (2, 'a', 8), (3, 'a', 10), (4, 'a', 1), (1, 'b', 2)
            ) as t(respondent, question, score);
            create table marts.mart_answers_per_year as from (values
                (2023, 0.1), (2023, 0.4), (2022, 0.9)
            ) as t(year, share);
            """
        )
    design = design_from_warehouse(path)
    assert (design.now, design.before) == (500, 200)
    assert design.groups.to_dict("list") == {
        "dimension": ["size", "size"],
        "subgroup": ["large", "small"],
        "n": [320, 180],
    }
    assert design.lokets.tolist() == [100, 400]
    assert design.marks[[7, 9]].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert design.shares.max() <= 0.4


def test_drawn_statistics_are_those_of_the_drawn_marks() -> None:
    rng = np.random.default_rng(1)
    marks = design_from_report().marks
    frame = with_marks(pd.DataFrame({"n": [1, 50_000]}), marks, rng)
    mean = float(marks @ MARKS)
    assert np.isnan(frame.loc[0, "variance"])
    assert frame.loc[1, "mean"] == pytest.approx(mean, abs=0.05)
    assert frame.loc[1, "variance"] == pytest.approx(
        float(marks @ (MARKS - mean) ** 2), rel=0.03
    )


def test_surveys_are_compared_loket_by_loket_and_year_by_year() -> None:
    rng = np.random.default_rng(2)
    design = replace(design_from_report(), lokets=np.array([40, 60, 100]))
    lokets = loket_surveys(design, POLICY, range(5), rng)
    assert len(lokets) == 5 * 3 * (2 + len(design.shares))
    assert (lokets["base"] + lokets["rest_base"] == 200).all()
    years = year_surveys(design, POLICY, range(5), rng)
    # nine marks, one of unequal spread and ten options
    assert years.groupby("year").size().to_list() == [9 + 1 + 10] * 5


def test_a_few_surveys_give_rates_within_bounds_and_a_wrong_alpha_does_not() -> None:
    design = design_from_report()
    found = validate(design, POLICY, surveys=60)
    assert all(rate.holds for rate in found)
    assert {rate.where for rate in found} >= {"subgroups", "loket and rest"}
    assert {"sd 2.0 against 1.7", "sd 2.4 against 1.7"} <= {r.where for r in found}
    # the same draws, judged as if every test at 15% were one at 5%
    loose = validate(design, replace(POLICY, alpha=0.15), surveys=60)
    judged = [replace(r, bound=0.05) for r in loose]
    assert sum(not rate.holds for rate in judged) > len(judged) / 2


@pytest.mark.parametrize(
    ("rate", "two_sided", "holds"),
    [
        (0.052, True, True),  # within three errors
        (0.057, True, False),  # above
        (0.043, True, False),  # below, where that is wrong too
        (0.020, False, True),  # an exact test may be cautious
    ],
)
def test_bounds(rate: float, two_sided: bool, holds: bool) -> None:
    assert Rate("x", "y", 1, rate, 0.002, 0.05, two_sided).holds is holds


def test_error_counts_surveys_not_comparisons() -> None:
    """A hundred copies of the same comparison in a survey say no more than one."""
    rng = np.random.default_rng(3)
    once = pd.Series(rng.random(2000) < 0.05)
    survey = pd.Series(range(2000))
    rate, error = rate_over_surveys(once, survey)
    copied = rate_over_surveys(
        once.repeat(100).reset_index(drop=True), survey.repeat(100)
    )
    assert copied == pytest.approx((rate, error))
    assert error == pytest.approx((0.05 * 0.95 / 2000) ** 0.5, rel=0.15)


def test_marks_are_tilted_to_a_mean() -> None:
    marks = design_from_report().marks
    tilted = marks_with_mean(marks, np.array([6.8, 7.9, 8.8]))
    assert tilted @ MARKS == pytest.approx([6.8, 7.9, 8.8])
    assert tilted.sum(axis=1) == pytest.approx([1, 1, 1])


def test_marks_are_tilted_to_a_mean_and_a_spread() -> None:
    marks = design_from_report().marks
    tilted = marks_with_moments(marks, 7.9, 2.4)
    assert tilted @ MARKS == pytest.approx(7.9)
    assert tilted @ (MARKS - 7.9) ** 2 == pytest.approx(2.4**2)
    with pytest.raises(ValueError, match=r"has mean 7.9 and spread 9"):
        marks_with_moments(marks, 7.9, 9.0)


def test_a_loket_with_wider_marks_meets_everyone_else() -> None:
    design = replace(design_from_report(), lokets=np.array([10, 40, 100]))
    rng = np.random.default_rng(5)
    table = unequal_surveys(design, POLICY, 400, rng, sd=2.4, rest_sd=1.7)
    # the smallest is not tested, and has no turn
    assert sorted(table["base"].unique()) == [40, 100]
    assert (table["base"] + table["rest_base"] == 150).all()
    assert table.groupby("year").size().to_list() == [2] * 400
    assert table["difference"].mean() == pytest.approx(0, abs=0.05)


def test_power_of_published_differences_equals_the_textbook() -> None:
    """Normal approximation of Cohen (1988) for the marks of women and men."""
    design = design_from_report()
    differences = published_differences(design)
    one = differences[
        (differences["higher"] == "female")
        & (differences["figure_higher"] == 8.0)
        & (differences["figure_lower"] == 7.7)
    ].head(1)
    found = power(one, design.marks, POLICY, runs=1000)["power"].iloc[0]
    tilted = marks_with_mean(design.marks, np.array([8.0, 7.7]))
    means = tilted @ MARKS
    variances = (tilted * (MARKS - means[:, None]) ** 2).sum(axis=1)
    error = (variances / [1382, 756]).sum() ** 0.5
    textbook = np.mean(np.random.default_rng(4).normal(0.3 / error, 1, 10**5) > 1.96)
    assert found == pytest.approx(textbook, abs=0.03)


def test_published_differences_have_both_sides() -> None:
    found = published_differences(design_from_report()).set_index("id")
    claim = found.loc["C093"]  # a year change: 37% of 960 to 42% of 2,159
    assert (claim["figure_lower"], claim["figure_higher"]) == (0.37, 0.42)
    assert (claim["n_lower"], claim["n_higher"]) == (960, 2159)
    assert claim["is_share"]
    assert found.index.is_unique
    assert len(found) > 80


def test_absent_warehouse_gets_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--warehouse", str(tmp_path / "none.duckdb")]) == 1
    assert "does not exist: run 'make build'" in capsys.readouterr().err
