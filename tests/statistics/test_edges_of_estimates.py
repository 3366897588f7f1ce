"""Importance, standing, waves and weighting at their edges: bases, types, flags.

Each test is of a changed line that no other test noticed (`make mutants`).
"""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from scripts.statistics.adjusted import adjusted_difference
from scripts.statistics.importance import (
    QUADRANTS,
    correlation_interval,
    importance_performance,
    pair_correlations,
)
from scripts.statistics.standing import standing
from scripts.statistics.trends import wave_trends
from scripts.statistics.weighting_effect import weighting_effect

pytestmark = pytest.mark.filterwarnings("error")

WAVES = {"min_base": 10, "alpha": 0.05, "rolling_waves": 3, "limit_errors": 3.0}


# --- the adjusted difference ---------------------------------------------------------


def test_a_cell_of_one_respondent_takes_part_with_its_own_error() -> None:
    rng = np.random.default_rng(8)
    people = pd.DataFrame(
        {
            "factor_level": ["yes"] * 41 + ["no"] * 60,
            "control_level": ["2"] + ["1"] * 40 + ["1"] * 40 + ["2"] * 20,
            "mark": rng.integers(1, 11, 101).astype(float),
        }
    ).assign(year=2023, question="overall")
    people.loc[0, "mark"] = 1.0
    keys = ["year", "question", "factor_level", "control_level"]
    cells = people.groupby(keys)["mark"].agg(n="count", mean="mean", variance="var")
    table = adjusted_difference(
        cells.reset_index(),
        factor="took_test",
        level="yes",
        reference="no",
        control="conversations",
        min_base=30,
        alpha=0.05,
    )
    model = smf.ols("mark ~ C(factor_level) + C(control_level)", people).fit(
        cov_type="HC1", use_t=True
    )
    row = table.iloc[0]
    assert row["adjusted_difference"] == pytest.approx(
        model.params["C(factor_level)[T.yes]"]
    )
    assert row["statistic"] == pytest.approx(model.tvalues["C(factor_level)[T.yes]"])
    counts = table[["n_level", "n_reference", "n"]]
    assert counts.iloc[0].to_list() == [41, 60, 101]
    assert set(counts.dtypes) == {np.dtype("int64")}


# --- importance ----------------------------------------------------------------------


def pair_sums(respondents: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for i, a in enumerate(respondents.columns):
        for b in respondents.columns[i:]:
            both = respondents[[a, b]].dropna().to_numpy()
            x, y = both[:, 0], both[:, 1]
            rows.append((a, b, len(x), x.sum(), y.sum(), x @ x, y @ y, x @ y))
    names = "question_a question_b n sum_a sum_b sum_aa sum_bb sum_ab"
    return pd.DataFrame(rows, columns=names.split())


def importance_of(respondents: pd.DataFrame, min_base: float) -> pd.DataFrame:
    return importance_performance(
        pair_sums(respondents).assign(year=2023),
        keys=["year"],
        target="overall",
        predictors=[c for c in respondents if c != "overall"],
        min_base=min_base,
        min_probability=0.8,
        alpha=0.05,
    ).set_index("question")


def correlated_marks() -> pd.DataFrame:
    """Four predictors, far apart in weight and in mark: one in each quadrant."""
    rng = np.random.default_rng(4)
    mood, other = rng.normal(0, 1, (2, 500))
    frame = pd.DataFrame({"overall": mood + other})
    for name, mark, weight in (
        ("improve", 5.0, 1.0),
        ("keep_up", 9.0, 1.0),
        ("low_priority", 5.0, 0.0),
        ("maintain", 9.0, 0.0),
    ):
        own = mood if mark < 7 else other
        frame[name] = mark + weight * own + rng.normal(0, 0.7, 500)
    return frame


def test_each_quadrant_has_its_name() -> None:
    table = importance_of(correlated_marks(), 30)
    assert table["quadrant"].to_dict() == {name: name for name in QUADRANTS}
    assert table["matrix_adjusted"].dtype == bool


def test_a_predictor_of_exactly_the_smallest_base_takes_part() -> None:
    marks = correlated_marks()
    marks.loc[30:, "improve"] = np.nan
    marks.loc[29:, "keep_up"] = np.nan
    marks.loc[1:, "maintain"] = np.nan
    table = importance_of(marks, 30)
    assert table["correlation"].notna().to_list() == [True, False, True, False]
    assert table["reason"].to_list() == ["", "base_too_small", "", "base_too_small"]
    assert table["mean"]["maintain"] == marks["maintain"][0]
    assert table["n"]["maintain"] == 1


def test_no_correlation_with_a_question_of_one_mark_in_either_order() -> None:
    sums = pd.DataFrame(
        {
            "question_a": ["constant", "varied", "varied"],
            "question_b": ["varied", "constant", "other"],
            "n": 4,
            "sum_a": [28, 26, 26],
            "sum_b": [26, 28, 30],
            "sum_aa": [196, 174, 174],
            "sum_bb": [174, 196, 230],
            "sum_ab": [182, 182, 199],
        }
    )
    found = pair_correlations(sums)["correlation"]
    assert found.isna().to_list() == [True, True, False]


def test_rounding_does_not_make_a_correlation_with_a_constant() -> None:
    """34 times 6.4: in doubles its squares add up to a little less than they should."""
    rng = np.random.default_rng(0)
    for n, mark in ((34, 6.4), (7, 0.1), (29, 9.3)):
        other = np.round(rng.uniform(1, 10, n), 1)
        marks = pd.DataFrame({"constant": mark, "other": other})
        sums = pair_sums(marks)
        # the sum of squares, as rounded down
        sums.loc[0:1, "sum_aa"] = mark**2 * n * (1 - 1e-15)
        sums.loc[1, "sum_ab"] *= 1 + 1e-15
        found = pair_correlations(sums).set_index(["question_a", "question_b"])
        assert np.isnan(found["correlation"]["constant", "other"])


def test_a_perfect_correlation_has_no_interval() -> None:
    low, high = correlation_interval(
        np.array([1.0, -1.0, 0.5, 0.5]), np.array([50.0, 50.0, 3.0, 4.0]), alpha=0.05
    )
    assert np.isnan(low).tolist() == [True, True, True, False]
    assert np.isnan(high).tolist() == [True, True, True, False]
    assert low.dtype == high.dtype == np.dtype("float64")


# --- standing ------------------------------------------------------------------------


def test_the_interval_lies_around_the_shrunken_mean() -> None:
    scores = pd.DataFrame(
        {
            "year": 2023,
            "loket": list("abcd"),
            "n_valid": [50, 80, 120, 60],
            "mean": [7.0, 7.6, 8.2, 7.9],
            "variance": 2.0,
        }
    )
    table = standing(
        scores, keys=["year"], member="loket", min_base=10, top=3, alpha=0.05
    )
    below = table["shrunken_mean"] - table["low"]
    assert below.to_list() == pytest.approx(
        (table["high"] - table["shrunken_mean"]).to_list()
    )
    assert (below > 0).all()


# --- waves ---------------------------------------------------------------------------


def waves_of(n: list[int], mean: list[float], variance: list[float]) -> pd.DataFrame:
    names = [f"2023-{i + 1:02}" for i in range(len(n))]
    waves = pd.DataFrame({"wave": names, "n": n, "mean": mean, "variance": variance})
    waves = waves.assign(year=2023, question="overall", comparable_since=2023)
    return wave_trends(waves, keys=["question"], **WAVES)


def test_the_interval_of_a_small_wave_is_students() -> None:
    row = waves_of([10], [7.0], [2.0]).iloc[0]
    # 2.262157 is the 97.5% point of t with 9 degrees of freedom
    assert row["high"] - row["mean"] == pytest.approx(2.262157 * (2 / 10) ** 0.5)
    assert row["mean"] - row["low"] == pytest.approx(2.262157 * (2 / 10) ** 0.5)


def test_a_wave_far_below_its_limits_is_flagged() -> None:
    table = waves_of([100] * 4, [8.0, 8.1, 5.0, 8.0], [1.0] * 4)
    assert table["flag"].to_list() == ["above", "above", "below", "above"]


def test_waves_of_one_or_no_respondents_leave_the_limits_as_they_are() -> None:
    whole = waves_of([100, 120], [8.0, 7.8], [1.5, 1.2])
    with_small = waves_of(
        [100, 120, 0, 1], [8.0, 7.8, np.nan, 7.9], [1.5, 1.2, np.nan, np.nan]
    )
    for table in (whole, with_small):
        table["width"] = table["control_high"] - table["centre"]
    assert with_small["width"][:2].to_list() == whole["width"].to_list()
    assert with_small["n"].to_list() == [100, 120, 0, 1]
    assert with_small["n"].dtype == np.dtype("int64")


# --- weighting -----------------------------------------------------------------------


def test_a_loket_without_marks_or_without_invitations_does_not_count() -> None:
    scores = pd.DataFrame(
        [
            ("A", 80, 8.5, 2.0),
            ("B", 20, 7.5, 3.0),
            ("C", 0, None, None),
            ("D", 9, 1, 1),
        ],
        columns=["loket", "n_valid", "mean", "variance"],
    ).assign(year=2023, question="overall")
    scores = scores.astype({"mean": float, "variance": float})
    lokets = pd.DataFrame(
        {"year": 2023, "loket": list("ABCD"), "n_invited": [100, 100, 300, 0]}
    )
    year = pd.DataFrame(
        {"year": [2023], "n_invited": 500, "n_responses": 109, "response_rate": 0.218}
    )
    row = weighting_effect(scores, lokets, year, alpha=0.05).iloc[0]
    assert (row["n_valid"], row["weighted_mean"]) == (100, 8.0)
