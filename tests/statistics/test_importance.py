"""Correlations, relative weights and the importance-performance table."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from scripts.statistics.importance import (
    IMPORTANCE_COLUMNS,
    correlation_interval,
    importance_performance,
    pair_correlations,
    positive_definite,
    relative_weights,
)

# Motor Trend, 1974: R's mtcars; mpg, cyl, disp, hp, wt
MTCARS = """
21.0 6 160 110 2.620 | 21.0 6 160 110 2.875 | 22.8 4 108 93 2.320
21.4 6 258 110 3.215 | 18.7 8 360 175 3.440 | 18.1 6 225 105 3.460
14.3 8 360 245 3.570 | 24.4 4 146.7 62 3.190 | 22.8 4 140.8 95 3.150
19.2 6 167.6 123 3.440 | 17.8 6 167.6 123 3.440 | 16.4 8 275.8 180 4.070
17.3 8 275.8 180 3.730 | 15.2 8 275.8 180 3.780 | 10.4 8 472 205 5.250
10.4 8 460 215 5.424 | 14.7 8 440 230 5.345 | 32.4 4 78.7 66 2.200
30.4 4 75.7 52 1.615 | 33.9 4 71.1 65 1.835 | 21.5 4 120.1 97 2.465
15.5 8 318 150 3.520 | 15.2 8 304 150 3.435 | 13.3 8 350 245 3.840
19.2 8 400 175 3.845 | 27.3 4 79 66 1.935 | 26.0 4 120.3 91 2.140
30.4 4 95.1 113 1.513 | 15.8 8 351 264 3.170 | 19.7 6 145 175 2.770
15.0 8 301 335 3.570 | 21.4 4 121 109 2.780
"""
CARS = pd.DataFrame(
    np.array(MTCARS.replace("|", " ").split(), dtype=float).reshape(-1, 5),
    columns=["mpg", "cyl", "disp", "hp", "wt"],
)


def pair_sums(respondents: pd.DataFrame) -> pd.DataFrame:
    """What the warehouse computes: sums per pair, over those who answered both."""
    rows = []
    for i, a in enumerate(respondents.columns):
        for b in respondents.columns[i:]:
            both = respondents[[a, b]].dropna().to_numpy()
            x, y = both[:, 0], both[:, 1]
            rows.append((a, b, len(x), x.sum(), y.sum(), x @ x, y @ y, x @ y))
    names = "question_a question_b n sum_a sum_b sum_aa sum_bb sum_ab"
    return pd.DataFrame(rows, columns=names.split())


@pytest.fixture(scope="module")
def marks() -> pd.DataFrame:
    """Correlated whole marks of 600 respondents, each missing here and there."""
    rng = np.random.default_rng(3)
    mood = rng.normal(0, 1, 600)
    frame = pd.DataFrame(
        {
            name: np.clip(np.round(7.5 + weight * mood + rng.normal(0, 1, 600)), 1, 10)
            for name, weight in (
                ("overall", 1.2),
                ("website", 0.4),
                ("knowledge", 1.1),
                ("advice", 1.0),
            )
        }
    )
    for name, share in (("website", 0.25), ("knowledge", 0.05), ("advice", 0.1)):
        frame.loc[rng.random(600) < share, name] = np.nan
    return frame


def matrix_of(respondents: pd.DataFrame) -> np.ndarray:
    """Correlations from the sums, as a matrix."""
    found = pair_correlations(pair_sums(respondents)).pivot(
        index="question_a", columns="question_b", values="correlation"
    )
    names = list(respondents.columns)
    upper = np.triu(found.reindex(index=names, columns=names).to_numpy(float))
    return upper + upper.T - np.diag(np.diag(upper))


def test_correlations_over_those_who_answered_both(marks: pd.DataFrame) -> None:
    assert np.allclose(matrix_of(marks), marks.corr().to_numpy())


def test_relative_weights_as_printed_by_the_r_package_rwa() -> None:
    """rwa_multiregress(mtcars, "mpg", c("cyl", "disp", "hp", "wt")), its vignette."""
    assert len(CARS) == 32
    weights = relative_weights(matrix_of(CARS))
    printed = [0.2096904, 0.1883043, 0.1799590, 0.2706812]
    assert weights == pytest.approx(printed, abs=5e-8)
    shares = 100 * weights / weights.sum()
    expected = [24.70914, 22.18908, 21.20570, 31.89607]
    assert shares == pytest.approx(expected, abs=5e-6)


def test_weights_add_up_to_r_squared_of_the_regression() -> None:
    design = np.column_stack([np.ones(len(CARS)), CARS.drop(columns="mpg")])
    _, squares, *_ = np.linalg.lstsq(design, CARS["mpg"], rcond=None)
    r_squared = 1 - squares[0] / (CARS["mpg"].var() * (len(CARS) - 1))
    assert relative_weights(CARS.corr().to_numpy()).sum() == pytest.approx(r_squared)


def test_weights_of_uncorrelated_predictors_are_squared_correlations() -> None:
    matrix = np.array(
        [[1, 0.6, 0.5, 0.1], [0.6, 1, 0, 0], [0.5, 0, 1, 0], [0.1, 0, 0, 1]]
    )
    assert relative_weights(matrix) == pytest.approx([0.36, 0.25, 0.01])


def test_contradicting_correlations_are_repaired() -> None:
    """a goes with b and b with c, yet a against c: no one respondent can answer so."""
    matrix = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
    repaired, changed = positive_definite(matrix)
    assert changed
    assert np.linalg.eigvalsh(repaired).min() > 0
    assert np.diag(repaired) == pytest.approx([1, 1, 1])
    assert np.allclose(repaired, repaired.T)
    sound, changed = positive_definite(CARS.corr().to_numpy())
    assert not changed
    assert (sound == CARS.corr().to_numpy()).all()


def test_correlation_interval_equals_scipy() -> None:
    found = stats.pearsonr(CARS["mpg"], CARS["wt"])
    expected = found.confidence_interval(0.95)
    low, high = correlation_interval(
        np.array([found.statistic]), np.array([32.0]), alpha=0.05
    )
    assert (low[0], high[0]) == pytest.approx((expected.low, expected.high))


def table_of(pairs: pd.DataFrame, min_base: float = 50) -> pd.DataFrame:
    return importance_performance(
        pairs,
        keys=["year"],
        target="overall",
        predictors=["website", "knowledge", "advice"],
        min_probability=0.0,
        min_base=min_base,
        alpha=0.05,
    )


def test_importance_performance_table(marks: pd.DataFrame) -> None:
    table = table_of(pair_sums(marks).assign(year=2023))
    assert table.columns.to_list() == ["year", *IMPORTANCE_COLUMNS]
    assert table["question"].to_list() == ["website", "knowledge", "advice"]
    assert table["n"].to_list() == marks[table["question"]].count().to_list()
    means = marks[table["question"]].mean().to_list()
    assert table["mean"].to_list() == pytest.approx(means)
    assert table["importance"].sum() == pytest.approx(1)
    assert table["relative_weight"].sum() == pytest.approx(table.loc[0, "r_squared"])
    website = table.loc[0]
    assert website["importance"] < 1 / 3
    assert website["correlation"] == pytest.approx(
        marks["website"].corr(marks["overall"])
    )
    assert website["quadrant"] in ("low_priority", "maintain")
    assert set(table.loc[1:, "quadrant"]) <= {"improve", "keep_up"}


def test_predictor_with_too_few_answers_is_left_out(marks: pd.DataFrame) -> None:
    few = marks.copy()
    few.loc[40:, "website"] = np.nan
    table = table_of(pair_sums(few).assign(year=2023))
    website = table.loc[0]
    assert website["reason"] == "base_too_small"
    columns = ["importance", "relative_weight", "correlation", "quadrant"]
    assert website[columns].isna().all()
    assert (
        website["n"] == few["website"].count()
    )  # n is told even where it is too small
    assert table["importance"].sum() == pytest.approx(1)


def test_constant_predictor_and_empty_group(marks: pd.DataFrame) -> None:
    flat = marks.assign(website=8.0)
    nobody = marks.assign(**dict.fromkeys(marks.columns, np.nan))
    pairs = pd.concat(
        [pair_sums(flat).assign(year=2022), pair_sums(nobody).assign(year=2023)]
    )
    table = table_of(pairs)
    first = table[table["year"] == 2022]
    assert first["reason"].to_list() == ["no_variance", "", ""]
    empty = table[table["year"] == 2023]
    assert set(empty["reason"]) == {"base_too_small"}
    assert empty[["mean", "importance", "r_squared", "quadrant"]].isna().all(axis=None)


def test_groups_do_not_touch_each_other(marks: pd.DataFrame) -> None:
    alone = table_of(pair_sums(marks).assign(year=2023))
    other = pair_sums(marks.sample(300, random_state=1)).assign(year=2022)
    both = table_of(pd.concat([other, pair_sums(marks).assign(year=2023)]))
    pd.testing.assert_frame_equal(
        both[both["year"] == 2023].reset_index(drop=True), alone
    )


def test_question_that_was_not_asked_has_no_row(marks: pd.DataFrame) -> None:
    asked = pair_sums(marks.drop(columns="website")).assign(year=2022)
    table = table_of(pd.concat([asked, pair_sums(marks).assign(year=2023)]))
    rows = table.groupby("year")["question"].agg(list).to_dict()
    assert rows == {
        2022: ["knowledge", "advice"],
        2023: ["website", "knowledge", "advice"],
    }
    no_target = pair_sums(marks.drop(columns="overall")).assign(year=2022)
    assert len(table_of(no_target)) == 0


def test_pairs_without_the_question_itself_are_refused(marks: pd.DataFrame) -> None:
    pairs = pair_sums(marks).assign(year=2023)
    lone = pairs[pairs["question_a"] != pairs["question_b"]]
    with pytest.raises(ValueError, match="no row of question 'overall' with itself"):
        table_of(lone)
