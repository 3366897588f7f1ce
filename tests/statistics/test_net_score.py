"""The Net Promoter Score and its interval."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from scripts.statistics.net_score import net_score


def test_promoters_less_detractors() -> None:
    row = net_score([30], [10], [40], alpha=0.05).iloc[0]
    assert row["net_score"] == pytest.approx(50)
    assert row["low"] < 50 < row["high"]


def test_nobody_has_no_score_and_one_mark_a_wide_interval() -> None:
    rows = net_score([0, 1], [0, 0], [0, 1], alpha=0.05)
    assert rows.iloc[0].isna().all()
    assert rows.iloc[1].tolist()[0] == 100
    assert rows.iloc[1]["low"] < 0


def test_the_ends_are_never_passed() -> None:
    rows = net_score([200, 0], [0, 200], [200, 200], alpha=0.05)
    assert rows["high"].max() <= 100
    assert rows["low"].min() >= -100


@pytest.mark.parametrize("chances", [(0.2, 0.3), (0.5, 0.2), (0.7, 0.05)])
def test_the_interval_holds_the_true_score_as_often_as_it_says(
    chances: tuple[float, float],
) -> None:
    """Every possible sample of thirty, each with its chance (trinomial)."""
    n = 30
    samples = [(p, d) for p, d in product(range(n + 1), repeat=2) if p + d <= n]
    for_it, against = np.array(samples).T
    truth = [*chances, 1 - sum(chances)]
    weight = stats.multinomial.pmf(
        np.column_stack([for_it, against, n - for_it - against]), n, truth
    )
    found = net_score(for_it, against, np.full(len(samples), n), alpha=0.05)
    score = 100 * (truth[0] - truth[1])
    holds = (found["low"] <= score) & (score <= found["high"])
    assert 0.935 <= float(weight[holds].sum()) <= 0.975


def test_more_than_everyone_is_refused() -> None:
    with pytest.raises(ValueError, match="More promoters"):
        net_score([8], [8], [10], alpha=0.05)
