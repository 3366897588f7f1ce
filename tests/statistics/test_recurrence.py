"""What would be told again: against exact probabilities."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from scripts.statistics.recurrence import (
    Cells,
    differ_again,
    extremes_again,
    none_differ_again,
    ranking_again,
    trend_again,
)

# Three errors of a share of 1000 draws.
MONTE_CARLO = 3 * (0.25 / 1000) ** 0.5


def means(*figures: tuple[int, float, float]) -> Cells:
    n, mean, variance = (
        np.array(values, dtype=float) for values in zip(*figures, strict=True)
    )
    return Cells(n, mean, variance, is_share=False)


def shares(*figures: tuple[int, float]) -> Cells:
    n, share = (np.array(values, dtype=float) for values in zip(*figures, strict=True))
    return Cells(n, share, np.full(len(n), np.nan), is_share=True)


def pair_again(cells: Cells, weight: float = 1.0, smallest: float = 0.0) -> float:
    return differ_again(cells, [0], [1], [weight], alpha=0.05, smallest=smallest)


@pytest.mark.parametrize("difference", [0.0, 0.1, 0.2, 0.4])
def test_a_pair_of_means_differs_again_as_often_as_its_power(difference: float) -> None:
    cells = means((1000, 8.0 + difference, 2.9), (800, 8.0, 2.9))
    z = difference / (2.9 / 1000 + 2.9 / 800) ** 0.5
    power = stats.norm.sf(1.96 - z)
    assert pair_again(cells) == pytest.approx(power, abs=MONTE_CARLO)


def test_a_pair_of_shares_differs_again_as_often_as_in_all_possible_surveys() -> None:
    n, share = (60, 80), (0.5, 0.3)
    exact = 0.0
    for x1, x2 in product(range(n[0] + 1), range(n[1] + 1)):
        one, other = x1 / n[0], x2 / n[1]
        pooled = (x1 + x2) / sum(n)
        error = (pooled * (1 - pooled) * (1 / n[0] + 1 / n[1])) ** 0.5
        if one > other and (one - other) / error > stats.norm.isf(0.025):
            likely = stats.binom.pmf(x1, n[0], share[0])
            exact += likely * stats.binom.pmf(x2, n[1], share[1])
    cells = shares(*zip(n, share, strict=True))
    assert pair_again(cells) == pytest.approx(exact, abs=MONTE_CARLO)


def test_a_correction_and_a_smallest_difference_make_it_rarer() -> None:
    cells = means((1000, 8.2, 2.9), (800, 8.0, 2.9))
    assert pair_again(cells, weight=10) < pair_again(cells) - 0.1
    # as far apart as is asked: half of the surveys
    assert pair_again(cells, smallest=0.2) == pytest.approx(0.5, abs=MONTE_CARLO)


def test_nothing_is_found_where_nothing_differs() -> None:
    cells = means((1000, 8.0, 2.9), (800, 8.0, 2.9))
    none = none_differ_again(cells, [0], [1], alpha=0.05)
    assert none == pytest.approx(0.95, abs=MONTE_CARLO)


def test_a_trend_comes_again_as_often_as_its_test_has_power() -> None:
    position = np.array([1.0, 2.0, 3.0])
    cells = means((300, 7.8, 2.5), (200, 7.9, 3.0), (100, 8.1, 2.0))
    error = (2.5 / 300 + 2.0 / 100) ** 0.5
    power = stats.norm.sf(1.96 - 0.3 / error)
    given = {"weight": 1.0, "alpha": 0.05, "smallest": -np.inf}
    found = trend_again(cells, position, rises=True, **given)
    assert found == pytest.approx(power, abs=MONTE_CARLO)
    assert trend_again(cells, position, rises=False, **given) < 0.01
    steep = shares((200, 0.2), (200, 0.4), (200, 0.6))
    assert trend_again(steep, position, rises=True, **given) == 1


def test_the_highest_come_again_in_any_order() -> None:
    cells = means((500, 8.2, 2.5), (500, 8.19, 2.5), (500, 7.0, 2.5), (500, 6.0, 2.5))
    assert extremes_again(cells, 1) == pytest.approx(0.54, abs=0.06)
    assert extremes_again(cells, 2) == 1
    assert extremes_again(cells, 2, 1) == 1


def test_a_top_list_comes_again_where_its_places_are_far_apart() -> None:
    apart = means((5000, 8.75, 0.5), (5000, 8.45, 0.5), (5000, 7.0, 0.5))
    assert ranking_again(apart, decimals=1, least=8.1, ranks=3) == 1
    # a mean on the edge of rounding is named with either mark: the place is the same
    close = means((50, 8.4, 2.5), (50, 8.35, 2.5), (50, 8.3, 2.5))
    assert ranking_again(close, decimals=1, least=8.1, ranks=3) < 0.1


def test_the_same_figures_always_give_the_same_answer() -> None:
    cells = means((100, 8.2, 2.9), (80, 7.8, 2.9))
    assert pair_again(cells) == pair_again(cells)
