"""Empirical Bayes for lokets: published values, and what it promises in simulation."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from scripts.statistics.standing import STANDING_COLUMNS, paule_mandel, standing

pytestmark = pytest.mark.filterwarnings("error")

# 13 trials of the BCG vaccine (Colditz et al., JAMA 271 (1994)): cases and others of
# the vaccinated, cases and others of the controls. R's metafor, rma(yi, vi,
# method="PM"): tau^2 0.3181.
BCG = [
    (4, 119, 11, 128),
    (6, 300, 29, 274),
    (3, 228, 11, 209),
    (62, 13536, 248, 12619),
    (33, 5036, 47, 5761),
    (180, 1361, 372, 1079),
    (8, 2537, 10, 619),
    (505, 87886, 499, 87892),
    (29, 7470, 45, 7232),
    (17, 1699, 65, 1600),
    (186, 50448, 141, 27197),
    (5, 2493, 3, 2338),
    (27, 16886, 29, 17825),
]


def log_risk_ratios() -> tuple[np.ndarray, np.ndarray]:
    a, b, c, d = np.array(BCG, dtype=float).T
    ratio = np.log((a / (a + b)) / (c / (c + d)))
    return ratio, 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


def test_variance_between_the_bcg_trials_is_that_of_metafor() -> None:
    estimate, variance = log_risk_ratios()
    assert paule_mandel(estimate[None], variance[None])[0] == pytest.approx(
        0.3181, abs=5e-5
    )


def test_limit_of_the_variance_between_the_bcg_trials_is_that_of_metafor() -> None:
    """R's metafor, confint(rma(yi, vi, method="PM")): tau^2 to 1.1115, at 95%."""
    estimate, variance = log_risk_ratios()
    assert paule_mandel(estimate[None], variance[None], 0.975)[0] == pytest.approx(
        1.1115, abs=5e-5
    )


def test_lokets_that_seem_alike_may_still_differ() -> None:
    """The estimated variance is 0; the interval takes the largest one that fits."""
    table = stand(lokets([60] * 8, [8.2, 8.1, 7.8, 7.9, 8.0, 8.3, 7.7, 8.0]))
    assert (table["reliability"] == 0).all()
    common = np.sqrt(2.9 / 60 / 8)
    assert (table["high"] - table["shrunken_mean"] > 1.96 * common).all()


def test_variance_between_equals_statsmodels_set_by_set() -> None:
    rng = np.random.default_rng(2)
    estimate = rng.normal(0, rng.uniform(0, 2, (20, 1)), (20, 9))
    variance = rng.uniform(0.1, 3, (20, 9))
    estimate[3, 4:] = variance[5, 2] = np.nan
    found = paule_mandel(estimate, variance)
    for i in range(20):
        given = ~np.isnan(estimate[i] + variance[i])
        expected = combine_effects(
            estimate[i, given], variance[i, given], method_re="iterated"
        ).tau2
        assert found[i] == pytest.approx(expected, rel=1e-5, abs=1e-8)
    assert (found == 0).any()  # sets in which chance explains all
    assert (found > 0).any()


def test_sets_of_one_or_none_have_no_variance_between() -> None:
    estimate = np.array([[7.0, np.nan], [np.nan, np.nan]])
    assert paule_mandel(estimate, np.ones((2, 2))).tolist() == [0.0, 0.0]


def lokets(n: list[int], mean: list[float], variance: float = 2.9) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "year": 2023,
            "question": "overall",
            "loket": [chr(65 + i) for i in range(len(n))],
            "n_valid": n,
            "mean": mean,
            "variance": variance,
        }
    )


def stand(scores: pd.DataFrame, **other: object) -> pd.DataFrame:
    settings = {"min_base": 30, "top": 3, "alpha": 0.05} | other
    return standing(scores, keys=["year", "question"], member="loket", **settings)


MEANS = [8.6, 8.3, 8.1, 8.0, 7.9, 7.9, 7.5, 7.2]


def test_shrinkage_by_hand() -> None:
    """Equal bases: the variance between is that of the means less the sampling one."""
    table = stand(lokets([60] * 8, MEANS))
    assert table.columns.to_list() == ["year", "question", "loket", *STANDING_COLUMNS]
    sampling = 2.9 / 60
    between = np.var(MEANS, ddof=1) - sampling
    reliability = between / (between + sampling)
    assert table["reliability"].to_list() == pytest.approx([reliability] * 8)
    drawn_in = np.mean(MEANS) + reliability * (np.array(MEANS) - np.mean(MEANS))
    assert table["shrunken_mean"].to_list() == pytest.approx(drawn_in.tolist())
    assert table["centre"].to_list() == pytest.approx([np.mean(MEANS)] * 8)
    half = 1.959964 * sampling**0.5
    assert table["funnel_high"].iloc[0] - np.mean(MEANS) == pytest.approx(half)
    assert table["funnel_low"].iloc[0] - np.mean(MEANS) == pytest.approx(-half)
    assert table["rank"].to_list() == [1, 2, 3, 4, 5, 5, 7, 8]
    assert (table["low"] < table["shrunken_mean"]).all()
    assert (table["high"] > table["shrunken_mean"]).all()


def test_a_small_loket_is_drawn_in_more_and_is_less_sure_of_its_place() -> None:
    table = stand(lokets([40, 400, *[100] * 6], MEANS)).set_index("loket")
    assert table.loc["A", "reliability"] < table.loc["B", "reliability"]
    assert MEANS[0] - table.loc["A", "shrunken_mean"] > 0.1
    assert MEANS[1] - table.loc["B", "shrunken_mean"] < 0.1
    width = table["rank_high"] - table["rank_low"]
    assert width["A"] > width["B"]
    assert table["top_probability"].sum() == pytest.approx(3)


def test_the_place_is_certain_where_bases_are_huge() -> None:
    table = stand(lokets([10**7] * 3, [7.0, 9.0, 8.0]), top=1)
    assert table["rank"].to_list() == [3, 1, 2]
    assert table["rank_low"].to_list() == table["rank_high"].to_list() == [3, 1, 2]
    assert table["top_probability"].to_list() == [0, 1, 0]
    assert table["shrunken_mean"].to_list() == pytest.approx([7, 9, 8], abs=1e-4)


def test_small_and_hidden_lokets_take_no_part() -> None:
    whole = stand(lokets([60] * 8, MEANS))
    more = pd.concat([lokets([60] * 8, MEANS), lokets([29, 50], [3.0, np.nan])])
    more["loket"] = list("ABCDEFGHXY")
    table = stand(more.astype({"n_valid": "Int64"}))
    pd.testing.assert_frame_equal(table.head(8), whole)
    left_out = table.tail(2)
    assert left_out["reason"].to_list() == ["base_too_small", "suppressed"]
    figures = ["shrunken_mean", "low", "reliability", "rank", "top_probability"]
    assert left_out[figures].isna().all(axis=None)


def test_sets_do_not_touch_each_other_and_the_seed_is_fixed() -> None:
    one = lokets([60] * 8, MEANS)
    other = lokets([200, 30, 30], [5.0, 6.0, 7.0]).assign(question="advice")
    together = stand(pd.concat([one, other]))
    alone = stand(other)
    found = together[together["question"] == "advice"].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, alone)


def test_without_any_variance_there_is_nothing_to_go_by() -> None:
    flat = stand(lokets([60, 60], [8.0, 7.0], variance=0.0))
    assert set(flat["reason"]) == {"no_variance"}
    assert flat[["shrunken_mean", "rank", "centre"]].isna().all(axis=None)


def test_nothing_to_compare() -> None:
    none = stand(lokets([12, 8], [8.0, 7.0]))
    assert set(none["reason"]) == {"base_too_small"}
    assert none["shrunken_mean"].isna().all()
    assert stand(lokets([], [])).empty


def test_intervals_hold_the_true_mean_and_place_in_95_percent_of_surveys() -> None:
    rng = np.random.default_rng(9)
    sizes = np.repeat([35, 50, 70, 120], 8)
    inside, placed, claimed, top = [], [], [], []
    for _ in range(150):
        true = rng.normal(7.9, 0.25, len(sizes))
        drawn = rng.normal(true, (2.9 / sizes) ** 0.5)
        variance = 2.9 * rng.chisquare(sizes - 1) / (sizes - 1)
        scores = lokets(sizes.tolist(), drawn.tolist()).assign(
            variance=variance, loket=[f"{i:02d}" for i in range(len(sizes))]
        )
        table = stand(scores)
        inside.append(table["low"].le(true) & table["high"].ge(true))
        place = (true[None, :] > true[:, None]).sum(axis=1) + 1
        placed.append(table["rank_low"].le(place) & table["rank_high"].ge(place))
        claimed.append(table["top_probability"])
        top.append(place <= 3)
    # the variance between lokets may be larger than seen: wider than it need be
    assert 0.95 < np.mean(inside) < 0.985
    # a place is a whole number, so its interval is somewhat too wide
    assert 0.95 < np.mean(placed) < 0.985
    likely = np.concatenate(claimed) > 0.5
    assert np.concatenate(top)[likely].mean() == pytest.approx(
        np.concatenate(claimed)[likely].mean(), abs=0.08
    )
