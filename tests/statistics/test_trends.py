"""Wave trends: interval, rolling mean, control limits and flags."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from scripts.statistics.trends import TREND_COLUMNS, wave_trends

POLICY = {"min_base": 10, "alpha": 0.05, "rolling_waves": 3, "limit_errors": 3.0}


def marks_per_wave(seed: int = 5) -> pd.DataFrame:
    """Six waves of a year and two of the next; 2023-04 is far better than the rest."""
    rng = np.random.default_rng(seed)
    sizes = {
        "2023-01": 180,
        "2023-02": 200,
        "2023-03": 5,
        "2023-04": 150,
        "2023-05": 220,
        "2023-06": 90,
        "2024-01": 160,
        "2024-02": 170,
    }
    return pd.DataFrame(
        [
            (wave, int(wave[:4]), float(mark) + (2.0 if wave == "2023-04" else 0.0))
            for wave, n in sizes.items()
            for mark in rng.integers(4, 9, n)
        ],
        columns=["wave", "year", "mark"],
    )


def aggregate(marks: pd.DataFrame, **columns: object) -> pd.DataFrame:
    waves = marks.groupby(["wave", "year"])["mark"]
    frame = waves.agg(n="count", mean="mean", variance="var").reset_index()
    return frame.assign(question="overall", comparable_since=2023).assign(**columns)


@pytest.fixture(scope="module")
def marks() -> pd.DataFrame:
    return marks_per_wave()


@pytest.fixture(scope="module")
def trend(marks: pd.DataFrame) -> pd.DataFrame:
    shuffled = aggregate(marks).sample(frac=1, random_state=1)
    table = wave_trends(shuffled, keys=["question"], **POLICY)
    assert table.columns.to_list() == ["question", "wave", "year", *TREND_COLUMNS]
    return table.set_index("wave")


def test_interval_of_a_wave(marks: pd.DataFrame, trend: pd.DataFrame) -> None:
    sample = marks.loc[marks["wave"] == "2023-05", "mark"]
    expected = stats.ttest_1samp(sample, 0).confidence_interval(0.95)
    row = trend.loc["2023-05"]
    assert (row["low"], row["high"]) == pytest.approx((expected.low, expected.high))


def test_rolling_mean_is_over_respondents_of_three_waves(
    marks: pd.DataFrame, trend: pd.DataFrame
) -> None:
    for waves in (
        ["2023-01"],
        ["2023-01", "2023-02"],
        ["2023-03", "2023-04", "2023-05"],
        ["2023-06", "2024-01", "2024-02"],  # one series goes on over the years
    ):
        sample = marks.loc[marks["wave"].isin(waves), "mark"]
        row = trend.loc[waves[-1]]
        assert row["rolling_n"] == len(sample)
        assert row["rolling_mean"] == pytest.approx(sample.mean())


def test_control_limits_come_from_the_variance_within_waves(
    marks: pd.DataFrame, trend: pd.DataFrame
) -> None:
    year = marks[marks["year"] == 2023]
    within = year["mark"] - year.groupby("wave")["mark"].transform("mean")
    sigma = (within @ within / (len(year) - year["wave"].nunique())) ** 0.5
    row = trend.loc["2023-06"]
    assert row["centre"] == pytest.approx(year["mark"].mean())
    limit = 3 * sigma / row["n"] ** 0.5
    assert row["control_high"] - row["centre"] == pytest.approx(limit)
    assert row["centre"] - row["control_low"] == pytest.approx(limit)
    assert trend.loc["2024-01", "centre"] != row["centre"]


def test_only_the_wave_that_leaves_its_limits_is_flagged(trend: pd.DataFrame) -> None:
    flags = trend.loc[trend["year"] == 2023, "flag"]
    assert flags["2023-04"] == "above"
    # so many good marks lift the centre line: ordinary waves may lie below it
    assert set(flags.drop("2023-04")) <= {"", "below"}


def test_small_wave_has_a_mean_but_no_interval_and_no_flag(trend: pd.DataFrame) -> None:
    row = trend.loc["2023-03"]
    assert (row["reason"], row["flag"]) == ("base_too_small", "")
    assert row[["low", "high", "control_low", "control_high"]].isna().all()
    assert not np.isnan(row["mean"])


def test_rolling_mean_stops_where_the_question_changed(marks: pd.DataFrame) -> None:
    waves = aggregate(marks)
    waves["comparable_since"] = waves["year"]
    table = wave_trends(waves, keys=["question"], **POLICY)
    first = table[table["wave"] == "2024-01"].iloc[0]
    assert first["rolling_n"] == first["n"]


def test_wave_without_answers_and_score_without_variance() -> None:
    waves = pd.DataFrame(
        {
            "question": ["quiet"] * 2 + ["flat"] * 2,
            "wave": ["2023-01", "2023-02"] * 2,
            "year": 2023,
            "comparable_since": 2023,
            "n": [0, 40, 40, 40],
            "mean": [np.nan, 8.0, 7.0, 7.0],
            "variance": [np.nan, 1.0, 0.0, 0.0],
        }
    )
    table = wave_trends(waves, keys=["question"], **POLICY)
    flat, quiet = table[table["question"] == "flat"], table[table["question"] != "flat"]
    assert set(flat["reason"]) == {"no_variance"}
    assert set(flat["flag"]) == {""}
    assert quiet["reason"].to_list() == ["base_too_small", ""]
    assert quiet["rolling_n"].to_list() == [0, 40]
    assert np.isnan(quiet["rolling_mean"].iloc[0])


def test_lokets_are_charted_apart(marks: pd.DataFrame, trend: pd.DataFrame) -> None:
    here = aggregate(marks, loket="A")
    there = aggregate(marks_per_wave(seed=6), loket="B")
    table = wave_trends(pd.concat([here, there]), keys=["loket", "question"], **POLICY)
    mine = table[table["loket"] == "A"].set_index("wave")[TREND_COLUMNS]
    pd.testing.assert_frame_equal(mine, trend[TREND_COLUMNS])
