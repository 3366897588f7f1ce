"""Tests and corrections against what R gives on its own data (reference/r_survey.R)."""

import numpy as np
import pytest
from r_reference import r_figures

from scripts.statistics.corrections import benjamini_hochberg, holm
from scripts.statistics.many_groups import welch_anova
from scripts.statistics.means import hall_t, welch_t
from scripts.statistics.shares import fisher_exact, pooled_z, wilson
from scripts.statistics.standing import paule_mandel
from scripts.statistics.trend_tests import cochran_armitage

R = r_figures()
EXACT = 1e-9


@pytest.mark.parametrize("data", ["smokers", "esoph"])
def test_cochran_armitage_is_prop_trend_test(data: str) -> None:
    """Smokers: also on R's help page of prop.trend.test, 8.2249 and 0.004132."""
    chosen, n = [83, 90, 129, 70], [86, 93, 136, 82]
    if data == "esoph":
        chosen = [R[f"trend|esoph|cases|{i}"] for i in range(1, 5)]
        n = [R[f"trend|esoph|n|{i}"] for i in range(1, 5)]
    found = cochran_armitage(["a"] * 4, [1, 2, 3, 4], chosen, n).loc["a"]
    assert found["statistic"] ** 2 == pytest.approx(R[f"trend|{data}|chi"], rel=EXACT)
    assert found["p_value"] == pytest.approx(R[f"trend|{data}|p"], rel=1e-8)


def test_welch_is_t_test() -> None:
    sides = [(10, R[f"welch|mean|{g}"], R[f"welch|variance|{g}"]) for g in (1, 2)]
    found = welch_t(*sides[0], *sides[1], alpha=0.05).iloc[0]
    assert found["statistic"] == pytest.approx(R["welch|t"], rel=EXACT)
    assert found["df"] == pytest.approx(R["welch|df"], rel=EXACT)
    assert found["p_value"] == pytest.approx(R["welch|p"], rel=EXACT)
    # two groups of ten alike in spread: the skewness of both is the same, and goes out
    even = hall_t(10, 0.75, 3.2, 10, 2.33, 3.2, 1.5, alpha=0.05).iloc[0]
    assert even["p_value"] == pytest.approx(
        welch_t(10, 0.75, 3.2, 10, 2.33, 3.2, alpha=0.05)["p_value"].iloc[0]
    )


def test_hall_t_is_his_transformation() -> None:
    """(t + A t² / 3 + A² t³ / 27 + A / 6), as written in R: Zhou and Dinh, (7)."""
    sides = (40, 8.4, 2.0, 2000, 7.9, 3.0)
    plain = welch_t(*sides, alpha=0.05).iloc[0]["statistic"]
    found = hall_t(*sides, -1.2, alpha=0.05).iloc[0]["statistic"]
    assert plain == pytest.approx(R["hall|t"], rel=EXACT)
    assert found == pytest.approx(R["hall|transformed"], rel=EXACT)


def test_welch_anova_is_oneway_test() -> None:
    groups = "ABCDEF"
    means = [R[f"welch_anova|mean|{g}"] for g in groups]
    variances = [R[f"welch_anova|variance|{g}"] for g in groups]
    found = welch_anova(["a"] * 6, [12] * 6, means, variances).iloc[0]
    assert found["statistic"] == pytest.approx(R["welch_anova|F"], rel=1e-8)
    assert found["df_denominator"] == pytest.approx(R["welch_anova|df"], rel=1e-8)
    assert found["p_value"] == pytest.approx(R["welch_anova|p"], rel=1e-7)


def test_shares_are_fisher_test_and_prop_test() -> None:
    assert fisher_exact(3, 4, 1, 4)[0] == pytest.approx(R["fisher|p"], rel=EXACT)
    z = pooled_z(83, 86, 70, 82)["p_value"].iloc[0]
    assert z == pytest.approx(R["z|p"], rel=EXACT)
    interval = wilson(15, 50, alpha=0.05).iloc[0]
    assert interval["low"] == pytest.approx(R["wilson|low"], rel=EXACT)
    assert interval["high"] == pytest.approx(R["wilson|high"], rel=EXACT)


def test_corrections_are_p_adjust() -> None:
    p = [0.01, 0.02, 0.03, 0.04, 0.05]
    assert holm(p)[[0, 2]] == pytest.approx([R["holm|1"], R["holm|3"]])
    assert benjamini_hochberg(p)[0] == pytest.approx(R["bh|1"])


def test_paule_mandel_is_the_root_of_its_equation() -> None:
    """Eight schools (D. B. Rubin, Journal of Educational Statistics 6 (1981), 377-401).

    Their effects differ no more than chance: 0. With two of them moved, R's uniroot.
    """
    error = np.array([15, 10, 16, 11, 9, 11, 10, 18.0]) ** 2
    for name, effects in (
        ("schools", [28, 8, -3, 7, -1, 1, 18, 12]),
        ("spread", [28, 8, -30, 7, -1, 45, 18, 12]),
    ):
        found = paule_mandel(np.array([effects], dtype=float), error[None, :])
        assert found[0] == pytest.approx(R[f"paule_mandel|{name}"], abs=1e-6)
