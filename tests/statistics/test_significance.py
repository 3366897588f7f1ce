"""The comparison tables: right rows, right counterpart, right family, right reason.

The figures are counted from made-up respondents with scipy; the tables only get the
aggregates.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from scripts.codebook.policy import Policy
from scripts.significance import (
    LOKET_COLUMNS,
    SUBGROUP_COLUMNS,
    YEAR_COLUMNS,
    compare_lokets,
    compare_subgroups,
    compare_years,
)

pytestmark = pytest.mark.filterwarnings("error")

POLICY_TABLE = pd.read_csv(
    Path(__file__).parents[2] / "seeds" / "policy" / "report_policy.csv"
)
POLICY = Policy.from_table(POLICY_TABLE)
DIMENSIONS = pd.DataFrame(
    {"dimension": ["colour", "size"], "question": ["colour", "size"]}
)


# --- respondents and their aggregates ------------------------------------------------


def survey(year: int, n: int, seed: int) -> pd.DataFrame:
    """Respondents with a loket, two background answers, two marks and a choice."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "year": year,
            "loket": rng.choice(list("ABCDE"), n, p=[0.4, 0.3, 0.2, 0.09, 0.01]),
            "colour": rng.choice(["blue", "green", "red", None], n),
            "size": rng.choice(["large", "small"], n),
            "mark": rng.integers(5, 11, n).astype(float),
            "second_mark": rng.integers(1, 11, n).astype(float),
        }
    )
    frame.loc[frame["colour"] == "red", "mark"] -= 1
    frame.loc[rng.random(n) < 0.2, "second_mark"] = np.nan
    frame["choice"] = rng.choice(["yes", "no", "rarely"], n, p=[0.55, 0.44, 0.01])
    return frame


def aggregate_scores(respondents: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    marks = ["mark", "second_mark"]
    long = respondents.melt(keys, marks, "question", "value").dropna(subset="value")
    long = long.groupby([*keys, "question"])["value"]
    return long.agg(
        n_valid="count", mean="mean", variance="var", skewness=stats.skew
    ).reset_index()


def aggregate_answers(
    respondents: pd.DataFrame, keys: list[str], questions: list[str]
) -> pd.DataFrame:
    long = respondents.assign(respondent=range(len(respondents)))
    long = long[[*keys, "respondent"]].join(respondents[questions].add_prefix("q_"))
    long = long.melt([*keys, "respondent"], var_name="question", value_name="option")
    long["question"] = long["question"].str.removeprefix("q_")
    long = long.dropna(subset="option")
    base = long.groupby([*keys, "question"]).size().rename("n_base").reset_index()
    offered = long[["question", "option"]].drop_duplicates()
    chosen = long.groupby([*keys, "question", "option"]).size().rename("n_chosen")
    rows = base.merge(offered, on="question")
    rows = rows.join(chosen, on=[*keys, "question", "option"])
    return rows.fillna({"n_chosen": 0}).astype({"n_chosen": int})


def per_year(respondents: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    since = int(respondents["year"].min())
    questions = ["choice", "colour", "size"]
    return (
        aggregate_scores(respondents, ["year"]).assign(comparable_since=since),
        aggregate_answers(respondents, ["year"], questions).assign(
            comparable_since=since
        ),
    )


def per_subgroup(respondents: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    scores, answers = [], []
    for dimension in DIMENSIONS["dimension"]:
        members = respondents.dropna(subset=dimension).assign(
            dimension=dimension, subgroup=lambda f, d=dimension: f[d]
        )
        keys = ["year", "dimension", "subgroup"]
        scores.append(aggregate_scores(members, keys))
        answers.append(aggregate_answers(members, keys, ["choice", "colour", "size"]))
    return pd.concat(scores, ignore_index=True), pd.concat(answers, ignore_index=True)


@pytest.fixture(scope="module")
def respondents() -> pd.DataFrame:
    return pd.concat(
        [survey(2022, 900, seed=1), survey(2023, 2000, seed=2)], ignore_index=True
    )


@pytest.fixture(scope="module")
def subgroups(respondents: pd.DataFrame) -> pd.DataFrame:
    return compare_subgroups(
        *per_subgroup(respondents), *per_year(respondents), DIMENSIONS, POLICY
    )


@pytest.fixture(scope="module")
def lokets(respondents: pd.DataFrame) -> pd.DataFrame:
    keys = ["year", "loket"]
    return compare_lokets(
        aggregate_scores(respondents, keys),
        aggregate_answers(respondents, keys, ["choice"]),
        *per_year(respondents),
        POLICY,
    )


def only(table: pd.DataFrame, **wanted: object) -> pd.Series:
    """The one row with these values; None means null."""
    found = table
    for column, value in wanted.items():
        values = found[column]
        found = found[values.isna() if value is None else values == value]
    assert len(found) == 1, f"{len(found)} rows with {wanted}"
    return found.iloc[0]


# --- policy --------------------------------------------------------------------------


def test_policy_is_read_from_the_seed_and_exceptions_are_left_alone() -> None:
    assert Policy.from_table(POLICY_TABLE) == Policy(
        alpha=0.05,
        headline_correction_years="none",
        headline_correction_subgroups="none",
        headline_correction_lokets="bh",
        mean_against_rest="hall_t",
        min_base_test=30,
        min_base_firm=100,
        min_expected_count=5,
        visible_power=0.8,
    )


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("alpha", "5", "alpha is 5.0; expected a number between 0 and 1"),
        ("alpha", "0,05", "alpha is '0,05'; expected a number"),
        ("headline_correction_years", "bonferroni", "expected one of none, holm, bh"),
        ("mean_against_rest", "t", "mean_against_rest is 't'; expected one of hall_t"),
        ("min_base_test", None, "no setting 'min_base_test'"),
    ],
)
def test_policy_mistakes_get_one_sentence(
    setting: str, value: str | None, message: str
) -> None:
    table = POLICY_TABLE.astype({"value": "str"})
    if value is None:
        table = table[table["setting"] != setting]
    else:
        table.loc[table["setting"] == setting, "value"] = value
    with pytest.raises(ValueError, match=message.replace("(", r"\(")):
        Policy.from_table(table)


# --- year on year --------------------------------------------------------------------


def test_years_are_compared_with_the_previous_one(respondents: pd.DataFrame) -> None:
    table = compare_years(*per_year(respondents), POLICY)
    assert table.columns.to_list() == YEAR_COLUMNS
    row = only(table, year=2023, question="mark", option=None)
    now, before = (
        respondents.loc[respondents["year"] == y, "mark"] for y in (2023, 2022)
    )
    expected = stats.ttest_ind(now, before, equal_var=False)
    assert (row["previous_year"], row["test"], row["reason"]) == (2022, "welch_t", "")
    assert row["p_value"] == pytest.approx(expected.pvalue)
    assert row["low"] == pytest.approx(expected.confidence_interval().low)
    assert row["estimate"] - row["previous_estimate"] == pytest.approx(
        row["difference"]
    )
    # the first year has nothing before it, and no row
    assert (table["year"] == 2023).all()


def test_families_of_years_are_all_scores_and_each_question(
    respondents: pd.DataFrame,
) -> None:
    table = compare_years(*per_year(respondents), POLICY)
    sizes = table.groupby("family")["family_size"].unique().to_dict()
    assert {k: v.tolist() for k, v in sizes.items()} == {
        "2023|scores": [2],
        "2023|choice": [3],
        "2023|colour": [3],
        "2023|size": [1],  # large and small are one contrast
    }


SERIES_SCORES = pd.DataFrame(
    # question, year, comparable_since
    [
        ("kept", 2022, 2022),
        ("kept", 2023, 2022),
        ("kept", 2024, 2022),
        ("new", 2023, 2023),
        ("new", 2024, 2023),
        ("reworded", 2022, 2022),
        ("reworded", 2023, 2023),
        ("skipped", 2022, 2022),
        ("skipped", 2024, 2022),
    ],
    columns=["question", "year", "comparable_since"],
).assign(n_valid=500, mean=8.0, variance=2.0)

SERIES_ANSWERS = pd.DataFrame(
    # question, option, year, comparable_since
    [
        ("kept", "yes", 2022, 2022),
        ("kept", "yes", 2023, 2022),
        ("kept", "added", 2023, 2023),
        ("changed", "other", 2022, 2022),
        ("changed", "other", 2023, 2023),
        ("changed", "added", 2023, 2023),
        ("reworded", "yes", 2022, 2022),
        ("reworded", "yes", 2023, 2023),
        ("first", "yes", 2023, 2023),
    ],
    columns=["question", "option", "year", "comparable_since"],
).assign(n_base=500, n_chosen=100)


def test_what_cannot_be_compared_says_why() -> None:
    table = compare_years(SERIES_SCORES, SERIES_ANSWERS, POLICY)
    found = {
        (r.year, r.question, r.option if isinstance(r.option, str) else ""): (
            r.previous_year if r.test != "none" else r.reason
        )
        for r in table.itertuples()
    }
    assert found == {
        (2023, "kept", ""): 2022,
        (2024, "kept", ""): 2023,
        (2023, "new", ""): "not_comparable_new_question",
        (2024, "new", ""): 2023,
        (2023, "reworded", ""): "not_comparable_changed_wording",
        (2024, "skipped", ""): 2022,
        (2023, "kept", "yes"): 2022,
        (2023, "kept", "added"): "not_comparable_new_option",
        (2023, "changed", "other"): "not_comparable_changed_options",
        (2023, "changed", "added"): "not_comparable_changed_options",
        (2023, "reworded", "yes"): "not_comparable_changed_wording",
        (2023, "first", "yes"): "not_comparable_new_question",
    }
    refused = table[table["test"] == "none"]
    empty = ["previous_year", "previous_base", "difference", "low", "p_value", "p_bh"]
    assert refused[empty].isna().all(axis=None)
    assert (refused["direction"] == "none").all()


def test_one_year_alone_gives_an_empty_table() -> None:
    first = SERIES_SCORES[SERIES_SCORES["year"] == 2022]
    table = compare_years(first, SERIES_ANSWERS.head(0), POLICY)
    assert (len(table), table.columns.to_list()) == (0, YEAR_COLUMNS)


# --- subgroups -----------------------------------------------------------------------


def test_every_pair_and_every_rest_once(subgroups: pd.DataFrame) -> None:
    assert subgroups.columns.to_list() == SUBGROUP_COLUMNS
    keys = ["year", "dimension", "subgroup_a", "subgroup_b", "question", "option"]
    assert not subgroups.duplicated(keys).any()
    mine = subgroups[(subgroups["year"] == 2023) & (subgroups["question"] == "mark")]
    pairs = {tuple(p) for p in mine[["subgroup_a", "subgroup_b"]].to_numpy()}
    assert pairs == {
        ("blue", "green"),
        ("blue", "red"),
        ("green", "red"),
        ("large", "small"),
        *((s, "rest") for s in ("blue", "green", "red", "large", "small")),
    }


def test_a_question_is_not_compared_within_its_own_dimension(
    subgroups: pd.DataFrame,
) -> None:
    colour = subgroups[subgroups["dimension"] == "colour"]
    assert set(colour["question"]) == {"mark", "second_mark", "choice", "size"}


def test_pair_of_subgroups_equals_respondents(
    respondents: pd.DataFrame, subgroups: pd.DataFrame
) -> None:
    people = respondents[respondents["year"] == 2023]
    blue, red = (people.loc[people["colour"] == c, "mark"] for c in ("blue", "red"))
    row = only(
        subgroups, year=2023, question="mark", subgroup_a="blue", subgroup_b="red"
    )
    expected = stats.ttest_ind(blue, red, equal_var=False)
    assert row["p_value"] == pytest.approx(expected.pvalue)
    assert (row["base_a"], row["base_b"]) == (len(blue), len(red))
    assert (row["direction"], row["effect_size"] > 0) == ("up", True)


def test_rest_is_everyone_else_also_those_outside_the_dimension(
    respondents: pd.DataFrame, subgroups: pd.DataFrame
) -> None:
    people = respondents[respondents["year"] == 2023]
    red = people["colour"] == "red"
    row = only(
        subgroups, year=2023, question="mark", subgroup_a="red", subgroup_b="rest"
    )
    expected = stats.ttest_ind(
        people.loc[red, "mark"], people.loc[~red, "mark"], equal_var=False
    )
    assert row["base_b"] == (~red).sum()
    assert row["p_value"] == pytest.approx(expected.pvalue)
    assert row["direction"] == "down"
    share = only(
        subgroups,
        year=2023,
        question="choice",
        option="yes",
        subgroup_a="red",
        subgroup_b="rest",
    )
    assert share["estimate_b"] == pytest.approx(
        (people.loc[~red, "choice"] == "yes").mean()
    )


def test_rare_option_goes_to_fisher(
    respondents: pd.DataFrame, subgroups: pd.DataFrame
) -> None:
    people = respondents[respondents["year"] == 2022]
    row = only(
        subgroups,
        year=2022,
        question="choice",
        option="rarely",
        subgroup_a="large",
        subgroup_b="small",
    )
    table = pd.crosstab(people["size"], people["choice"] == "rarely")
    assert row["test"] == "fisher"
    assert row["p_value"] == pytest.approx(stats.fisher_exact(table.to_numpy()).pvalue)
    assert np.isnan(row["statistic"])
    assert not np.isnan(row["low"])


def test_omnibus_stands_beside_dimensions_of_three_groups(
    respondents: pd.DataFrame, subgroups: pd.DataFrame
) -> None:
    people = respondents[respondents["year"] == 2023]
    counts = pd.crosstab(people["colour"], people["choice"] == "yes")
    expected = stats.chi2_contingency(counts.to_numpy())
    three = subgroups[
        (subgroups["year"] == 2023)
        & (subgroups["dimension"] == "colour")
        & (subgroups["option"] == "yes")
    ]
    assert three["omnibus_p_value"].to_list() == pytest.approx([expected.pvalue] * 6)
    assert set(three["omnibus_test"]) == {"chi_square"}
    marks = subgroups[
        (subgroups["dimension"] == "colour") & (subgroups["question"] == "mark")
    ]
    assert set(marks["omnibus_test"]) == {"welch_anova"}
    assert marks["omnibus_df_denominator"].notna().all()
    two = subgroups[subgroups["dimension"] == "size"]
    assert set(two["omnibus_test"]) == {"none"}
    assert two["omnibus_p_value"].isna().all()


def test_families_of_subgroups_separate_pairs_from_rests(
    subgroups: pd.DataFrame,
) -> None:
    mine = subgroups[(subgroups["year"] == 2023) & (subgroups["option"] == "yes")]
    sizes = mine.groupby("family")["family_size"].first().to_dict()
    assert sizes == {
        "2023|colour|choice|yes|pairs": 3,
        "2023|colour|choice|yes|rest": 3,
        "2023|size|choice|yes|pairs": 1,
        "2023|size|choice|yes|rest": 1,  # large against small, as in the pair
    }


# --- lokets --------------------------------------------------------------------------


def test_loket_is_compared_with_the_rest_of_the_country(
    respondents: pd.DataFrame, lokets: pd.DataFrame
) -> None:
    assert lokets.columns.to_list() == LOKET_COLUMNS
    people = respondents[respondents["year"] == 2023].dropna(subset="second_mark")
    here = people["loket"] == "B"
    expected = stats.ttest_ind(
        people.loc[here, "second_mark"],
        people.loc[~here, "second_mark"],
        equal_var=False,
    )
    row = only(lokets, year=2023, loket="B", question="second_mark", option=None)
    assert row["rest_base"] == (~here).sum()
    # marks without skewness to speak of: hardly anything to correct
    assert row["test"] == "hall_t"
    assert row["p_value"] == pytest.approx(expected.pvalue, abs=0.001)
    assert row["smallest_visible"] == pytest.approx(
        2.8 * abs(row["difference"] / expected.statistic), rel=0.01
    )
    assert row["family"] == "2023|second_mark|lokets"


def test_small_lokets_are_not_tested_and_do_not_count(lokets: pd.DataFrame) -> None:
    small = only(lokets, year=2023, loket="E", question="mark", option=None)
    assert small["base"] < POLICY.min_base_test
    assert (small["test"], small["reason"]) == ("none", "base_too_small")
    assert small[["p_value", "p_holm", "low", "effect_size"]].isna().all()
    assert not np.isnan(small["difference"])  # the figure itself is known
    assert small["family_size"] == 4
    middle = only(lokets, year=2022, loket="D", question="mark", option=None)
    assert POLICY.min_base_test <= middle["base"] < POLICY.min_base_firm
    assert (middle["reason"], middle["test"]) == ("indicative", "hall_t")


def test_the_policy_can_choose_the_permutation_test_against_the_rest(
    respondents: pd.DataFrame, lokets: pd.DataFrame
) -> None:
    """Shares and estimates stay; p is that of random permutations."""
    keys = ["year", "loket"]
    table = compare_lokets(
        aggregate_scores(respondents, keys),
        aggregate_answers(respondents, keys, ["choice"]),
        *per_year(respondents),
        replace(POLICY, mean_against_rest="permutation"),
    )
    means = table["option"].isna() & table["p_value"].notna()
    assert set(table.loc[means, "test"]) == {"permutation"}
    assert table.loc[means, "df"].isna().all()
    changed = ["test", "statistic", "df", "p_value", "p_holm", "p_bh", "direction"]
    outside = (table["low"] > 0) | (table["high"] < 0)
    assert not (outside & ~(table["p_value"] < POLICY.alpha)).any()
    changed += ["low", "high"]
    pd.testing.assert_frame_equal(
        table.drop(columns=changed), lokets.drop(columns=changed)
    )
    pd.testing.assert_frame_equal(table[~means], lokets[~means])

    people = respondents[respondents["year"] == 2023].dropna(subset="second_mark")
    here = people["loket"] == "D"
    drawn = stats.permutation_test(
        (people.loc[here, "second_mark"], people.loc[~here, "second_mark"]),
        lambda x, y, axis: x.mean(axis) - y.mean(axis),
        n_resamples=20_000,
        vectorized=True,
        rng=np.random.default_rng(6),
    )
    row = only(table, year=2023, loket="D", question="second_mark", option=None)
    assert row["p_value"] == pytest.approx(drawn.pvalue, abs=0.02)


# --- policy at work ------------------------------------------------------------------


def test_headline_correction_decides_on_direction(respondents: pd.DataFrame) -> None:
    keys = ["year", "loket"]
    tables = {}
    for correction in ("none", "holm", "bh"):
        policy = replace(POLICY, alpha=0.3, headline_correction_lokets=correction)
        table = compare_lokets(
            aggregate_scores(respondents, keys),
            aggregate_answers(respondents, keys, ["choice"]),
            *per_year(respondents),
            policy,
        )
        column = {"none": "p_value", "holm": "p_holm", "bh": "p_bh"}[correction]
        assert ((table["direction"] != "none") == (table[column] < 0.3)).all()
        tables[correction] = int((table["direction"] != "none").sum())
    assert tables["none"] > tables["bh"] >= tables["holm"]


def test_suppressed_cells_give_a_reason_and_touch_no_other_row(
    respondents: pd.DataFrame, subgroups: pd.DataFrame
) -> None:
    """Published marts hold null counts; pandas then delivers nullable columns."""
    scores, answers = per_subgroup(respondents)
    hidden = answers["subgroup"] == "green"
    answers = answers.astype({"n_base": "Int64", "n_chosen": "Int64"})
    answers.loc[hidden, ["n_base", "n_chosen"]] = pd.NA
    table = compare_subgroups(
        scores, answers, *per_year(respondents), DIMENSIONS, POLICY
    )
    of_green = (table["subgroup_a"] == "green") | (table["subgroup_b"] == "green")
    withheld = of_green & table["option"].notna()
    assert set(table.loc[withheld, "reason"]) == {"suppressed"}
    assert table.loc[withheld, "p_value"].isna().all()
    columns = ["estimate_a", "p_value", "reason", "test"]
    pd.testing.assert_frame_equal(
        table.loc[~withheld, columns], subgroups.loc[~withheld, columns]
    )


def test_equal_shares_of_nothing_are_not_significant() -> None:
    answers = SERIES_ANSWERS.assign(n_chosen=0)
    table = compare_years(SERIES_SCORES.head(0), answers, POLICY)
    row = only(table, question="kept", option="yes")
    assert (row["test"], row["reason"]) == ("none", "no_variance")
    assert row[["p_value", "p_holm", "p_bh", "low", "high"]].isna().all()
    assert (row["family_size"], row["direction"]) == (0, "none")


def test_input_frames_are_left_as_they_were(respondents: pd.DataFrame) -> None:
    scores, answers = per_year(respondents)
    before = scores.copy(), answers.copy()
    compare_years(scores, answers, POLICY)
    pd.testing.assert_frame_equal(scores, before[0])
    pd.testing.assert_frame_equal(answers, before[1])


def test_a_hundred_times_the_respondents_is_the_same_work(
    respondents: pd.DataFrame,
) -> None:
    """The tables have a row per comparison, whatever the bases."""
    scores, answers = per_year(respondents)
    small = compare_years(scores, answers, POLICY)
    scores["n_valid"] *= 100
    answers[["n_base", "n_chosen"]] *= 100
    large = compare_years(scores, answers, POLICY)
    assert len(small) == len(large)
    assert (large["p_value"] <= small["p_value"]).mean() > 0.9
