"""The interval of two shares says the same as the test beside it."""

import numpy as np
import pandas as pd
import pytest
from scipy import optimize

from scripts.statistics.intervals import agreeing
from scripts.statistics.shares import (
    pooled_z,
    score_interval,
    two_proportions,
    visible_share,
)

pytestmark = pytest.mark.filterwarnings("error")

ALPHA = 0.05
# R. G. Newcombe, Statistics in Medicine 17 (1998), Table II, method 5 (Mee); the first
# is also printed by the R package cicalc
MEE_1998 = [
    (56, 70, 48, 80, 0.0533, 0.3377),
    (9, 10, 3, 10, 0.1821, 0.8370),
    (6, 7, 2, 7, 0.0544, 0.8478),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (10, 10, 0, 20, 0.7225, 1.0),
    (10, 10, 0, 10, 0.6777, 1.0),
]


@pytest.mark.parametrize("case", MEE_1998)
def test_score_interval_as_in_the_table_of_1998(case: tuple[float, ...]) -> None:
    row = score_interval(*case[:4], alpha=ALPHA).iloc[0]
    assert [row["low"], row["high"]] == pytest.approx(case[4:], abs=5e-5)


@pytest.fixture(scope="module")
def tables() -> pd.DataFrame:
    """Bases from small to large, shares from none to all."""
    rng = np.random.default_rng(4)
    n1, n2 = rng.integers(5, 300, 3000), rng.integers(5, 3000, 3000)
    share = rng.beta(0.4, 0.8, 3000)
    near = np.clip(share + rng.normal(0, 0.08, 3000), 0, 1)
    return pd.DataFrame(
        {
            "x1": rng.binomial(n1, share),
            "n1": n1,
            "x2": rng.binomial(n2, near),
            "n2": n2,
        }
    )


def test_the_ends_lie_as_many_errors_away_as_the_likeliest_shares_give(
    tables: pd.DataFrame,
) -> None:
    """The restricted estimates, found again by maximising the likelihood."""
    interval = score_interval(*(tables[c] for c in tables), alpha=ALPHA)
    inside = interval[(interval["low"] > -0.9) & (interval["high"] < 0.9)].head(150)
    for i, ends in inside.iterrows():
        counts = [float(count) for count in tables.loc[i]]
        for end in ends:
            assert errors_away(*counts, end) == pytest.approx(1.959964, rel=1e-3)


def errors_away(x1: float, n1: float, x2: float, n2: float, end: float) -> float:
    """How many errors the observed difference lies from `end`."""

    def unlikely(p: float) -> float:
        return -sum(
            x * np.log(max(q, 1e-300)) + (n - x) * np.log(max(1 - q, 1e-300))
            for x, n, q in ((x1, n1, p), (x2, n2, p - end))
        )

    bounds = (max(0, end), min(1, 1 + end))
    options = {"xatol": 1e-13}
    found = optimize.minimize_scalar(
        unlikely, bounds=bounds, method="bounded", options=options
    )
    p, q = found.x, found.x - end
    error = (p * (1 - p) / n1 + q * (1 - q) / n2) ** 0.5
    return abs(x1 / n1 - x2 / n2 - end) / error


def test_interval_and_verdict_agree_for_every_test(tables: pd.DataFrame) -> None:
    result = two_proportions(
        *(tables[c] for c in tables), alpha=ALPHA, min_expected_count=5
    )
    for test in ("pooled_z", "fisher"):
        rows = result[result["test"] == test]
        significant = rows["p_value"] < ALPHA
        assert 0.02 < significant.mean() < 0.9
        # an end of exactly 0 is where the exact test moved it
        assert ((rows["low"] >= 0) | (rows["high"] <= 0))[significant].all()
        assert ((rows["low"] <= 0) & (rows["high"] >= 0))[~significant].all()
    z = result[result["test"] == "pooled_z"]
    outside = (z["low"] > 0) | (z["high"] < 0)
    assert (outside == (z["p_value"] < ALPHA)).all()
    tested = result[result["test"] != "none"]
    assert tested["difference"].between(tested["low"], tested["high"]).all()


def test_without_a_test_there_is_no_interval() -> None:
    row = two_proportions(0, 40, 0, 50, alpha=ALPHA, min_expected_count=5).iloc[0]
    assert (row["test"], row["reason"]) == ("none", "no_variance")
    assert row[["statistic", "p_value", "low", "high"]].isna().all()


def test_interval_is_null_where_a_count_is_missing() -> None:
    table = score_interval(
        [5, np.nan, 5], [10, 10, 0 + 10], [0, 3, 0], [0, 9, 9], alpha=0.05
    )
    assert table.isna().all(axis=1).to_list() == [True, True, False]


@pytest.mark.parametrize(
    ("low", "high", "difference", "p_value", "expected"),
    [
        (0.02, 0.20, 0.1, 0.06, (0.0, 0.20)),  # not rejected: 0 belongs to it
        (-0.20, -0.02, -0.1, 0.06, (-0.20, 0.0)),
        (-0.01, 0.20, 0.1, 0.04, (0.0, 0.20)),  # rejected: what lies beyond 0 goes
        (-0.20, 0.01, -0.1, 0.04, (-0.20, 0.0)),
        (0.02, 0.20, 0.1, 0.04, (0.02, 0.20)),  # they agree already
        (-0.02, 0.20, 0.1, 0.30, (-0.02, 0.20)),
        (-0.02, 0.20, 0.1, np.nan, (-0.02, 0.20)),  # nothing to agree with
    ],
)
def test_an_end_is_moved_only_where_test_and_interval_contradict(
    low: float,
    high: float,
    difference: float,
    p_value: float,
    expected: tuple[float, float],
) -> None:
    found = agreeing(low, high, difference, p_value, alpha=ALPHA)
    assert [float(end[0]) for end in found] == list(expected)


def test_a_visible_share_is_found_in_80_percent_of_surveys() -> None:
    rng = np.random.default_rng(6)
    n1, n2, rest, runs = 80, 2000, 0.4, 20_000
    visible = visible_share(n1, rest, n2, rest, alpha=ALPHA, power=0.8)[0]
    drawn = rng.binomial(n1, rest + visible, runs), rng.binomial(n2, rest, runs)
    found = (pooled_z(drawn[0], n1, drawn[1], n2)["p_value"] < ALPHA).mean()
    assert found == pytest.approx(0.8, abs=0.02)
    assert np.isnan(visible_share(40, 0.0, 50, 0.0, alpha=ALPHA, power=0.8)[0])
