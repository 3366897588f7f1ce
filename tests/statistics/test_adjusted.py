"""The adjusted comparison against statsmodels on the respondents behind the cells."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from scripts.statistics.adjusted import ADJUSTED_COLUMNS, adjusted_difference


def people(seed: int, n: int = 1500) -> pd.DataFrame:
    """More conversations go with tests and with higher, less spread marks."""
    rng = np.random.default_rng(seed)
    conversations = rng.choice(list("12345"), n, p=[0.47, 0.3, 0.13, 0.07, 0.03])
    number = conversations.astype(int)
    took = rng.random(n) < 0.15 + 0.12 * number
    mark = 7 + 0.35 * number + 0.15 * took + rng.normal(0, 2.2 - 0.3 * number)
    return pd.DataFrame(
        {
            "factor_level": np.where(took, "yes", "no"),
            "control_level": conversations,
            "mark": np.clip(np.round(mark), 1, 10),
        }
    )


def cells_of(frame: pd.DataFrame) -> pd.DataFrame:
    groups = frame.groupby(["year", "question", "factor_level", "control_level"])
    return groups["mark"].agg(n="count", mean="mean", variance="var").reset_index()


def compare(cells: pd.DataFrame, min_base: float = 30) -> pd.DataFrame:
    return adjusted_difference(
        cells,
        factor="took_test",
        level="yes",
        reference="no",
        control="conversations",
        min_base=min_base,
        alpha=0.05,
    )


def test_equals_robust_least_squares_on_respondents() -> None:
    samples = {(2022, "overall"): people(1, 400), (2023, "advice"): people(2)}
    frame = pd.concat(
        [f.assign(year=year, question=q) for (year, q), f in samples.items()]
    )
    table = compare(cells_of(frame)).set_index(["year", "question"])
    assert table.reset_index()[ADJUSTED_COLUMNS].shape == (2, len(ADJUSTED_COLUMNS))
    for key, sample in samples.items():
        model = smf.ols("mark ~ C(factor_level) + C(control_level)", sample)
        fit = model.fit(cov_type="HC1", use_t=True)
        term = "C(factor_level)[T.yes]"
        low, high = fit.conf_int().loc[term]
        row = table.loc[key]
        assert row["adjusted_difference"] == pytest.approx(fit.params[term])
        assert (row["low"], row["high"]) == pytest.approx((low, high))
        assert row["p_value"] == pytest.approx(fit.pvalues[term])
        assert (row["df"], row["n"]) == (fit.df_resid, len(sample))


def test_raw_difference_is_welch_on_the_same_respondents() -> None:
    sample = people(3)
    row = compare(cells_of(sample.assign(year=2023, question="overall"))).loc[0]
    yes, no = (sample.loc[sample["factor_level"] == v, "mark"] for v in ("yes", "no"))
    expected = stats.ttest_ind(yes, no, equal_var=False)
    assert row["raw_difference"] == pytest.approx(yes.mean() - no.mean())
    assert row["raw_p_value"] == pytest.approx(expected.pvalue)
    interval = expected.confidence_interval()
    assert (row["raw_low"], row["raw_high"]) == pytest.approx(
        (interval.low, interval.high)
    )
    # part of the raw difference was the number of conversations
    assert 0 < row["adjusted_difference"] < row["raw_difference"]


def one_cell(factor_level: str, control_level: str, n: int, mean: float) -> tuple:
    return (
        2023,
        "overall",
        factor_level,
        control_level,
        n,
        mean,
        2.0 if n > 1 else None,
    )


CELL_COLUMNS = [
    "year",
    "question",
    "factor_level",
    "control_level",
    "n",
    "mean",
    "variance",
]


def test_control_levels_of_one_group_or_one_respondent_do_no_harm() -> None:
    """A lone respondent has no variance; a level without the other group says nothing
    about the difference but stays in n."""
    cells = [one_cell("yes", "1", 60, 8.0), one_cell("no", "1", 60, 7.5)]
    extra = [one_cell("yes", "2", 1, 9.0), one_cell("no", "3", 40, 5.0)]
    row = compare(pd.DataFrame(cells + extra, columns=CELL_COLUMNS)).loc[0]
    assert row["adjusted_difference"] == pytest.approx(0.5)
    assert (row["n"], row["n_level"], row["n_reference"]) == (161, 61, 100)
    assert row["reason"] == ""


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        # nobody in the other group
        ([one_cell("yes", "1", 60, 8.0)], "base_too_small"),
        # too few in one of the groups
        ([one_cell("yes", "1", 60, 8.0), one_cell("no", "1", 9, 7)], "base_too_small"),
        # the groups share no number of conversations
        ([one_cell("yes", "1", 60, 8.0), one_cell("no", "2", 60, 7)], "no_overlap"),
    ],
)
def test_what_cannot_be_adjusted_says_why(cells: list[tuple], reason: str) -> None:
    row = compare(pd.DataFrame(cells, columns=CELL_COLUMNS)).loc[0]
    assert row["reason"] == reason
    columns = ["adjusted_difference", "low", "high", "statistic", "df", "p_value"]
    assert row[columns].isna().all()
    assert row[["raw_low", "raw_p_value"]].isna().all() == (reason == "base_too_small")


def test_marks_without_any_spread_are_not_tested() -> None:
    cells = pd.DataFrame(
        [one_cell("yes", "1", 60, 8.0), one_cell("no", "1", 60, 7.0)],
        columns=CELL_COLUMNS,
    ).assign(variance=0.0)
    row = compare(cells).loc[0]
    assert row["reason"] == "no_variance"
    assert np.isnan(row["p_value"])


def test_nobody_to_compare_has_the_types_of_somebody() -> None:
    cells = cells_of(people(1).assign(year=2023, question="overall"))
    empty, some = compare(cells.head(0)), compare(cells)
    assert len(empty) == 0 < len(some)
    # a reason or a p-value may be missing from all rows too
    assert dict(empty.dtypes) == dict(some.dtypes)
