"""The tests of significance against published examples, scipy and statsmodels.

Nothing is compared with itself: every expected figure is printed by someone else, comes
from a library that was written by others, or is counted from respondents.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats import multitest, oneway, proportion

from scripts.statistics import corrections, inputs, many_groups, means, shares
from scripts.statistics.weighting import effective_n

pytestmark = pytest.mark.filterwarnings("error")

REFERENCE = Path(__file__).parent / "reference" / "significance_cases.csv"
ALPHA = 0.05
NAN = float("nan")


def printed(text: str) -> tuple[float, float]:
    """A printed figure and the largest distance that still rounds to it."""
    decimals = len(text.partition(".")[2])
    return float(text), 0.5 * 10**-decimals * (1 + 1e-9)


def same_as_printed(value: float, text: str) -> bool:
    if text == "NaN":
        return bool(np.isnan(value))
    figure, half_unit = printed(text)
    return abs(value - figure) <= half_unit


# --- every row of significance_cases.csv ---------------------------------------------


def named(text: str) -> dict[str, str]:
    return dict(part.split("=") for part in text.split(";"))


def numbers(text: str) -> list[float]:
    return [float(part) for part in text.split(",")]


# NAG prints sd2 as 4.208. Its printed results follow to the last digit from 4.2083,
# which rounds to that; from 4.208 itself they are a few units in the last digit off.
BEFORE_ROUNDING = {"4.208": "4.2083"}


def two_means(inputs: str) -> list[float]:
    """n, mean and variance of both groups from the inputs of a reference row."""
    given = {k: BEFORE_ROUNDING.get(v, v) for k, v in named(inputs).items()}
    if "x" in given:
        samples = [np.array(numbers(given[name])) for name in ("x", "y")]
        return [f for s in samples for f in (len(s), s.mean(), s.var(ddof=1))]
    result = []
    for group in "12":
        variance = given.get(f"var{group}")
        spread = float(variance) if variance else float(given[f"sd{group}"]) ** 2
        result += [float(given[f"n{group}"]), float(given[f"mean{group}"]), spread]
    return result


def fractions(text: str) -> list[tuple[int, int]]:
    return [(int(x), int(n)) for x, n in re.findall(r"(\d+)/(\d+)", text)]


def t_figures(test: Callable[..., pd.DataFrame]) -> Callable[[str], dict[str, float]]:
    def figures(inputs: str) -> dict[str, float]:
        row = test(*two_means(inputs), alpha=ALPHA).iloc[0]
        return {"t": row["statistic"], "df": row["df"], "p": row["p_value"]}

    return figures


def chi2_figures(inputs: str) -> dict[str, float]:
    chosen, base = zip(*fractions(inputs), strict=True)
    families = ["one"] * len(base)
    row = many_groups.chi_square(families, chosen, base, min_expected_count=5).iloc[0]
    return {"chi2": row["statistic"], "df": row["df"], "p": row["p_value"]}


def z_figures(inputs: str) -> dict[str, float]:
    (x1, n1), (x2, n2), *_ = fractions(inputs)
    row = shares.pooled_z(x1, n1, x2, n2).iloc[0]
    return {"z": row["statistic"], "p": row["p_value"]}


def newcombe_figures(inputs: str) -> dict[str, float]:
    (x1, n1), (x2, n2) = fractions(inputs)
    return dict(shares.newcombe(x1, n1, x2, n2, alpha=ALPHA).iloc[0])


def wilson_figures(inputs: str) -> dict[str, float]:
    return dict(shares.wilson(*fractions(inputs)[0], alpha=ALPHA).iloc[0])


def h_figures(inputs: str) -> dict[str, float]:
    given = named(inputs)
    return {"h": shares.cohen_h(float(given["p1"]), float(given["p2"]))[0]}


def weights(inputs: str) -> list[float]:
    groups = re.findall(r"(\d+) weights of (\d+)", inputs)
    return [float(weight) for count, weight in groups for _ in range(int(count))]


FIGURES = {
    "pooled_t": t_figures(means.pooled_t),
    "welch_t": t_figures(means.welch_t),
    "chi2": chi2_figures,
    "pooled_z": z_figures,
    "newcombe_ci": newcombe_figures,
    "wilson_ci": wilson_figures,
    "cohen_h": h_figures,
}
LISTS = {
    "holm": lambda inputs: corrections.holm(numbers(inputs)),
    "bh": lambda inputs: corrections.benjamini_hochberg(numbers(inputs)),
    "effective_n": lambda inputs: [effective_n(weights(inputs))],
}

with REFERENCE.open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file))


def test_the_input_before_rounding_is_the_printed_one_once_rounded() -> None:
    assert all(same_as_printed(float(v), k) for k, v in BEFORE_ROUNDING.items())


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['case']}-{c['test']}")
def test_reference_case_holds_to_its_printed_digits(case: dict[str, str]) -> None:
    if case["test"] in LISTS:
        values = LISTS[case["test"]](case["inputs"])
        expected = case["expected"].split(",")
        pairs = list(zip(values, expected, strict=True))
    else:
        found = FIGURES[case["test"]](case["inputs"])
        pairs = [(found[name], text) for name, text in named(case["expected"]).items()]
    wrong = [pair for pair in pairs if not same_as_printed(*pair)]
    assert not wrong, f"computed and printed differ: {wrong}"


# --- further published examples ------------------------------------------------------

# Student's sleep data; figures of R: t.test(extra ~ group, data = sleep)
SLEEP = [
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
]


def test_welch_interval_of_student_sleep_data() -> None:
    inputs = [f for s in SLEEP for f in (10, np.mean(s), np.var(s, ddof=1))]
    row = means.welch_t(*inputs, alpha=ALPHA).iloc[0]
    assert same_as_printed(row["statistic"], "-1.8608")
    assert same_as_printed(row["df"], "17.776")
    assert same_as_printed(row["p_value"], "0.07939")
    assert same_as_printed(row["low"], "-3.3654832")
    assert same_as_printed(row["high"], "0.2054832")


# R. G. Newcombe, Statistics in Medicine 17 (1998), Table II, method 10
NEWCOMBE_1998 = [
    (56, 70, 48, 80, "0.0524", "0.3339"),
    (9, 10, 3, 10, "0.1705", "0.8090"),
    (6, 7, 2, 7, "0.0582", "0.8062"),
    (5, 56, 0, 29, "-0.0381", "0.1926"),
    (0, 10, 0, 20, "-0.1611", "0.2775"),
    (0, 10, 0, 10, "-0.2775", "0.2775"),
    (10, 10, 0, 20, "0.6791", "1.0000"),
    (10, 10, 0, 10, "0.6075", "1.0000"),
]


@pytest.mark.parametrize("case", NEWCOMBE_1998)
def test_newcombe_interval_as_in_the_table_of_1998(
    case: tuple[int, int, int, int, str, str],
) -> None:
    row = shares.newcombe(*case[:4], alpha=ALPHA).iloc[0]
    assert same_as_printed(row["low"], case[4])
    assert same_as_printed(row["high"], case[5])


# R's fisher.test help page (tea tasting, convictions); Wikipedia (dieting)
FISHER = [
    ((3, 4, 1, 4), "0.4857"),
    ((2, 12, 15, 18), "0.0005367"),
    ((1, 10, 11, 14), "0.002759"),
]


@pytest.mark.parametrize(("table", "p_value"), FISHER)
def test_fisher_published_tables(table: tuple[int, ...], p_value: str) -> None:
    assert same_as_printed(shares.fisher_exact(*table)[0], p_value)


# R's PlantGrowth and InsectSprays with oneway.test
PLANTS = {
    "ctrl": [4.17, 5.58, 5.18, 6.11, 4.50, 4.61, 5.17, 4.53, 5.33, 5.14],
    "trt1": [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69],
    "trt2": [6.31, 5.12, 5.54, 5.50, 5.37, 5.29, 4.92, 6.15, 5.80, 5.26],
}
INSECTS = {
    "A": [10, 7, 20, 14, 14, 12, 10, 23, 17, 20, 14, 13],
    "B": [11, 17, 21, 11, 16, 14, 17, 17, 19, 21, 7, 13],
    "C": [0, 1, 7, 2, 3, 1, 2, 1, 3, 0, 1, 4],
    "D": [3, 5, 12, 6, 4, 3, 5, 5, 5, 5, 2, 4],
    "E": [3, 5, 3, 5, 3, 6, 1, 1, 3, 2, 6, 4],
    "F": [11, 9, 15, 22, 15, 16, 13, 10, 26, 26, 24, 13],
}


def test_welch_anova_of_two_families_at_once() -> None:
    samples = [("plants", v) for v in PLANTS.values()]
    samples += [("insects", v) for v in INSECTS.values()]
    result = many_groups.welch_anova(
        [name for name, _ in samples],
        [len(values) for _, values in samples],
        [float(np.mean(values)) for _, values in samples],
        [float(np.var(values, ddof=1)) for _, values in samples],
    )
    plants, insects = result.loc["plants"], result.loc["insects"]
    assert same_as_printed(plants["statistic"], "5.181")
    assert same_as_printed(plants["df_denominator"], "17.128")
    assert same_as_printed(plants["p_value"], "0.01739")
    assert same_as_printed(insects["statistic"], "36.065")
    assert same_as_printed(insects["df_denominator"], "30.043")
    assert same_as_printed(insects["p_value"] * 1e12, "7.999")
    assert (plants["groups"], insects["df"]) == (3, 5)


def test_chi_square_of_smokers_in_four_hospitals() -> None:
    """R's prop.test help page (Fleiss 1981)."""
    row = many_groups.chi_square(
        ["x"] * 4, [83, 90, 129, 70], [86, 93, 136, 82], min_expected_count=5
    ).iloc[0]
    assert same_as_printed(row["statistic"], "12.600")
    assert same_as_printed(row["p_value"], "0.005585")


def test_chi_square_table_of_party_and_gender() -> None:
    """Agresti (2007), p. 39, as in R's chisq.test help page; a second table beside it
    has an absent cell, which counts as zero."""
    party = pd.DataFrame(
        {
            "family": "party",
            "group": ["F"] * 3 + ["M"] * 3,
            "category": ["D", "I", "R"] * 2,
            "count": [762, 327, 468, 484, 239, 477],
        }
    )
    other = pd.DataFrame(
        {
            "family": "other",
            "group": ["F", "M", "M"],
            "category": ["yes", "yes", "no"],
            "count": [20, 15, 9],
        }
    )
    result = many_groups.chi_square_table(
        **pd.concat([party, other]), min_expected_count=4
    )
    assert same_as_printed(result.loc["party", "statistic"], "30.07")
    assert same_as_printed(result.loc["party", "p_value"] * 1e7, "2.954")
    expected = stats.chi2_contingency([[20, 0], [15, 9]], correction=False)
    assert result.loc["other", "statistic"] == pytest.approx(expected.statistic)


def test_benjamini_hochberg_1995_example_rejects_four_and_holm_three() -> None:
    """The fifteen p-values of the paper: four are declared at a false discovery rate of
    5%, three when the family-wise error is held."""
    p = "0.0001 0.0004 0.0019 0.0095 0.0201 0.0278 0.0298 0.0344 0.0459 0.3240 0.4262"
    p_values = [float(v) for v in [*p.split(), "0.5719", "0.6528", "0.7590", "1.0000"]]
    assert int((corrections.benjamini_hochberg(p_values) <= 0.05).sum()) == 4
    assert int((corrections.holm(p_values) <= 0.05).sum()) == 3


# --- equal to scipy and statsmodels, row by row --------------------------------------


@pytest.fixture(scope="module")
def drawn_means() -> pd.DataFrame:
    rng = np.random.default_rng(7)
    return pd.DataFrame(
        {
            "n1": rng.integers(2, 400, 200),
            "mean1": rng.normal(8, 1, 200),
            "var1": rng.uniform(0.1, 6, 200),
            "n2": rng.integers(2, 400, 200),
            "mean2": rng.normal(8, 1, 200),
            "var2": rng.uniform(0.1, 6, 200),
        }
    )


@pytest.fixture(scope="module")
def drawn_shares() -> pd.DataFrame:
    rng = np.random.default_rng(8)
    n1, n2 = rng.integers(30, 300, 200), rng.integers(30, 900, 200)
    return pd.DataFrame(
        {
            "x1": rng.binomial(n1, rng.uniform(0.01, 0.99, 200)),
            "n1": n1,
            "x2": rng.binomial(n2, rng.uniform(0.01, 0.99, 200)),
            "n2": n2,
        }
    )


@pytest.mark.parametrize(
    ("test", "equal_variances"), [(means.welch_t, False), (means.pooled_t, True)]
)
def test_t_tests_equal_scipy(
    drawn_means: pd.DataFrame, test: Callable[..., pd.DataFrame], equal_variances: bool
) -> None:
    result = test(*(drawn_means[c] for c in drawn_means), alpha=ALPHA)
    for i, row in enumerate(drawn_means.itertuples(index=False)):
        n1, mean1, var1, n2, mean2, var2 = row
        expected = stats.ttest_ind_from_stats(
            mean1, var1**0.5, n1, mean2, var2**0.5, n2, equal_var=equal_variances
        )
        found = result.loc[i, ["statistic", "p_value"]].to_list()
        assert found == pytest.approx(list(expected), rel=1e-9)


def test_welch_interval_excludes_zero_exactly_where_p_is_below_alpha(
    drawn_means: pd.DataFrame,
) -> None:
    result = means.welch_t(*(drawn_means[c] for c in drawn_means), alpha=ALPHA)
    outside = (result["low"] > 0) | (result["high"] < 0)
    assert (outside == (result["p_value"] < ALPHA)).all()


def test_shares_equal_scipy_and_statsmodels(drawn_shares: pd.DataFrame) -> None:
    result = shares.two_proportions(
        *(drawn_shares[c] for c in drawn_shares), alpha=ALPHA, min_expected_count=5
    )
    assert set(result["test"]) == {"pooled_z", "fisher"}
    for i, (x1, n1, x2, n2) in enumerate(drawn_shares.itertuples(index=False)):
        table = np.array([[x1, n1 - x1], [x2, n2 - x2]])
        small = stats.contingency.expected_freq(table).min() < 5
        assert result.loc[i, "test"] == ("fisher" if small else "pooled_z")
        if small:
            p_value = stats.fisher_exact(table).pvalue
        else:
            p_value = proportion.proportions_ztest([x1, x2], [n1, n2])[1]
        assert result.loc[i, "p_value"] == pytest.approx(p_value, rel=1e-8)
        interval = proportion.confint_proportions_2indep(
            x1, n1, x2, n2, method="newcomb", compare="diff"
        )
        found = shares.newcombe(x1, n1, x2, n2, alpha=ALPHA).iloc[0].to_list()
        assert found == pytest.approx(interval, abs=1e-12)


def test_fisher_with_a_large_base_equals_scipy() -> None:
    table = [[9, 3_000_000 - 9], [1, 5_000_000 - 1]]
    expected = stats.fisher_exact(table).pvalue
    found = shares.fisher_exact(9, 3_000_000, 1, 5_000_000)[0]
    assert found == pytest.approx(expected, rel=1e-6)


def test_omnibus_tests_equal_statsmodels_family_by_family(
    drawn_means: pd.DataFrame, drawn_shares: pd.DataFrame
) -> None:
    family = np.arange(200) // 4
    anova = many_groups.welch_anova(
        family, drawn_means["n1"], drawn_means["mean1"], drawn_means["var1"]
    )
    chi2 = many_groups.chi_square(
        family, drawn_shares["x2"], drawn_shares["n2"], min_expected_count=0
    )
    for i in range(50):
        m, s = drawn_means[family == i], drawn_shares[family == i]
        expected = oneway.anova_generic(
            m["mean1"], m["var1"], m["n1"], use_var="unequal"
        )
        assert anova.loc[i, "statistic"] == pytest.approx(expected.statistic)
        assert anova.loc[i, "p_value"] == pytest.approx(expected.pvalue)
        if chi2.loc[i, "reason"] == "":
            statistic, p_value, _ = proportion.proportions_chisquare(s["x2"], s["n2"])
            assert chi2.loc[i, "statistic"] == pytest.approx(statistic)
            assert chi2.loc[i, "p_value"] == pytest.approx(p_value)
    assert (chi2["reason"] == "").sum() > 40


def test_corrections_equal_statsmodels_in_each_family() -> None:
    rng = np.random.default_rng(9)
    p = np.round(rng.beta(0.5, 2, 300), 3)  # rounded: ties on purpose
    p[rng.random(300) < 0.15] = np.nan
    family = rng.choice(["a", "b", "c", "alone"], 300, p=[0.5, 0.3, 0.195, 0.005])
    holm, bh = corrections.holm(p, family), corrections.benjamini_hochberg(p, family)
    assert np.array_equal(np.isnan(holm), np.isnan(p))
    for name in np.unique(family):
        mine = (family == name) & ~np.isnan(p)
        for found, method in ((holm, "holm"), (bh, "fdr_bh")):
            expected = multitest.multipletests(p[mine], method=method)[1]
            assert found[mine] == pytest.approx(expected)


# --- permutation test ----------------------------------------------------------------


# 500 marks as clients give them: most of them 8 or higher, with a tail of low ones
GIVEN = {1: 10, 2: 5, 3: 5, 4: 5, 5: 20, 6: 25, 7: 80, 8: 180, 9: 110, 10: 60}
MARKS = [mark for mark, count in GIVEN.items() for _ in range(count)]


@cache
def sums_of_all_draws(part_n: int) -> Counter[int]:
    """How many draws of part_n of the marks have each sum; whole numbers, so exact."""
    ways = [Counter({0: 1})] + [Counter() for _ in range(part_n)]
    for mark in MARKS:
        for drawn in range(part_n, 0, -1):
            for total, count in ways[drawn - 1].items():
                ways[drawn][total + mark] += count
    return ways[part_n]


@pytest.mark.parametrize("part_n", [30, 60])
@pytest.mark.parametrize("distance", [-3.5, -2.5, -1.5, 1.0, 2.0, 3.0])
def test_permutation_test_follows_all_draws(part_n: int, distance: float) -> None:
    """Also far in the tails, where Holm looks; there it errs to the careful side."""
    n, mean, variance = len(MARKS), np.mean(MARKS), np.var(MARKS, ddof=1)
    error = (variance / part_n * (n - part_n) / n) ** 0.5
    part_sum = round(part_n * (mean + distance * error))
    row = means.permutation_test(
        part_n, part_sum / part_n, n, mean, variance, stats.skew(MARKS)
    ).iloc[0]

    draws = sums_of_all_draws(part_n)
    below = sum(count for total, count in draws.items() if total < part_sum)
    # half of what is equal, as tests without a continuity correction count it
    lower = (below + draws[part_sum] / 2) / sum(draws.values())
    exact = 2 * min(lower, 1 - lower)
    assert row["p_value"] == pytest.approx(exact, rel=0.02 if exact > 0.01 else 0.15)
    assert row["p_value"] > 0.98 * exact


def test_permutation_test_of_symmetric_marks_is_the_normal_one() -> None:
    row = means.permutation_test(50, 7.5, 400, 7.0, 2.0, 0.0).iloc[0]
    assert row["statistic"] == pytest.approx(0.5 / (2 / 50 * 350 / 400) ** 0.5)
    assert row["p_value"] == pytest.approx(2 * stats.norm.sf(row["statistic"]))
    nearly = means.permutation_test(50, 7.5, 400, 7.0, 2.0, 1e-5).iloc[0]
    assert nearly["p_value"] == pytest.approx(row["p_value"], rel=1e-4)


def test_permutation_test_of_mirrored_marks_is_the_same() -> None:
    up = means.permutation_test(40, 8.4, 900, 8.0, 2.0, -1.3).iloc[0]
    down = means.permutation_test(40, 2.6, 900, 3.0, 2.0, 1.3).iloc[0]
    assert up["p_value"] == pytest.approx(down["p_value"])
    assert up["statistic"] == pytest.approx(-down["statistic"])


def test_permutation_test_of_a_part_and_of_its_rest_are_one() -> None:
    """Also where the part is most of the total."""
    n, mean, part_n, part_mean = 900, 7.9, 700, 7.95
    rest_n = n - part_n
    rest_mean = (n * mean - part_n * part_mean) / rest_n
    of_part = means.permutation_test(part_n, part_mean, n, mean, 2.5, -1.3).iloc[0]
    of_rest = means.permutation_test(rest_n, rest_mean, n, mean, 2.5, -1.3).iloc[0]
    assert of_part["p_value"] == pytest.approx(of_rest["p_value"])
    assert of_part["statistic"] == pytest.approx(-of_rest["statistic"])


@pytest.mark.parametrize(
    ("inputs", "p_value", "reason"),
    [
        ((0, NAN, 50, 7.0, 2.0, -1.0), NAN, "base_too_small"),  # nobody in the group
        ((50, 7.0, 50, 7.0, 2.0, -1.0), NAN, "base_too_small"),  # nobody outside it
        ((20, 8.0, 50, 8.0, 0.0, NAN), NAN, "no_variance"),  # all alike
        ((20, NAN, 50, 8.0, 2.0, -1.0), NAN, "suppressed"),  # estimate withheld
        ((20, 8.0, 50, 8.0, 2.0, NAN), NAN, "suppressed"),  # skewness withheld
        ((20, 10.0, 5000, 8.0, 0.01, -1.0), 0.0, ""),  # beyond what could be drawn
    ],
)
def test_permutation_test_at_the_edges(
    inputs: tuple[float, ...], p_value: float, reason: str
) -> None:
    row = means.permutation_test(*inputs).iloc[0]
    assert row["reason"] == reason
    assert row["p_value"] == pytest.approx(p_value, nan_ok=True, abs=1e-12)
    assert np.isnan(row["statistic"]) == np.isnan(p_value)


def test_permutation_test_refuses_a_part_larger_than_its_total() -> None:
    with pytest.raises(ValueError, match=r"larger than the total .* \(row 1,"):
        means.permutation_test([5, 60], 8.0, 50, 8.0, 2.0, -1.0)


# --- edges: a defined answer, a reason, no warning -----------------------------------

MEAN_EDGES = [
    # n1, mean1, var1, n2, mean2, var2, p_value, reason
    (0, NAN, NAN, 50, 7.0, 2.0, NAN, "base_too_small"),  # nobody in the group
    (1, 8.0, NAN, 50, 7.0, 2.0, NAN, "base_too_small"),  # one mark has no variance
    (50, 8.0, 0.0, 50, 8.0, 0.0, NAN, "no_variance"),  # all alike, and equal
    (50, 8.0, 0.0, 50, 7.0, 0.0, NAN, "no_variance"),  # all alike, and different
    (50, NAN, NAN, 50, 7.0, 2.0, NAN, "suppressed"),  # estimate withheld
    (NAN, NAN, NAN, 50, 7.0, 2.0, NAN, "suppressed"),  # whole cell withheld
]


@pytest.mark.parametrize("edge", MEAN_EDGES)
@pytest.mark.parametrize("test", [means.welch_t, means.pooled_t])
def test_means_at_the_edges(
    test: Callable[..., pd.DataFrame], edge: tuple[float | str, ...]
) -> None:
    row = test(*edge[:6], alpha=ALPHA).iloc[0]
    assert row["reason"] == edge[7]
    assert row["p_value"] == pytest.approx(edge[6], nan_ok=True)
    columns = ["statistic", "df", "low", "high", "cohen_d"]
    assert row[columns].isna().all() == np.isnan(edge[6])
    assert not np.isinf(row[columns].to_numpy(float)).any()


def test_one_group_without_variance_is_tested_with_the_other_groups_error() -> None:
    """Welch then is a one-sample test of the other group, with its df."""
    row = means.welch_t(40, 8.0, 0.0, 50, 7.0, 2.0, alpha=ALPHA).iloc[0]
    assert (row["reason"], row["df"]) == ("", pytest.approx(49))
    assert row["statistic"] == pytest.approx(1 / (2.0 / 50) ** 0.5)


SHARE_EDGES = [
    # x1, n1, x2, n2, p_value, reason
    (0, 0, 5, 10, NAN, "base_too_small"),  # nobody was asked
    (0, 40, 0, 50, NAN, "no_variance"),  # nobody chose it in either group
    (40, 40, 50, 50, NAN, "no_variance"),  # everybody did
    (1, 1, 0, 1, 1.0, ""),  # bases of one are defined too
    (NAN, 40, 5, 50, NAN, "suppressed"),  # count withheld
    (NAN, NAN, 5, 50, NAN, "suppressed"),  # whole cell withheld
]


@pytest.mark.parametrize("edge", SHARE_EDGES)
def test_shares_at_the_edges(edge: tuple[float | str, ...]) -> None:
    row = shares.two_proportions(*edge[:4], alpha=ALPHA, min_expected_count=5).iloc[0]
    assert row["reason"] == edge[5]
    assert row["p_value"] == pytest.approx(edge[4], nan_ok=True)
    assert (row["test"] == "none") == np.isnan(edge[4])


def test_all_against_nothing_is_a_difference() -> None:
    """0% against 100% has no variance within either group, yet is as clear as it gets:
    the pooled error exists."""
    row = shares.two_proportions(0, 40, 50, 50, alpha=ALPHA, min_expected_count=5).iloc[
        0
    ]
    assert (row["test"], row["reason"]) == ("pooled_z", "")
    assert row["p_value"] < 1e-15
    assert (row["low"], row["high"] < 0) == (-1, True)


def test_omnibus_at_the_edges() -> None:
    anova = many_groups.welch_anova(
        ["one", "flat", "flat", "small", "small", "gone", "gone"],
        [40, 40, 40, 40, 1, 40, NAN],
        [8, 8, 7, 8, 7, 8, NAN],
        [2, 0, 2, 2, NAN, 2, NAN],
    )
    assert anova["reason"].to_dict() == {
        "one": "base_too_small",
        "flat": "no_variance",
        "small": "base_too_small",
        "gone": "suppressed",
    }
    assert anova["p_value"].isna().all()
    chi2 = many_groups.chi_square(
        ["none", "none", "rare", "rare", "empty", "empty", "gone", "gone"],
        [0, 0, 1, 0, 0, 20, NAN, 20],
        [40, 50, 40, 50, 0, 40, 40, 40],
        min_expected_count=5,
    )
    assert chi2["reason"].to_dict() == {
        "none": "no_variance",
        "rare": "expected_too_small",
        "empty": "base_too_small",
        "gone": "suppressed",
    }
    assert chi2["p_value"].isna().all()


def test_chi_square_and_chi_square_table_agree(drawn_shares: pd.DataFrame) -> None:
    family = np.arange(200) // 5
    short = many_groups.chi_square(
        family, drawn_shares["x1"], drawn_shares["n1"], min_expected_count=5
    )
    long = pd.concat(
        [
            drawn_shares.assign(category=category, family=family, count=count)
            for category, count in (
                ("yes", drawn_shares["x1"]),
                ("no", drawn_shares["n1"] - drawn_shares["x1"]),
            )
        ]
    )
    table = many_groups.chi_square_table(
        long["family"],
        long.index,
        long["category"],
        long["count"],
        min_expected_count=5,
    )
    pd.testing.assert_frame_equal(short, table)


def test_families_of_missing_p_values_stay_missing() -> None:
    for adjust in (corrections.holm, corrections.benjamini_hochberg):
        assert np.isnan(adjust([NAN, NAN], ["a", "a"])).all()
        assert adjust([], []).shape == (0,)
        assert adjust([NAN, 0.04], ["a", "a"])[1] == pytest.approx(0.04)


def test_impossible_input_is_refused_with_its_row() -> None:
    with pytest.raises(ValueError, match=r"count lies outside .* \(row 1"):
        shares.pooled_z([1, 9], [5, 5], [1, 1], [5, 5])
    with pytest.raises(ValueError, match="variance is below zero"):
        means.welch_t(40, 8, -1, 40, 8, 1, alpha=ALPHA)
    with pytest.raises(ValueError, match="larger than the total"):
        inputs.rest_of(40, 8, 1, 41, 8, 1)
    with pytest.raises(ValueError, match="p-value lies outside"):
        corrections.holm([0.5, 1.5])


def test_nullable_columns_are_read_as_missing() -> None:
    n = pd.Series([40, None], dtype="Int64")
    x = pd.Series([4, None], dtype="Int64")
    result = shares.pooled_z(x, n, 10, 50)
    assert result["reason"].to_list() == ["", "suppressed"]


def test_every_reason_is_documented() -> None:
    assert all(code == "" or code.replace("_", "").isalpha() for code in inputs.REASONS)
    assert all(inputs.REASONS.values())


# --- the rest of the country ---------------------------------------------------------


def test_rest_equals_a_count_of_the_others() -> None:
    rng = np.random.default_rng(10)
    marks = rng.integers(1, 11, 5000).astype(float)
    group = rng.choice(40, 5000)
    group[:3] = [40, 40, 41]  # a group of two and one of one
    total = (len(marks), marks.mean(), marks.var(ddof=1))
    frame = pd.DataFrame({"group": group, "mark": marks})
    parts = frame.groupby("group")["mark"].agg(["count", "mean", "var"])
    found = inputs.rest_of(*total, parts["count"], parts["mean"], parts["var"])
    for i, name in enumerate(parts.index):
        others = marks[group != name]
        expected = [len(others), others.mean(), others.var(ddof=1)]
        assert found.loc[i].to_list() == pytest.approx(expected, rel=1e-12)


def test_rest_at_the_edges() -> None:
    marks = np.array([7.0] * 999 + [1.0])
    n, mean, variance = len(marks), marks.mean(), marks.var(ddof=1)
    # nobody in the part; everyone; all but one; the one who differs; the part withheld
    found = inputs.rest_of(
        n,
        mean,
        variance,
        [0, n, 999, 1, NAN],
        [NAN, mean, 7, 1, NAN],
        [NAN, variance, 0, NAN, NAN],
    )
    assert found["n"].to_list()[:4] == [n, 0, 1, 999]
    assert found.loc[0].to_list() == pytest.approx([n, mean, variance])
    assert found.loc[1, ["mean", "variance"]].isna().all()
    assert found.loc[2, "mean"] == pytest.approx(1.0)
    assert np.isnan(found.loc[2, "variance"])
    # exactly zero: rounding must not turn a rest without variance into a tiny one
    assert found.loc[3, "variance"] == 0
    assert found.loc[4].isna().all()
