"""Welch's t corrected for skewness: Hall's transformation, its inverse, its promise."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from scripts.statistics.means import hall_t, visible_mean, welch_t

pytestmark = pytest.mark.filterwarnings("error")

ALPHA = 0.05
# marks as clients give them: most of them 8 or higher, with a tail of low ones
MARKS = np.repeat(np.arange(1, 11), [10, 5, 5, 5, 20, 25, 80, 180, 110, 60])
SKEWNESS = float(stats.skew(MARKS))


def test_without_skewness_it_is_welch() -> None:
    sides = (40, 8.2, 2.1, 900, 7.9, 3.0)
    corrected, plain = hall_t(*sides, 0.0, alpha=ALPHA), welch_t(*sides, alpha=ALPHA)
    pd.testing.assert_frame_equal(corrected, plain)


def test_groups_alike_in_size_and_spread_need_no_correction() -> None:
    sides = (300, 8.2, 2.1, 300, 7.9, 2.1)
    corrected = hall_t(*sides, SKEWNESS, alpha=ALPHA)
    pd.testing.assert_frame_equal(corrected, welch_t(*sides, alpha=ALPHA))


def test_against_a_known_mean_it_is_the_test_of_one_sample_by_hand() -> None:
    """Hall (1992) for one sample: t + g (2t² + 1) / (6 √n) + g² t³ / (27 n)."""
    n, mean, variance, g = 36, 8.3, 2.25, -1.2
    row = hall_t(n, mean, variance, 1e12, 8.0, 2.25, g, alpha=ALPHA).iloc[0]
    t = 0.3 / (1.5 / 6)
    by_hand = t + g * (2 * t**2 + 1) / (6 * 6) + g**2 * t**3 / (27 * 36)
    assert row["statistic"] == pytest.approx(by_hand, rel=1e-6)
    assert row["df"] == pytest.approx(35, rel=1e-6)
    assert row["p_value"] == pytest.approx(2 * stats.t.sf(abs(by_hand), 35), rel=1e-6)


@pytest.fixture(scope="module")
def drawn() -> tuple[pd.DataFrame, np.ndarray]:
    """Pairs of a small and a large group, with any skewness."""
    rng = np.random.default_rng(8)
    rows = 4000
    sides = pd.DataFrame(
        {
            "n1": rng.integers(5, 200, rows),
            "mean1": rng.normal(8, 0.4, rows),
            "var1": rng.uniform(0.5, 6, rows),
            "n2": rng.integers(30, 3000, rows),
            "mean2": rng.normal(8, 0.1, rows),
            "var2": rng.uniform(0.5, 6, rows),
        }
    )
    return sides, rng.uniform(-3, 3, rows)


def test_interval_excludes_zero_exactly_where_p_is_below_alpha(
    drawn: tuple[pd.DataFrame, np.ndarray],
) -> None:
    sides, skewness = drawn
    result = hall_t(*(sides[c] for c in sides), skewness, alpha=ALPHA)
    outside = (result["low"] > 0) | (result["high"] < 0)
    assert (outside == (result["p_value"] < ALPHA)).all()
    assert 0.05 < outside.mean() < 0.95


def test_ends_of_the_interval_are_just_not_rejected(
    drawn: tuple[pd.DataFrame, np.ndarray],
) -> None:
    sides, skewness = drawn
    result = hall_t(*(sides[c] for c in sides), skewness, alpha=ALPHA)
    for end in ("low", "high"):
        moved = sides.assign(mean1=sides["mean1"] - result[end])
        again = hall_t(*(moved[c] for c in moved), skewness, alpha=ALPHA)
        assert again["p_value"].to_numpy() == pytest.approx(ALPHA, rel=1e-6)


def test_swapped_groups_and_mirrored_marks_are_the_same() -> None:
    row = hall_t(40, 8.4, 3.0, 900, 8.0, 2.0, -1.3, alpha=ALPHA).iloc[0]
    swapped = hall_t(900, 8.0, 2.0, 40, 8.4, 3.0, -1.3, alpha=ALPHA).iloc[0]
    mirrored = hall_t(40, 2.6, 3.0, 900, 3.0, 2.0, 1.3, alpha=ALPHA).iloc[0]
    for other in (swapped, mirrored):
        assert other["p_value"] == pytest.approx(row["p_value"])
        assert other["statistic"] == pytest.approx(-row["statistic"])
        assert other["low"] == pytest.approx(-row["high"])


@pytest.mark.parametrize(("n", "plain_is_off"), [(30, True), (60, True), (200, False)])
def test_small_groups_of_skewed_marks_are_called_different_in_5_percent(
    n: int, plain_is_off: bool
) -> None:
    rng = np.random.default_rng(n)
    runs, total = 40_000, 2000
    probability = np.bincount(MARKS, minlength=11)[1:] / len(MARKS)
    mark = np.arange(1, 11)
    moments, pooled = [], np.zeros((runs, 10))
    for size in (n, total - n):
        counts = rng.multinomial(size, probability, runs)
        pooled += counts
        mean = counts @ mark / size
        moments += [size, mean, (counts @ mark**2 - size * mean**2) / (size - 1)]
    centre = pooled @ mark / total
    second = pooled @ mark**2 / total - centre**2
    third = pooled @ mark**3 / total - 3 * centre * second - centre**3
    rate = (
        hall_t(*moments, third / second**1.5, alpha=ALPHA)["p_value"] < ALPHA
    ).mean()
    assert rate == pytest.approx(0.05, abs=0.004)
    plain = (welch_t(*moments, alpha=ALPHA)["p_value"] < ALPHA).mean()
    assert (plain > 0.057) == plain_is_off


@pytest.mark.parametrize(
    ("sides", "skewness", "reason"),
    [
        ((1, 8.0, np.nan, 50, 7.0, 2.0), -1.0, "base_too_small"),
        ((50, 8.0, 0.0, 50, 8.0, 0.0), np.nan, "no_variance"),  # as is the skewness
        ((50, 8.0, 2.0, 50, 7.0, 2.0), np.nan, "suppressed"),  # skewness withheld
        ((50, np.nan, 2.0, 50, 7.0, 2.0), -1.0, "suppressed"),  # mean withheld
    ],
)
def test_what_cannot_be_tested_says_why(
    sides: tuple[float, ...], skewness: float, reason: str
) -> None:
    row = hall_t(*sides, skewness, alpha=ALPHA).iloc[0]
    assert row["reason"] == reason
    assert row[["statistic", "p_value", "low", "high"]].isna().all()


def test_a_visible_difference_is_found_in_80_percent_of_surveys() -> None:
    rng = np.random.default_rng(5)
    runs, sizes, spreads = 20_000, (50, 900), (2.0, 1.7)
    variances = [s**2 for s in spreads]
    visible = visible_mean(
        sizes[0], variances[0], sizes[1], variances[1], alpha=ALPHA, power=0.8
    )[0]
    moments: list[np.ndarray | int] = []
    for size, spread, centre in zip(sizes, spreads, (visible, 0.0), strict=True):
        moments += [
            size,
            rng.normal(centre, spread / size**0.5, runs),
            spread**2 * rng.chisquare(size - 1, runs) / (size - 1),
        ]
    found = (welch_t(*moments, alpha=ALPHA)["p_value"] < ALPHA).mean()
    assert found == pytest.approx(0.8, abs=0.01)
    unknown = visible_mean([1, 50], 2.0, [50, 50], [2.0, np.nan], alpha=0.05, power=0.8)
    assert np.isnan(unknown).all()
