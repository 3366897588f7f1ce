"""Importance drawn again from its moments says what a bootstrap of respondents says."""

import numpy as np
import pandas as pd
import pytest

from scripts.statistics.importance import (
    QUADRANTS,
    UNCLEAR,
    importance_performance,
    relative_weights,
)
from scripts.statistics.resampled_weights import Moments, resampled

pytestmark = pytest.mark.filterwarnings("error")

NAMES = ["overall", "advice", "website", "knowledge"]
LOADINGS = np.array([1.0, 0.9, 0.4, 0.6])


def respondents(n: int, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    mood = rng.normal(size=(n, 1))
    return (
        7.8 + np.array([0, -0.1, 0.2, 0.0]) + LOADINGS * mood + rng.normal(size=(n, 4))
    )


def moments(marks: np.ndarray) -> Moments:
    n = len(marks)
    return Moments(
        correlation=np.corrcoef(marks.T),
        n=n,
        mean=marks[:, 1:].mean(axis=0),
        error=marks[:, 1:].std(axis=0, ddof=1) / n**0.5,
    )


def test_intervals_and_quadrants_equal_a_bootstrap_of_respondents() -> None:
    marks = respondents(400)
    rng = np.random.default_rng(2)
    shares, quadrants = [], []
    for _ in range(1500):
        again = marks[rng.integers(0, len(marks), len(marks))]
        weights = relative_weights(np.corrcoef(again.T))
        share, mean = weights / weights.sum(), again[:, 1:].mean(axis=0)
        shares.append(share)
        quadrants.append(2 * (share <= 1 / 3) + (mean >= mean.mean()))
    found = resampled(moments(marks), alpha=0.05)
    expected = np.quantile(shares, [0.025, 0.975], axis=0)
    assert found.low == pytest.approx(expected[0], abs=0.03)
    assert found.high == pytest.approx(expected[1], abs=0.03)
    often = np.stack(
        [(np.array(quadrants) == i).mean(axis=0) for i in range(4)], axis=1
    )
    assert found.quadrants == pytest.approx(often, abs=0.08)
    assert found.quadrants.sum(axis=1) == pytest.approx([1, 1, 1])
    assert 0.05 < found.quadrants[2, 0] < 0.95  # one that is not clear at all


def test_more_respondents_make_it_surer() -> None:
    few, many = (resampled(moments(respondents(n)), alpha=0.05) for n in (100, 10_000))
    assert (many.high - many.low < 0.25 * (few.high - few.low)).all()
    surest = [q.max() > 0.9999 for q in many.quadrants]
    assert surest[:2] == [True, True]  # advice matters most, the website least


def test_the_seed_is_fixed() -> None:
    once, again = (resampled(moments(respondents(300)), alpha=0.1) for _ in range(2))
    assert (once.low == again.low).all()
    assert (once.quadrants == again.quadrants).all()


def pair_sums(marks: np.ndarray) -> pd.DataFrame:
    rows = []
    for i, a in enumerate(NAMES):
        for j, b in enumerate(NAMES[i:], start=i):
            x, y = marks[:, i], marks[:, j]
            rows.append((2023, a, b, len(x), x.sum(), y.sum(), x @ x, y @ y, x @ y))
    columns = "year question_a question_b n sum_a sum_b sum_aa sum_bb sum_ab"
    return pd.DataFrame(rows, columns=columns.split())


def table(min_probability: float) -> pd.DataFrame:
    return importance_performance(
        pair_sums(respondents(400)),
        keys=["year"],
        target="overall",
        predictors=NAMES[1:],
        min_base=50,
        min_probability=min_probability,
        alpha=0.05,
    ).set_index("question")


def test_a_quadrant_is_named_only_where_it_would_come_back() -> None:
    named, always = table(0.8), table(0.0)
    probabilities = [f"p_{quadrant}" for quadrant in QUADRANTS]
    for question, row in named.iterrows():
        likely = row[f"p_{always.loc[question, 'quadrant']}"]
        expected = always.loc[question, "quadrant"] if likely >= 0.8 else UNCLEAR
        assert row["quadrant"] == expected
        assert row[probabilities].sum() == pytest.approx(1)
        assert row["importance_low"] < row["importance"] < row["importance_high"]
    assert named["quadrant"].nunique() == 3
    assert UNCLEAR in set(named["quadrant"])
    assert UNCLEAR not in set(always["quadrant"])
    found = resampled(moments(respondents(400)), alpha=0.05)
    assert named["importance_low"].to_list() == pytest.approx(found.low.tolist())
