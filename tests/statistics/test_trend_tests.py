"""Trend tests: published examples, scipy, edges; and the table that is made of them."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from scripts.codebook.policy import POLICY_SEED, Policy
from scripts.significance import TREND_COLUMNS, compare_trends
from scripts.statistics.trend_tests import cochran_armitage, linear_contrast

pytestmark = pytest.mark.filterwarnings("error")

POLICY = Policy.from_table(pd.read_csv(POLICY_SEED))

# Worked examples: chosen, of n, at position; z or its square, and p, as printed.
EXAMPLES = [
    # A. Agresti, Categorical Data Analysis (2002), 5.3.5: alcohol and malformation,
    # z² 6.57, p 0.010
    (
        [48, 38, 5, 1, 1],
        [17114, 14502, 793, 127, 38],
        [0, 0.5, 1.5, 4, 7],
        (6.57, 5e-3),
        (0.010, 5e-4),
    ),
    # R, help page of stats::prop.trend.test (J. L. Fleiss, 1981, p. 139: smokers among
    # patients of four hospitals): X-squared 8.2249, p 0.004132
    (
        [83, 90, 129, 70],
        [86, 93, 136, 82],
        [1, 2, 3, 4],
        (8.2249, 5e-5),
        (0.004132, 5e-7),
    ),
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_cochran_armitage_as_printed(example: tuple) -> None:
    chosen, n, position, (squared, to), (p_value, p_to) = example
    row = cochran_armitage(["x"] * len(n), position, chosen, n).loc["x"]
    assert row["statistic"] ** 2 == pytest.approx(squared, abs=to)
    assert row["p_value"] == pytest.approx(p_value, abs=p_to)
    assert (row["test"], row["groups"]) == ("cochran_armitage", len(n))
    assert row["base"] == sum(n)


def test_the_smokers_fall_and_the_slope_is_that_of_respondents() -> None:
    chosen, n = np.array([83, 90, 129, 70]), np.array([86, 93, 136, 82])
    row = cochran_armitage(["x"] * 4, [1, 2, 3, 4], chosen, n).loc["x"]
    place = np.repeat([1, 2, 3, 4], n)
    answer = np.concatenate([np.arange(m) < x for x, m in zip(chosen, n, strict=True)])
    assert row["slope"] == pytest.approx(stats.linregress(place, answer).slope)
    assert row["slope"] < 0


def test_several_series_at_once_and_groups_without_answers() -> None:
    one = cochran_armitage(["a"] * 3, [1, 2, 3], [5, 9, 20], [50, 50, 50]).loc["a"]
    table = cochran_armitage(
        ["b", "a", "b", "a", "b", "a", "a"],
        [1, 1, 2, 2, 3, 3, 4],
        [20, 5, 20, 9, 20, 20, 0],
        [50, 50, 50, 50, 50, 50, 0],
    )
    pd.testing.assert_series_equal(table.loc["a"], one)
    assert table.loc["b", "statistic"] == 0


def test_linear_contrast_by_hand() -> None:
    """Contrast -3, -1, 1, 3 over the means; Satterthwaite's degrees of freedom."""
    n, mean = np.array([40, 60, 50, 30]), np.array([7.2, 7.5, 7.9, 8.1])
    variance, weight = np.array([3.0, 2.5, 2.0, 4.0]), np.array([-1.5, -0.5, 0.5, 1.5])
    row = linear_contrast(["x"] * 4, [1, 2, 3, 4], n, mean, variance).loc["x"]
    parts = weight**2 * variance / n
    t = weight @ mean / parts.sum() ** 0.5
    df = parts.sum() ** 2 / (parts**2 / (n - 1)).sum()
    assert row["slope"] == pytest.approx(weight @ mean / 5)
    assert (row["statistic"], row["df"]) == (pytest.approx(t), pytest.approx(df))
    assert row["p_value"] == pytest.approx(2 * stats.t.sf(t, df))


def test_of_three_groups_the_contrast_is_welch_of_the_outer_two() -> None:
    row = linear_contrast(["x"] * 3, [1, 2, 3], [40, 90, 60], [7, 9, 8], [2, 1, 3])
    outer = stats.ttest_ind_from_stats(8, 3**0.5, 60, 7, 2**0.5, 40, equal_var=False)
    assert row.loc["x", "statistic"] == pytest.approx(outer.statistic)
    assert row.loc["x", "p_value"] == pytest.approx(outer.pvalue)


def test_without_a_trend_five_percent_are_called_one() -> None:
    rng = np.random.default_rng(3)
    series = np.repeat(np.arange(20_000), 4)
    n = np.tile([60, 300, 120, 40], 20_000)
    position = np.tile([1, 2, 3, 4], 20_000)
    shares = cochran_armitage(series, position, rng.binomial(n, 0.3), n)
    spread = np.tile([2.0, 1.5, 1.7, 2.4], 20_000)
    mean = rng.normal(7.9, spread / n**0.5)
    variance = spread**2 * rng.chisquare(n - 1) / (n - 1)
    marks = linear_contrast(series, position, n, mean, variance)
    for table in (shares, marks):
        assert (table["p_value"] < 0.05).mean() == pytest.approx(0.05, abs=0.005)


def test_what_cannot_be_tested_says_why() -> None:
    nan = np.nan
    shares = cochran_armitage(
        [*"aa", *"bbb", *"ccc"],
        [1, 2, 1, 2, 3, 1, 2, 3],
        [3, 4, 0, 0, 0, 3, nan, 3],
        [9, 9, 9, 9, 9, 9, nan, 9],
    )
    marks = linear_contrast(
        [*"aa", *"bbb", *"ccc", *"ddd"],
        [1, 2, 1, 2, 3, 1, 2, 3, 1, 2, 3],
        [9, 9, 9, 9, 9, 9, nan, 9, 9, 1, 9],
        [7, 8, 7, 8, 8, 7, nan, 8, 7, 8, 9],
        [2, 2, 0, 0, 0, 2, nan, 2, 2, nan, 2],
    )
    expected = {"a": "too_few_groups", "b": "no_variance", "c": "suppressed"}
    assert shares["reason"].to_dict() == expected
    assert marks["reason"].to_dict() == {**expected, "d": "suppressed"}
    for table in (shares, marks):
        assert set(table["test"]) == {"none"}
        assert table[["slope", "statistic", "p_value"]].isna().all(axis=None)


# --- the table ---------------------------------------------------------------------


def trends(years: tuple[int, ...] = (2021, 2022, 2023)) -> pd.DataFrame:
    """Three sizes of which the largest is small, and three years."""
    sizes = [("large", 3, 20, 9.0), ("medium", 2, 300, 8.0), ("small", 1, 200, 7.0)]
    subgroups = pd.DataFrame(
        [("size", *size[:2], True) for size in sizes]
        + [("size", "tiny", 0, True), ("colour", "blue", 1, False)],
        columns=["dimension", "subgroup", "position", "is_ordered"],
    ).assign(question=lambda rows: rows["dimension"])
    of_sizes = pd.DataFrame(
        [(2023, "size", name, n, mean) for name, _, n, mean in sizes]
        + [(2023, "size", "tiny", 100, 6.5), (2023, "colour", "blue", 99, 8.0)],
        columns=["year", "dimension", "subgroup", "n_valid", "mean"],
    ).assign(question="overall", variance=2.0)
    answers = of_sizes.assign(
        question="size", option="yes", n_base=100, n_chosen=50
    ).drop(columns=["n_valid", "mean", "variance"])
    per_year = pd.DataFrame(
        [(year, "overall", 500, 7 + 0.2 * (year - 2020), 2.0) for year in years],
        columns=["year", "question", "n_valid", "mean", "variance"],
    ).assign(comparable_since=2021)
    reworded = per_year.assign(question="advice", comparable_since=per_year["year"])
    no_answers = pd.DataFrame(
        columns=["year", "question", "option", "comparable_since", "n_base", "n_chosen"]
    ).astype({"n_base": float, "n_chosen": float, "year": int})
    waves = pd.DataFrame(
        [("overall", f"2023-{m:02d}", 2023, 80, 8 - m / 10, 2.0) for m in range(1, 7)],
        columns=["question", "wave", "year", "n_valid", "mean", "variance"],
    )
    return compare_trends(
        of_sizes,
        answers,
        pd.concat([per_year, reworded]),
        no_answers,
        waves,
        subgroups,
        POLICY,
    )


def test_each_order_has_a_row_of_groups_that_are_large_enough() -> None:
    table = trends()
    assert table.columns.to_list() == TREND_COLUMNS
    rows = table[table["question"] == "overall"].set_index("dimension")
    assert set(rows.index) == {"size", "years", "waves"}  # colours have no order
    size = rows.loc["size"]
    assert (size["groups"], size["base"]) == (3, 600)  # the largest has 20 answers
    assert (size["first_estimate"], size["last_estimate"]) == (6.5, 8.0)
    assert (size["slope"], size["direction"]) == (pytest.approx(0.75), "up")
    years = rows.loc["years"]
    assert (years["year"], years["groups"]) == (2023, 3)
    assert years["slope"] == pytest.approx(0.2)
    waves = rows.loc["waves"]
    assert (waves["groups"], waves["direction"]) == (6, "down")
    assert waves["slope"] == pytest.approx(-0.1)
    assert waves["family"] == "2023|waves|scores"


def test_a_dimension_says_nothing_of_its_own_question() -> None:
    assert "size" not in set(trends()["question"])


def test_years_need_three_that_compare() -> None:
    table = trends()
    advice = table[(table["question"] == "advice") & (table["dimension"] == "years")]
    assert advice["reason"].to_list() == ["too_few_groups"]
    two = trends((2022, 2023))
    row = two[(two["question"] == "overall") & (two["dimension"] == "years")]
    assert row["reason"].to_list() == ["too_few_groups"]
    assert row["p_value"].isna().all()
