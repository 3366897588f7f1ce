"""Which differences are more than chance: the comparison tables of the marts.

`compare_years`, `compare_subgroups` and `compare_lokets` turn the marts' sufficient
statistics (n, mean, variance; base, chosen) into the sig_ tables, by the report
policy. Nothing here sees a respondent, so the cost does not grow with their number.
The tests themselves are in `scripts.statistics`.

A mean is compared with Welch's t, a share with the pooled z or Fisher's exact test; the
interval is Welch's or Newcombe's, the effect size Cohen's d or h. For a mean against
the rest the policy can choose the permutation test (mean_against_rest), which skewed
marks do not upset. `difference`, `low` and `high` are in marks for means and in
fractions for shares. Where no test is given, p and interval are null and `reason`
(`statistics.inputs.REASONS`) says why.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from scripts.codebook.policy import CORRECTIONS, Policy
from scripts.statistics.corrections import benjamini_hochberg, holm
from scripts.statistics.inputs import BoolArray, as_arrays, refuse, rest_of
from scripts.statistics.many_groups import chi_square, welch_anova
from scripts.statistics.means import permutation_test, welch_t
from scripts.statistics.shares import two_proportions

# What a side of a comparison is described by: a mean has a variance, a share a count.
SIDE = ["base", "estimate", "variance", "chosen"]
RESULT = [
    "difference",
    "low",
    "high",
    "test",
    "statistic",
    "df",
    "p_value",
    "p_holm",
    "p_bh",
    "family",
    "family_size",
    "effect_size",
    "direction",
    "reason",
]
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
]
WHOLE_NUMBERS = {
    "year",
    "previous_year",
    "base",
    "previous_base",
    "base_a",
    "base_b",
    "rest_base",
    "family_size",
    "omnibus_groups",
}
TEXTS = {
    "dimension",
    "subgroup_a",
    "subgroup_b",
    "loket",
    "question",
    "option",
    "test",
    "family",
    "direction",
    "reason",
    "omnibus_test",
    "omnibus_reason",
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
    rows = _stack(scores, answers, ["year", "comparable_since"])
    rows = rows.sort_values(["question", "option", "year"], ignore_index=True)
    series = ["question", "option", "comparable_since"]
    previous = rows.groupby(series, sort=False)[["year", *SIDE]].shift(1)
    later = (rows["year"] > rows["year"].min()).to_numpy()
    why = _why_not_comparable(rows)[later]
    rows, previous = rows[later], previous[later]

    result = _compare(rows, previous, rows["is_share"].to_numpy(bool), policy)
    result["reason"] = np.where(previous["year"].isna(), why, result["reason"])
    result["year"] = rows["year"].to_numpy()
    result["previous_year"] = previous["year"].to_numpy()
    result["question"] = rows["question"].to_numpy()
    result["option"] = rows["option"].to_numpy()
    result["family"] = (
        result["year"].astype("int64").astype("str")
        + "|"
        + result["question"].where(rows["is_share"].to_numpy(bool), "scores")
    )
    result = result.rename(
        columns={
            "base_a": "base",
            "base_b": "previous_base",
            "estimate_a": "estimate",
            "estimate_b": "previous_estimate",
        }
    )
    return _finished(result, YEAR_COLUMNS, policy)


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
    all_kept = kept.groupby([rows["question"], year], sort=False).transform("all")
    same_options = all_kept & (rows["options"] == rows["previous_options"])
    return np.select(
        [new_question, new_option & ~restarted, same_options],
        [
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
    belong to another subgroup. scores_per_year needs the column skewness only where the
    policy asks for the permutation test.

    Families: all pairs, and all comparisons with the rest, within a year, dimension,
    question and option. The omnibus test (Welch ANOVA, chi-square) of the dimension
    stands beside them where three or more subgroups have a base of min_base_test.
    Returns `SUBGROUP_COLUMNS`; difference is a - b, direction 'up' where a is higher.
    """
    keys = ["year", "dimension", "subgroup"]
    groups = _stack(scores_per_subgroup, answers_per_subgroup, keys)
    own = pd.MultiIndex.from_frame(dimensions[["dimension", "question"]])
    mine = pd.MultiIndex.from_frame(groups[["dimension", "question"]]).isin(own)
    groups = groups[~mine].sort_values(
        ["year", "dimension", "question", "option", "subgroup"], ignore_index=True
    )
    question = groups.groupby(["year", "dimension", "question", "option"], sort=False)
    code = np.asarray(question.ngroup(), dtype=np.int64)

    a, b = _pairs(code)
    pairs = _compare(
        groups.iloc[a], groups.iloc[b], groups["is_share"].to_numpy(bool)[a], policy
    )
    pairs["subgroup_b"] = groups["subgroup"].to_numpy()[b]
    against_rest = _against_rest(groups, scores_per_year, answers_per_year, policy)
    against_rest["subgroup_b"] = "rest"

    result = pd.concat([pairs, against_rest], ignore_index=True)
    row = np.concatenate([a, np.arange(len(groups))])
    for column in ("year", "dimension", "question", "option"):
        result[column] = groups[column].to_numpy()[row]
    result["subgroup_a"] = groups["subgroup"].to_numpy()[row]
    kind = np.where(result["subgroup_b"] == "rest", "rest", "pairs")
    result["family"] = _family(result, ["year", "dimension", "question"], kind)
    omnibus = _omnibus(groups, code, policy).add_prefix("omnibus_").iloc[code[row]]
    result = pd.concat([result, omnibus.reset_index(drop=True)], axis=1)
    return _finished(result, SUBGROUP_COLUMNS, policy)


def compare_lokets(
    scores_per_loket: pd.DataFrame,
    answers_per_loket: pd.DataFrame,
    scores_per_year: pd.DataFrame,
    answers_per_year: pd.DataFrame,
    policy: Policy,
) -> pd.DataFrame:
    """Each loket against the rest of the country, from the four marts of those names.

    scores_per_year needs the column skewness only where the policy asks for the
    permutation test. Family: all lokets within a year, question and option.
    Returns `LOKET_COLUMNS`; difference is loket - rest, direction 'up' where the loket
    is higher.
    """
    lokets = _stack(scores_per_loket, answers_per_loket, ["year", "loket"])
    result = _against_rest(lokets, scores_per_year, answers_per_year, policy)
    for column in ("year", "loket", "question", "option"):
        result[column] = lokets[column].to_numpy()
    result["family"] = _family(result, ["year", "question"], "lokets")
    result = result.rename(
        columns={
            "base_a": "base",
            "base_b": "rest_base",
            "estimate_a": "estimate",
            "estimate_b": "rest_estimate",
        }
    )
    return _finished(result, LOKET_COLUMNS, policy)


def _stack(
    scores: pd.DataFrame, answers: pd.DataFrame, keys: list[str]
) -> pd.DataFrame:
    """Scores and answers under each other: keys, question, option, is_share, SIDE.

    A score has no option; that is '' until the table is finished.
    """
    (base, chosen) = as_arrays(answers["n_base"], answers["n_chosen"])
    share = np.full(len(base), np.nan)
    np.divide(chosen, base, out=share, where=base > 0)
    n, mean, variance = as_arrays(scores["n_valid"], scores["mean"], scores["variance"])
    means = scores[[*keys, "question"]].assign(
        option="", is_share=False, base=n, estimate=mean, variance=variance
    )
    shares = answers[[*keys, "question", "option"]].assign(
        is_share=True, base=base, estimate=share, chosen=chosen
    )
    means["chosen"] = np.nan
    shares["variance"] = np.nan
    return pd.concat([means, shares], ignore_index=True)


def _matching(rows: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """The national statistics that belong to each row, in the rows' order."""
    keys = ["year", "question", "option", "is_share"]
    found = rows[keys].merge(
        totals[[*keys, *SIDE]], on=keys, how="left", validate="many_to_one"
    )
    return found[SIDE]


def _rest(total: pd.DataFrame, part: pd.DataFrame) -> pd.DataFrame:
    """SIDE of everyone in the total who is outside the part, for means and shares."""
    is_share = part["is_share"].to_numpy(bool)
    moments = rest_of(
        *(total[c].where(~is_share) for c in ("base", "estimate", "variance")),
        *(part[c].where(~is_share) for c in ("base", "estimate", "variance")),
    )
    base = total["base"].to_numpy() - part["base"].to_numpy()
    chosen = total["chosen"].to_numpy() - part["chosen"].to_numpy()
    refuse(base < 0, "A group is larger than the total that it belongs to")
    share = np.full(len(base), np.nan)
    np.divide(chosen, base, out=share, where=base > 0)
    return pd.DataFrame(
        {
            "base": base,
            "estimate": np.where(is_share, share, moments["mean"]),
            "variance": moments["variance"],
            "chosen": chosen,
        }
    )


def _pairs(
    code: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Positions (a, b), a < b, of all pairs of neighbouring rows with the same code."""
    if not len(code):
        return code, code
    positions = np.arange(len(code))
    ends = np.searchsorted(code, code, side="right")
    followers = ends - positions - 1
    a = np.repeat(positions, followers)
    offset = np.arange(len(a)) - np.repeat(np.cumsum(followers) - followers, followers)
    return a, a + 1 + offset


def _compare(
    a: pd.DataFrame, b: pd.DataFrame, is_share: BoolArray, policy: Policy
) -> pd.DataFrame:
    """Test row by row side a against side b: bases, estimates and test results."""
    base_a, estimate_a, variance_a, chosen_a = as_arrays(*(a[c] for c in SIDE))
    base_b, estimate_b, variance_b, chosen_b = as_arrays(*(b[c] for c in SIDE))
    smallest = np.minimum(base_a, base_b)
    enough = smallest >= policy.min_base_test
    difference = estimate_a - estimate_b

    means = enough & ~is_share
    welch = welch_t(
        base_a[means],
        estimate_a[means],
        variance_a[means],
        base_b[means],
        estimate_b[means],
        variance_b[means],
        alpha=policy.alpha,
    ).rename(columns={"cohen_d": "effect_size"})
    welch["test"] = np.where(welch["p_value"].notna(), "welch_t", "none")
    shares = enough & is_share
    proportions = two_proportions(
        chosen_a[shares],
        base_a[shares],
        chosen_b[shares],
        base_b[shares],
        alpha=policy.alpha,
        min_expected_count=policy.min_expected_count,
    ).rename(columns={"cohen_h": "effect_size"})
    proportions["df"] = np.nan

    result = pd.DataFrame(
        {
            "base_a": base_a,
            "base_b": base_b,
            "estimate_a": estimate_a,
            "estimate_b": estimate_b,
            "difference": difference,
        }
    )
    for column in ("low", "high", "statistic", "df", "p_value", "effect_size"):
        values = np.full(len(result), np.nan)
        values[means], values[shares] = welch[column], proportions[column]
        result[column] = values
    test = np.full(len(result), "none", dtype=object)
    test[means], test[shares] = welch["test"], proportions["test"]
    result["test"] = test
    reason = np.full(len(result), "", dtype=object)
    reason[means], reason[shares] = welch["reason"], proportions["reason"]
    # Without an estimate there is nothing to test; of a base that is known to be too
    # small that is the reason, of any other that the cell was suppressed.
    small = (base_a < policy.min_base_test) | (base_b < policy.min_base_test)
    result["reason"] = np.select(
        [
            small,
            ~enough,
            reason != "",
            smallest < policy.min_base_firm,
        ],
        ["base_too_small", "suppressed", reason, "indicative"],
        default="",
    )
    return result


def _against_rest(
    part: pd.DataFrame,
    scores_per_year: pd.DataFrame,
    answers_per_year: pd.DataFrame,
    policy: Policy,
) -> pd.DataFrame:
    """Test each part against everyone else of its year, as `_compare` does.

    Where the policy asks for the permutation test, it takes the place of Welch's in
    test, statistic, df and p_value; the interval stays Welch's.
    """
    total = _matching(part, _stack(scores_per_year, answers_per_year, ["year"]))
    is_share = part["is_share"].to_numpy(bool)
    result = _compare(part, _rest(total, part), is_share, policy)
    if policy.mean_against_rest == "permutation":
        means = (result["test"] == "welch_t").to_numpy(bool)
        keys = ["year", "question"]
        skewness = part[keys].merge(scores_per_year[[*keys, "skewness"]], how="left")
        permuted = permutation_test(
            part["base"][means],
            part["estimate"][means],
            total["base"][means],
            total["estimate"][means],
            total["variance"][means],
            skewness["skewness"][means],
        )
        for column in ("statistic", "p_value"):
            result.loc[means, column] = permuted[column].to_numpy()
        result.loc[means, "df"] = np.nan
        result.loc[means, "test"] = "permutation"
    return result


def _omnibus(
    groups: pd.DataFrame, code: npt.NDArray[np.int64], policy: Policy
) -> pd.DataFrame:
    """Omnibus result per code (its position), on subgroups with a base large enough."""
    families = int(code[-1]) + 1 if len(code) else 0
    is_share = groups["is_share"].to_numpy(bool)
    enough = (groups["base"] >= policy.min_base_test).to_numpy(bool)
    means, shares = enough & ~is_share, enough & is_share
    tests = [
        welch_anova(
            code[means],
            *(groups.loc[means, c] for c in ("base", "estimate", "variance")),
        ),
        chi_square(
            code[shares],
            *(groups.loc[shares, c] for c in ("chosen", "base")),
            min_expected_count=policy.min_expected_count,
        ),
    ]
    found = pd.concat(tests).reindex(pd.RangeIndex(families))
    few = ~(found["groups"] >= 3)
    suppressed = pd.Series(groups["base"].isna().groupby(code).any(), index=found.index)
    numbers = ["statistic", "df", "df_denominator", "p_value"]
    found[numbers] = found[numbers].mask(few)
    found["test"] = found["test"].mask(few, "none")
    found["reason"] = found["reason"].mask(
        few, np.where(suppressed, "suppressed", "base_too_small")
    )
    two = np.bincount(code, minlength=families) <= 2
    found["reason"] = found["reason"].mask(two, "")
    found["groups"] = found["groups"].fillna(0)
    return found


def _family(
    rows: pd.DataFrame, keys: list[str], kind: str | npt.NDArray[np.str_]
) -> pd.Series[str]:
    """Names such as '2023|gender|outcome|nothing|pairs'; a score has no option."""
    name = rows[keys[0]].astype("str")
    for key in keys[1:]:
        name = name + "|" + rows[key]
    option = ("|" + rows["option"]).where(rows["option"] != "", "")
    return name + option + "|" + pd.Series(kind, index=rows.index, dtype="str")


def _finished(result: pd.DataFrame, columns: list[str], policy: Policy) -> pd.DataFrame:
    """Corrections, direction, order of rows and columns, and types."""
    result["p_holm"] = holm(result["p_value"], result["family"])
    result["p_bh"] = benjamini_hochberg(result["p_value"], result["family"])
    result["family_size"] = result.groupby("family")["p_value"].transform("count")
    significant = result[CORRECTIONS[policy.headline_correction]] < policy.alpha
    result["direction"] = np.select(
        [significant & (result["difference"] > 0), significant], ["up", "down"], "none"
    )
    result["option"] = result["option"].replace("", None)
    types = {
        c: "Int32" if c in WHOLE_NUMBERS else "str" if c in TEXTS else "float64"
        for c in columns
    }
    keys = [c for c in columns if types[c] == "str" or c == "year"]
    order = [c for c in ("year", "dimension", "question", "option") if c in keys]
    order += [c for c in ("loket", "subgroup_a", "subgroup_b") if c in keys]
    return (
        result[columns]
        .astype(types)
        .sort_values(order, ignore_index=True, na_position="first")
    )
