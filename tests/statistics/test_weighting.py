"""Weighting: R's survey package on its own data, Kish, raking, and the table of it."""

import numpy as np
import pandas as pd
import pytest
from r_reference import r_figures

from scripts.statistics.raking import rake, raked_weights
from scripts.statistics.weighting import (
    design_effect,
    effective_base,
    effective_n,
    stratified_mean,
)
from scripts.statistics.weighting_effect import EFFECT_COLUMNS, weighting_effect

R = r_figures()
pytestmark = pytest.mark.filterwarnings("error")

# The stratified sample of Californian schools (api, in R's package survey): per type of
# school n, sum and sum of squares of api00 and of enroll, and schools in the state.
API = {"E": (100, 4421), "H": (50, 755), "M": (50, 1018)}
API00 = {"E": (67443, 47038637), "H": (31291, 20167941), "M": (31830, 20940396)}
ENROLL = {"E": (41678, 20100668), "H": (66035, 109279081), "M": (41624, 42310204)}


def strata(sums: dict[str, tuple[int, int]], whole_population: bool) -> pd.Series:
    n, known = (
        np.array(values, dtype=float) for values in zip(*API.values(), strict=True)
    )
    total, squares = np.array(list(sums.values()), dtype=float).T
    variance = (squares - total**2 / n) / (n - 1)
    return stratified_mean(
        ["api"] * 3, n, total / n, variance, known, whole_population=whole_population
    ).loc["api"]


def test_stratified_mean_as_printed_by_the_r_package_survey() -> None:
    """svymean and svytotal of a stratified design: reference/r_survey.R."""
    for name, sums in (("api00", API00), ("enroll", ENROLL)):
        known = strata(sums, whole_population=True)
        some = strata(sums, whole_population=False)
        found = {
            "mean": known["weighted_mean"],
            "error": known["error"],
            "error_with_replacement": some["error"],
            "total": 6194 * known["weighted_mean"],
            "total_error": 6194 * known["error"],
        }
        for what, value in found.items():
            assert value == pytest.approx(R[f"stratified|{what}|{name}"], rel=1e-6)


def test_raking_as_by_the_r_package_survey() -> None:
    cells = [(kind, wide) for kind in "EHM" for wide in ("No", "Yes")]
    counts = np.array([R[f"raking|count|{a}|{b}"] for a, b in cells]).reshape(3, 2)
    raked = rake(counts, [[4421, 755, 1018], [1072, 5122]])
    expected = [R[f"raking|raked|{a}|{b}"] for a, b in cells]
    assert raked.ravel() == pytest.approx(expected, rel=1e-6)


def test_kish_from_respondents() -> None:
    weights = np.repeat([44.21, 15.1, 20.36], [100, 50, 50])
    api = strata(API00, whole_population=False)
    assert api["effective_n"] == pytest.approx(effective_n(weights))
    assert effective_n(weights) == pytest.approx(R["kish|effective_n"], rel=2e-5)
    assert design_effect(weights) == pytest.approx(R["kish|design_effect"], rel=2e-5)
    sums = effective_base([weights.sum()], [(weights**2).sum()])
    assert sums[0] == pytest.approx(effective_n(weights))
    assert api["design_effect"] == pytest.approx(design_effect(weights))
    assert design_effect(np.ones(7)) == 1
    # one of ten counted for half: the printed rule 1 + cv²
    few = np.array([0.5] + [1.0] * 9)
    assert design_effect(few) == pytest.approx(1 + few.var() / few.mean() ** 2)


def test_strata_without_respondents_do_not_count() -> None:
    table = stratified_mean(
        ["a", "a", "b", "a"],
        [40, 60, 10, 0],
        [8, 7, 6, np.nan],
        [2, 3, 1, np.nan],
        [100, 300, 50, 900],
    )
    assert table.loc["a", "weighted_mean"] == pytest.approx((8 + 3 * 7) / 4)
    assert table.loc["a", "mean"] == pytest.approx(7.4)
    assert table.loc["a", "n"] == 100
    assert table.loc["b", ["mean", "weighted_mean"]].to_list() == [6, 6]
    single = stratified_mean(["a"], [1], [8.0], [np.nan], [10])
    assert single.loc["a", "error"] == 0
    with pytest.raises(ValueError, match="known size is below zero"):
        stratified_mean(["a"], [5], [8.0], [1.0], [-1])


def test_raking_reaches_the_margins_and_keeps_the_odds() -> None:
    table = np.array([[7.0, 9.0], [12.0, 7.0]])
    raked = rake(table, [[5, 15], [10, 10]])
    assert raked.sum(axis=1) == pytest.approx([5, 15])
    assert raked.sum(axis=0) == pytest.approx([10, 10])

    def odds(cells: np.ndarray) -> float:
        return cells[0, 0] * cells[1, 1] / (cells[0, 1] * cells[1, 0])

    assert odds(raked) == pytest.approx(odds(table))
    # two by two has one table with these margins and odds: the root of a quadratic
    k = odds(table)
    a, b, c = 1 - k, 10 - 5 + k * (5 + 10), -k * 50
    root = (-b + (b**2 - 4 * a * c) ** 0.5) / (2 * a)
    assert raked[0, 0] == pytest.approx(root)


def test_raking_a_flat_table_is_independence() -> None:
    raked = rake(np.ones((2, 3, 2)), [[30, 70], [20, 30, 50], [60, 40]])
    expected = np.einsum("i,j,k->ijk", [30, 70], [20, 30, 50], [60, 40]) / 100**2
    assert raked == pytest.approx(expected)


@pytest.mark.parametrize(
    ("table", "margins", "message"),
    [
        ([[1, 2], [3, 4]], [[5, 5], [4, 5]], "different totals"),
        ([[1, 2], [3, 4]], [[5, 5], [4, 4, 2]], "a margin with its categories"),
        ([[0, 0], [3, 4]], [[5, 5], [4, 6]], "cannot be reached"),
    ],
)
def test_what_cannot_be_raked_says_why(
    table: list, margins: list, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        rake(np.array(table), margins)


def people(*groups: tuple[str | None, str, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Responses of 2023, and members of gender (None: not known) and age."""
    rows = [group[:2] for group in groups for _ in range(group[2])]
    names = [f"r{i}" for i in range(len(rows))]
    responses = pd.DataFrame({"respondent": names, "year": 2023})
    responses["response_number"] = range(1, len(rows) + 1)
    members = pd.DataFrame(
        [
            (name, cut, member)
            for name, own in zip(names, rows, strict=True)
            for cut, member in zip(("gender", "age"), own, strict=True)
            if member is not None
        ],
        columns=["respondent", "cut", "member"],
    )
    return responses, members


MARGINS = pd.DataFrame(
    [
        (2023, "gender", "man", 0.5),
        (2023, "gender", "woman", 0.5),
        (2023, "age", "young", 0.4),
        (2023, "age", "old", 0.6),
    ],
    columns=["year", "dimension", "subgroup", "share"],
)


def test_raked_weights_make_the_shares_those_that_are_known() -> None:
    groups = [("man", "young", 10), ("man", "old", 30), ("woman", "young", 20)]
    responses, members = people(*groups, ("woman", "old", 30), (None, "old", 10))
    weights = raked_weights(responses, members, MARGINS)
    assert weights["weight"].mean() == pytest.approx(1)
    rows = members.merge(responses, on="respondent")
    rows = rows.merge(weights, on="response_number")
    heavy = rows.groupby(["cut", "member"])["weight"].sum()
    assert heavy["age"].to_dict() == pytest.approx({"old": 60, "young": 40})
    # ten of a hundred did not say; they keep their share
    assert heavy["gender"].to_dict() == pytest.approx({"man": 45, "woman": 45})


def test_a_year_without_margins_is_not_raked() -> None:
    responses, members = people(("man", "young", 5))
    assert raked_weights(responses.assign(year=2022), members, MARGINS).empty


def test_shares_that_do_not_add_up_are_refused_in_a_sentence() -> None:
    responses, members = people(("man", "young", 5), ("woman", "old", 5))
    wrong = MARGINS.assign(share=[0.5, 0.6, 0.4, 0.6])
    with pytest.raises(ValueError, match=r"shares of gender in 2023 add up to 1\.1"):
        raked_weights(responses, members, wrong)


def test_table_of_what_weighting_would_change() -> None:
    scores = pd.DataFrame(
        [("A", 80, 8.5, 2.0), ("B", 20, 7.5, 3.0), ("C", 0, np.nan, np.nan)],
        columns=["loket", "n_valid", "mean", "variance"],
    ).assign(year=2023, question="overall")
    lokets = pd.DataFrame(
        {"year": 2023, "loket": list("ABC"), "n_invited": [200, 200, 100]}
    )
    year = pd.DataFrame(
        {"year": [2023], "n_invited": 500, "n_responses": 100, "response_rate": 0.2}
    )
    table = weighting_effect(scores, lokets, year, alpha=0.05)
    assert table.columns.to_list() == EFFECT_COLUMNS
    row = table.iloc[0]
    assert (row["mean"], row["weighted_mean"]) == (pytest.approx(8.3), 8.0)
    assert row["difference"] == pytest.approx(-0.3)
    # weights of 0.5/80 and 0.5/20: an effective base of 64
    assert row["effective_n"] == pytest.approx(64)
    assert row["design_effect"] == pytest.approx(100 / 64)
    error = (0.25 * 2 / 80 + 0.25 * 3 / 20) ** 0.5
    assert row["high"] - row["low"] == pytest.approx(2 * 1.959964 * error)
    assert row["response_rate_low"] == pytest.approx(0.1673, abs=5e-4)
    assert row["response_rate_high"] == pytest.approx(0.2373, abs=5e-4)


def test_more_responses_than_invitations_have_no_interval_of_the_rate() -> None:
    """As where the invitations of a loket did not come in."""
    scores = pd.DataFrame(
        [("A", 80, 8.5, 2.0), ("B", 20, 7.5, 3.0)],
        columns=["loket", "n_valid", "mean", "variance"],
    ).assign(year=2023, question="overall")
    lokets = pd.DataFrame({"year": 2023, "loket": list("AB"), "n_invited": [50, 40]})
    year = pd.DataFrame(
        {"year": [2023], "n_invited": 90, "n_responses": 100, "response_rate": 100 / 90}
    )
    row = weighting_effect(scores, lokets, year, alpha=0.05).iloc[0]
    assert row[["response_rate_low", "response_rate_high"]].isna().all()
    assert row["weighted_mean"] == pytest.approx((50 * 8.5 + 40 * 7.5) / 90)
