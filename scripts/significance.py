"""Which differences are more than chance: the comparison tables of the marts.

`compare_years`, `compare_subgroups`, `compare_lokets` and
`compare_lokets_between_years` turn the marts' sufficient statistics (n, mean, variance;
base, chosen) into the sig_ tables, by the report policy. Nothing here sees a
respondent, so the cost does not grow with their number. The tests themselves are in
`scripts.statistics`.

A mean is compared with Welch's t; against the rest with the test that the policy names
(mean_against_rest): by default Welch's t corrected for the skewness of all marks of the
year, which holds for small groups too. A share is compared with the pooled z or
Fisher's exact test. The interval belongs to the test and agrees with p_value; the
effect size is Cohen's d or h. `difference`, `low` and `high` are in marks for means and
in fractions for shares. Where no test is given, p and interval are null and `reason`
(`statistics.inputs.REASONS`) says why.

A contrast counts once in its family: of two options that add up to everybody, and of
two groups that are each other's rest, the first in the alphabet counts.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from scripts.codebook.policy import Policy
from scripts.statistics.comparing import (
    RESULT,
    SIDE,
    against_rest,
    compare,
    family,
    finished,
    nets,
    omnibus,
    pairs,
    smallest_visible,
    stack,
)
from scripts.statistics.trend_tests import WAVES, YEARS, trends_of

YEAR_COLUMNS = [
    "year",
    "previous_year",
    "question",
    "option",
    "base",
    "previous_base",
    "estimate",
    "previous_estimate",
    *RESULT,
]
SUBGROUP_COLUMNS = [
    "year",
    "dimension",
    "subgroup_a",
    "subgroup_b",
    "question",
    "option",
    "base_a",
    "base_b",
    "estimate_a",
    "estimate_b",
    *RESULT,
    "omnibus_test",
    "omnibus_groups",
    "omnibus_statistic",
    "omnibus_df",
    "omnibus_df_denominator",
    "omnibus_p_value",
    "omnibus_reason",
]
LOKET_COLUMNS = [
    "year",
    "loket",
    "question",
    "option",
    "base",
    "rest_base",
    "estimate",
    "rest_estimate",
    *RESULT,
    "smallest_visible",
]
LOKET_YEAR_COLUMNS = [
    "year",
    "previous_year",
    "loket",
    "question",
    "option",
    "base",
    "previous_base",
    "estimate",
    "previous_estimate",
    *RESULT,
    "smallest_visible",
]
TREND_COLUMNS = [
    "year",
    "dimension",
    "question",
    "option",
    "groups",
    "base",
    "first_estimate",
    "last_estimate",
    "slope",
    "test",
    "statistic",
    "df",
    "p_value",
    "p_holm",
    "p_bh",
    "family",
    "family_size",
    "direction",
    "reason",
]
NOW_AND_BEFORE = {
    "base_a": "base",
    "base_b": "previous_base",
    "estimate_a": "estimate",
    "estimate_b": "previous_estimate",
}


def compare_years(
    scores: pd.DataFrame, answers: pd.DataFrame, policy: Policy
) -> pd.DataFrame:
    """Each score and option against the latest earlier comparable year.

    scores: mart_scores_per_year (year, question, comparable_since, n_valid, mean,
    variance); answers: mart_answers_per_year (year, question, option,
    comparable_since, n_base, n_chosen). Two years are comparable where
    comparable_since, the first year of the comparable series, is the same.

    A row of a later year than the first without such an earlier year is listed as not
    comparable, with the reason. Families: all scores of a year; all options of a
    question in a year. Returns `YEAR_COLUMNS`; difference is this year - previous.
    """
    rows = _of_years(scores, answers)
    now, before = _with_previous(rows, _earlier_years(rows), [])
    is_share = now["is_share"].to_numpy(bool)
    result = _between_years(now, before, policy)
    is_net = nets(now, answers)
    result["family"] = _family_of_year(now, is_net)
    # two options that add up to everybody, in both years, are one contrast
    options = [now["year"], now["question"]]
    both = np.ones(len(now), dtype=bool)
    for side in (now, before):
        added = (
            side["chosen"]
            .mask(is_net)
            .groupby([c.to_numpy() for c in options])
            .transform("sum")
        )
        both &= np.isclose(added, side["base"], rtol=1e-9, atol=0)
    placed = now["option"].groupby([c.to_numpy() for c in options])
    others = np.bincount(placed.ngroup(), ~is_net)
    two = others[placed.ngroup()] == 2
    result["repeats"] = (
        is_share & ~is_net & both & two & (placed.cumcount() == 1).to_numpy(bool)
    )
    correction = policy.correction("years")
    return finished(result, YEAR_COLUMNS, policy, correction)


def compare_lokets_between_years(
    scores_per_loket: pd.DataFrame,
    answers_per_loket: pd.DataFrame,
    scores_per_year: pd.DataFrame,
    answers_per_year: pd.DataFrame,
    policy: Policy,
) -> pd.DataFrame:
    """Each loket against itself in the latest earlier comparable year.

    The four marts of those names; comparable_since, of the last two, says which years
    compare. Family: all lokets within a year, question and option. Returns
    `LOKET_YEAR_COLUMNS`; difference is this year - previous. `smallest_visible` is the
    true difference that a survey on these bases finds with the policy's visible_power.
    """
    country = _of_years(scores_per_year, answers_per_year)
    rows = stack(scores_per_loket, answers_per_loket, ["year", "loket"])
    now, before = _with_previous(rows, _earlier_years(country), ["loket"])
    result = _between_years(now, before, policy)
    result["loket"] = now["loket"].to_numpy()
    result["family"] = family(result, ["year", "question"], "lokets")
    result["repeats"] = False
    result["smallest_visible"] = smallest_visible(result, now, before, policy)
    correction = policy.correction("lokets")
    return finished(result, LOKET_YEAR_COLUMNS, policy, correction)


def _of_years(scores: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """`stack` of the country, with comparable_since and has_two_versions if given."""
    versions = [c for c in ("has_two_versions",) if c in scores and c in answers]
    return stack(scores, answers, ["year", "comparable_since", *versions])


def _earlier_years(rows: pd.DataFrame) -> pd.DataFrame:
    """What each score and option of a later year is compared with, and else why not.

    rows: `stack` of the country, with comparable_since. Returns year, question, option,
    is_share, previous_year (null where there is none) and why.
    """
    rows = rows.sort_values(["question", "option", "year"], ignore_index=True)
    series = ["question", "option", "comparable_since"]
    links = rows[["year", "question", "option", "is_share"]].assign(
        previous_year=rows.groupby(series, sort=False)["year"].shift(1),
        why=_why_not_comparable(rows),
    )
    later: pd.DataFrame = links[links["year"] > links["year"].min()]
    return later


def _with_previous(
    rows: pd.DataFrame, links: pd.DataFrame, parts: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of later years, with previous_year and why, and SIDE of that year."""
    same = ["question", "option", "is_share"]
    now = rows.merge(links, on=["year", *same])
    earlier = rows[["year", *parts, *same, *SIDE]].rename(
        columns={"year": "previous_year"}
    )
    keys = ["previous_year", *parts, *same]
    return now, now[keys].merge(earlier, on=keys, how="left")


def _between_years(
    now: pd.DataFrame, before: pd.DataFrame, policy: Policy
) -> pd.DataFrame:
    """Compare, and say of what has no earlier year why."""
    result = compare(now, before, now["is_share"].to_numpy(bool), policy)
    alone = now["previous_year"].isna()
    result["reason"] = np.where(alone, now["why"], result["reason"])
    for column in ("year", "previous_year", "question", "option"):
        result[column] = now[column].to_numpy()
    renamed: pd.DataFrame = result.rename(columns=NOW_AND_BEFORE)
    return renamed


def _family_of_year(now: pd.DataFrame, is_net: npt.NDArray[np.bool_]) -> pd.Series[str]:
    """'2023|scores', or '2023|<question>' for its options, apart from its nets."""
    of = now["question"].where(now["is_share"].to_numpy(bool), "scores")
    of = of + np.where(is_net, "|nets", "")
    return now["year"].astype("int64").astype("str") + "|" + of


def _why_not_comparable(rows: pd.DataFrame) -> npt.NDArray[np.str_]:
    """The reason a row would have if it had no comparable earlier year."""
    year = rows["year"]
    by_question = rows.groupby("question", sort=False)
    by_option = rows.groupby(["question", "option"], sort=False)
    new_question = by_question["year"].transform("min") == year
    new_option = by_option["year"].transform("min") == year
    # A question whose options all start a new series this year was itself changed.
    by_year = rows.groupby(["question", "year"], sort=False)
    restarted = by_year["comparable_since"].transform("min") == year
    # It offers the same options as before where each was offered the time before, and
    # there were no others.
    asked = by_year.size().rename("options").reset_index()
    asked = asked.sort_values(["question", "year"])
    before = asked.groupby("question")[["year", "options"]].shift(1)
    asked = asked.join(before.add_prefix("previous_"))
    rows = rows.merge(asked, on=["question", "year"], how="left")
    kept = by_option["year"].shift(1) == rows["previous_year"]
    two_versions = np.zeros(len(rows), dtype=bool)
    if "has_two_versions" in rows:
        # neither such a year nor the one after it has a version to compare with
        held = rows["has_two_versions"].astype(bool)
        after = by_option["has_two_versions"].shift(1).eq(True)
        two_versions = (held | after).to_numpy(bool)
    all_kept = kept.groupby([rows["question"], year], sort=False).transform("all")
    same_options = all_kept & (rows["options"] == rows["previous_options"])
    return np.select(
        [two_versions, new_question, new_option & ~restarted, same_options],
        [
            "not_comparable_two_versions",
            "not_comparable_new_question",
            "not_comparable_new_option",
            "not_comparable_changed_wording",
        ],
        default="not_comparable_changed_options",
    )


def compare_subgroups(
    scores_per_subgroup: pd.DataFrame,
    answers_per_subgroup: pd.DataFrame,
    scores_per_year: pd.DataFrame,
    answers_per_year: pd.DataFrame,
    dimensions: pd.DataFrame,
    policy: Policy,
) -> pd.DataFrame:
    """Subgroups of a dimension against each other and against the rest.

    The first four are the marts of those names; dimensions (dimension, question) tells
    on which question a dimension rests: a question is not compared within dimensions
    that are made of its own answers. Within each year, dimension, question and option
    every pair is compared (subgroup_a before subgroup_b in the alphabet), and each
    subgroup with 'rest': every other respondent of the year, whether or not they
    belong to another subgroup. scores_per_year needs the column skewness, unless the
    policy's mean_against_rest is welch_t.

    Families: all pairs, and all comparisons with the rest, within a year, dimension,
    question and option. Of two groups that are each other's rest, all three rows have
    the test of the pair, which counts once in either family. The omnibus test (Welch
    ANOVA, chi-square) of the dimension stands beside them where three or more subgroups
    have a base of min_base_test.
    Returns `SUBGROUP_COLUMNS`; difference is a - b, direction 'up' where a is higher.
    """
    keys = ["year", "dimension", "subgroup"]
    groups = stack(scores_per_subgroup, answers_per_subgroup, keys)
    own = pd.MultiIndex.from_frame(dimensions[["dimension", "question"]])
    mine = pd.MultiIndex.from_frame(groups[["dimension", "question"]]).isin(own)
    groups = groups[~mine].sort_values(
        ["year", "dimension", "question", "option", "subgroup"], ignore_index=True
    )
    question = groups.groupby(["year", "dimension", "question", "option"], sort=False)
    code = np.asarray(question.ngroup(), dtype=np.int64)

    a, b = pairs(code)
    tests = compare(
        groups.iloc[a], groups.iloc[b], groups["is_share"].to_numpy(bool)[a], policy
    ).assign(repeats=False)
    tests["subgroup_b"] = groups["subgroup"].to_numpy()[b]
    others, _ = against_rest(
        groups, ["year", "dimension"], scores_per_year, answers_per_year, policy
    )
    others["subgroup_b"] = "rest"

    result = pd.concat([tests, others], ignore_index=True)
    row = np.concatenate([a, np.arange(len(groups))])
    for column in ("year", "dimension", "question", "option"):
        result[column] = groups[column].to_numpy()[row]
    result["subgroup_a"] = groups["subgroup"].to_numpy()[row]
    kind = np.where(result["subgroup_b"] == "rest", "rest", "pairs")
    result["family"] = family(result, ["year", "dimension", "question"], kind)
    overall = omnibus(groups, code, policy).add_prefix("omnibus_").iloc[code[row]]
    result = pd.concat([result, overall.reset_index(drop=True)], axis=1)
    correction = policy.correction("subgroups")
    return finished(result, SUBGROUP_COLUMNS, policy, correction)


def compare_lokets(
    scores_per_loket: pd.DataFrame,
    answers_per_loket: pd.DataFrame,
    scores_per_year: pd.DataFrame,
    answers_per_year: pd.DataFrame,
    policy: Policy,
) -> pd.DataFrame:
    """Each loket against the rest of the country, from the four marts of those names.

    scores_per_year needs the column skewness, unless the policy's mean_against_rest is
    welch_t. Family: all lokets within a year, question and option. Returns
    `LOKET_COLUMNS`; difference is loket - rest, direction 'up' where the loket is
    higher. `smallest_visible` is the true difference that a survey on these bases finds
    with the policy's visible_power, before any correction.
    """
    lokets = stack(scores_per_loket, answers_per_loket, ["year", "loket"])
    lokets = lokets.sort_values(["question", "option", "loket"], ignore_index=True)
    result, rest = against_rest(
        lokets, ["year"], scores_per_year, answers_per_year, policy
    )
    result["smallest_visible"] = smallest_visible(result, lokets, rest, policy)
    for column in ("year", "loket", "question", "option"):
        result[column] = lokets[column].to_numpy()
    result["family"] = family(result, ["year", "question"], "lokets")
    result = result.rename(
        columns={
            "base_a": "base",
            "base_b": "rest_base",
            "estimate_a": "estimate",
            "estimate_b": "rest_estimate",
        }
    )
    correction = policy.correction("lokets")
    return finished(result, LOKET_COLUMNS, policy, correction)


def compare_trends(
    scores_per_subgroup: pd.DataFrame,
    answers_per_subgroup: pd.DataFrame,
    scores_per_year: pd.DataFrame,
    answers_per_year: pd.DataFrame,
    scores_per_wave: pd.DataFrame,
    subgroups: pd.DataFrame,
    policy: Policy,
) -> pd.DataFrame:
    """Whether a score or share rises or falls along an order.

    Along each ordered dimension within a year; along the years up to the latest that
    compare with it (dimension 'years'); along the waves of a year, for scores
    (dimension 'waves'). The first five are the marts of those names; subgroups has
    dimension, subgroup, position, question (that decides on the subgroup) and
    is_ordered. Groups with a base below min_base_test do not count; three are needed.

    Families: all scores, and each question's options, of a dimension in a year.
    Returns `TREND_COLUMNS`; slope is per step, direction 'up' where it rises.
    """
    ordered = subgroups[subgroups["is_ordered"].astype(bool)]
    keys = ["year", "dimension", "subgroup"]
    groups = stack(scores_per_subgroup, answers_per_subgroup, keys)
    groups = groups.merge(
        ordered.rename(columns={"question": "own_question"}),
        on=["dimension", "subgroup"],
    )
    groups = groups[groups["question"] != groups["own_question"]]

    years = stack(scores_per_year, answers_per_year, ["year", "comparable_since"])
    latest = years["year"].max()
    series = ["question", "option", "is_share"]
    now = years.loc[years["year"] == latest, [*series, "comparable_since"]]
    years = years.merge(now, on=[*series, "comparable_since"])
    years = years.assign(position=years["year"], year=latest, dimension=YEARS)

    nothing = answers_per_year.head(0).assign(wave="")
    waves = stack(scores_per_wave, nothing, ["year", "wave"])
    order = waves.groupby("year")["wave"].rank(method="dense")
    waves = waves.assign(position=order, dimension=WAVES)

    rows = pd.concat([groups, years, waves], ignore_index=True)
    result = trends_of(rows, ["year", "dimension", *series], policy.min_base_test)
    of = result["question"].where(result["is_share"].astype(bool), "scores")
    of = of + np.where(nets(result, answers_per_year), "|nets", "")
    year = result["year"].astype("int64").astype("str")
    result["family"] = year + "|" + result["dimension"] + "|" + of
    result["difference"] = result["slope"]
    result["repeats"] = False
    correction = policy.correction("subgroups")
    return finished(result, TREND_COLUMNS, policy, correction)
