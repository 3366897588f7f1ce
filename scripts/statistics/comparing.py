"""The machinery of comparing sides: stack, match, test row by row, correct, finish.

A side of a comparison is a base with an estimate: a mean with its variance, or a share
with its count (`SIDE`). `scripts.significance` says which sides meet; what happens to
them is the same everywhere and is here.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from scripts.codebook.policy import CORRECTIONS, Policy
from scripts.statistics.corrections import benjamini_hochberg, holm
from scripts.statistics.inputs import (
    BoolArray,
    FloatArray,
    as_arrays,
    refuse,
    rest_of,
)
from scripts.statistics.intervals import agreeing
from scripts.statistics.many_groups import chi_square, welch_anova
from scripts.statistics.means import hall_t, permutation_test, visible_mean, welch_t
from scripts.statistics.shares import two_proportions, visible_share
from scripts.statistics.weighting import effective_base

# What a side of a comparison is described by: a mean has a variance, a share a count.
# base is what the answers are worth, weight and squares say why; count is how many.
SIDE = ["base", "estimate", "variance", "chosen", "count", "weight", "squares"]
# What a test reads of it.
TESTED = SIDE[:4]
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
    "groups",
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


def stack(scores: pd.DataFrame, answers: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Scores and answers under each other: keys, question, option, is_share, SIDE.

    A score has no option; that is '' until the table is finished. skewness stands
    beside SIDE: of a score that has it, else null. Where scores and answers have weight
    and weight_squared, the base is Kish's effective number; else that of respondents.
    """
    (base, chosen) = as_arrays(answers["n_base"], answers["n_chosen"])
    share = np.full(len(base), np.nan)
    np.divide(chosen, base, out=share, where=base > 0)
    n, mean, variance = as_arrays(scores["n_valid"], scores["mean"], scores["variance"])
    means = scores[[*keys, "question"]].assign(
        option="", is_share=False, estimate=mean, variance=variance
    )
    if "weight" in answers:
        # weighted shares; without weighting the same to the last digit
        (share,) = as_arrays(answers["share"])
    shares = answers[[*keys, "question", "option"]].assign(
        is_share=True, estimate=share
    )
    for rows, given, count in ((means, scores, n), (shares, answers, base)):
        (rows["weight"],) = as_arrays(given.get("weight", count))
        (rows["squares"],) = as_arrays(given.get("weight_squared", count))
        rows["base"] = effective_base(rows["weight"], rows["squares"])
        rows["count"] = count
    is_plain = (shares["base"] == base).to_numpy(bool)
    shares["chosen"] = np.where(is_plain, chosen, share * shares["base"])
    means["chosen"] = np.nan
    means["skewness"] = scores.get("skewness", np.nan)
    shares["variance"] = shares["skewness"] = np.nan
    return pd.concat([means, shares], ignore_index=True)


def nets(rows: pd.DataFrame, answers: pd.DataFrame) -> BoolArray:
    """Which rows are about a net of options: those that answers say it of (is_net)."""
    if "is_net" not in answers:
        return np.zeros(len(rows), dtype=bool)
    found = answers.loc[answers["is_net"].astype(bool), ["question", "option"]]
    ids = set(found.itertuples(index=False, name=None))
    pairs = zip(rows["question"], rows["option"], strict=True)
    return np.array([pair in ids for pair in pairs], dtype=bool)


def matching(rows: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """The national statistics that belong to each row, in the rows' order."""
    keys = ["year", "question", "option", "is_share"]
    wanted = [*SIDE, "skewness"]
    found = rows[keys].merge(
        totals[[*keys, *wanted]], on=keys, how="left", validate="many_to_one"
    )
    return found[wanted]


def _rest(total: pd.DataFrame, part: pd.DataFrame) -> pd.DataFrame:
    """SIDE of everyone in the total who is outside the part, for means and shares."""
    is_share = part["is_share"].to_numpy(bool)
    # sums of weights are not exact: whoever is everybody weighs as much
    everybody = part["count"].to_numpy() == total["count"].to_numpy()
    part = part.assign(
        weight=np.where(everybody, total["weight"], part["weight"]),
        squares=np.where(everybody, total["squares"], part["squares"]),
    )
    moments = rest_of(
        *(total[c].where(~is_share) for c in ("weight", "estimate", "variance")),
        *(part[c].where(~is_share) for c in ("weight", "estimate", "variance")),
    )
    left = {
        c: total[c].to_numpy() - part[c].to_numpy()
        for c in ("count", "weight", "squares", "chosen")
    }
    refuse(left["count"] < 0, "A group is larger than the total that it belongs to")
    base = effective_base(left["weight"], left["squares"])
    weighted = left["weight"] != left["count"]
    # weights add up, effective numbers do not
    chosen = [
        side["estimate"].to_numpy() * side["weight"].to_numpy()
        for side in (total, part)
    ]
    heavy = np.clip(chosen[0] - np.nan_to_num(chosen[1]), 0, None)
    share = np.full(len(base), np.nan)
    np.divide(left["chosen"], left["weight"], out=share, where=left["weight"] > 0)
    np.divide(heavy, left["weight"], out=share, where=weighted & (left["weight"] > 0))
    return pd.DataFrame(
        {
            **left,
            "base": base,
            "estimate": np.where(is_share, share, moments["mean"]),
            "variance": moments["variance"],
            "chosen": np.where(weighted, share * base, left["chosen"]),
        }
    )[SIDE]


def pairs(
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


def compare(
    a: pd.DataFrame,
    b: pd.DataFrame,
    is_share: BoolArray,
    policy: Policy,
    skewness: FloatArray | None = None,
) -> pd.DataFrame:
    """Test row by row side a against side b: bases, estimates and test results.

    With `skewness` (of the marks, per row) Welch's t is corrected for it.
    """
    base_a, estimate_a, variance_a, chosen_a = as_arrays(*(a[c] for c in TESTED))
    base_b, estimate_b, variance_b, chosen_b = as_arrays(*(b[c] for c in TESTED))
    smallest = np.minimum(base_a, base_b)
    enough = smallest >= policy.min_base_test

    means = enough & ~is_share
    moments = (
        base_a[means],
        estimate_a[means],
        variance_a[means],
        base_b[means],
        estimate_b[means],
        variance_b[means],
    )
    if skewness is None:
        of_means = welch_t(*moments, alpha=policy.alpha)
    else:
        of_means = hall_t(*moments, skewness[means], alpha=policy.alpha)
    of_means = of_means.rename(columns={"cohen_d": "effect_size"})
    name = "welch_t" if skewness is None else "hall_t"
    of_means["test"] = np.where(of_means["p_value"].notna(), name, "none")
    shares = enough & is_share
    of_shares = two_proportions(
        chosen_a[shares],
        base_a[shares],
        chosen_b[shares],
        base_b[shares],
        alpha=policy.alpha,
        min_expected_count=policy.min_expected_count,
    ).rename(columns={"cohen_h": "effect_size"})
    of_shares["df"] = np.nan

    result = pd.DataFrame(
        {
            "base_a": as_arrays(a["count"])[0],
            "base_b": as_arrays(b["count"])[0],
            "estimate_a": estimate_a,
            "estimate_b": estimate_b,
            "difference": estimate_a - estimate_b,
        }
    )
    for column in ("low", "high", "statistic", "df", "p_value", "effect_size"):
        values = np.full(len(result), np.nan)
        values[means], values[shares] = of_means[column], of_shares[column]
        result[column] = values
    test = np.full(len(result), "none", dtype=object)
    test[means], test[shares] = of_means["test"], of_shares["test"]
    result["test"] = test
    reason = np.full(len(result), "", dtype=object)
    reason[means], reason[shares] = of_means["reason"], of_shares["reason"]
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


def against_rest(
    part: pd.DataFrame,
    keys: list[str],
    scores_per_year: pd.DataFrame,
    answers_per_year: pd.DataFrame,
    policy: Policy,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Test each part against everyone else of its year, means as the policy says.

    Parts with the same `keys` divide one total. Where there are two of them the rest of
    either is the other, so that the comparison is that of a pair: it has the pair's
    test, and `repeats` marks the second of the two rows.

    Returns the results, with `repeats`, and SIDE of the rests.
    """
    total = matching(part, stack(scores_per_year, answers_per_year, ["year"]))
    rest = _rest(total, part)
    is_share = part["is_share"].to_numpy(bool)
    is_pair, repeats = _halves(part, keys, total["count"].to_numpy(dtype=float))
    if policy.mean_against_rest == "welch_t":
        result = compare(part, rest, is_share, policy)
    else:
        if "skewness" not in scores_per_year:
            raise ValueError(
                "The scores per year have no column 'skewness': mean_against_rest "
                f"'{policy.mean_against_rest}' needs it."
            )
        # without skewness the corrected test is Welch's own
        skewness = np.where(is_pair, 0.0, total["skewness"].to_numpy(dtype=float))
        result = compare(part, rest, is_share, policy, skewness)
        result.loc[is_pair & (result["test"] == "hall_t"), "test"] = "welch_t"
        if policy.mean_against_rest == "permutation":
            _permuted(result, part, total, policy.alpha)
    return result.assign(repeats=repeats), rest


def _halves(
    part: pd.DataFrame, keys: list[str], total: FloatArray
) -> tuple[BoolArray, BoolArray]:
    """Which parts are one of two that make up their total, and which the second."""
    base = part["count"].to_numpy(dtype=float)
    rows = part[[*keys, "question", "option"]].assign(base=base, filled=~(base == 0))
    group = rows.groupby([*keys, "question", "option"], sort=False)
    all_of = group["base"].transform("sum").to_numpy() == total
    two = group["filled"].transform("sum").to_numpy() == 2
    is_pair = all_of & two & rows["filled"].to_numpy()
    before = group["filled"].cumsum().to_numpy() > 1
    return is_pair, is_pair & before


def _permuted(
    result: pd.DataFrame, part: pd.DataFrame, total: pd.DataFrame, alpha: float
) -> None:
    """Put the permutation test in the place of the corrected one, interval included."""
    means = (result["test"] == "hall_t").to_numpy(bool)
    permuted = permutation_test(
        part["base"][means],
        part["estimate"][means],
        *(total[c][means] for c in ("base", "estimate", "variance", "skewness")),
    )
    for column in ("statistic", "p_value"):
        result.loc[means, column] = permuted[column].to_numpy()
    result.loc[means, "df"] = np.nan
    result.loc[means, "test"] = "permutation"
    columns = [result.loc[means, c] for c in ("low", "high", "difference", "p_value")]
    low, high = agreeing(*columns, alpha=alpha)
    result.loc[means, "low"], result.loc[means, "high"] = low, high


def smallest_visible(
    result: pd.DataFrame, a: pd.DataFrame, b: pd.DataFrame, policy: Policy
) -> FloatArray:
    """The smallest true difference that each tested row could well have shown."""
    level = {"alpha": policy.alpha, "power": policy.visible_power}
    base_a, estimate_a, variance_a = as_arrays(*(a[c] for c in TESTED[:3]))
    base_b, estimate_b, variance_b = as_arrays(*(b[c] for c in TESTED[:3]))
    visible = np.where(
        a["is_share"].to_numpy(bool),
        visible_share(base_a, estimate_a, base_b, estimate_b, **level),
        visible_mean(base_a, variance_a, base_b, variance_b, **level),
    )
    return np.where(result["p_value"].notna(), visible, np.nan)


def omnibus(
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


def family(
    rows: pd.DataFrame, keys: list[str], kind: str | npt.NDArray[np.str_]
) -> pd.Series[str]:
    """Names such as '2023|gender|outcome|nothing|pairs'; a score has no option."""
    name = rows[keys[0]].astype("str")
    for key in keys[1:]:
        name = name + "|" + rows[key]
    option = ("|" + rows["option"]).where(rows["option"] != "", "")
    return name + option + "|" + pd.Series(kind, index=rows.index, dtype="str")


def finished(
    result: pd.DataFrame, columns: list[str], policy: Policy, correction: str
) -> pd.DataFrame:
    """Corrections, direction, order of rows and columns, and types.

    `repeats` marks a row whose contrast stands in another row of its family as well.
    It does not count in the family, and has that row's corrected p-values, which are
    its own p: where one contrast stands twice, it is the only one of its family.

    Args:
        result: Test results, family and repeats per row.
        columns: The columns of the table.
        policy: For alpha.
        correction: Which p-value decides on direction, a key of `CORRECTIONS`.
    """
    counted = result["p_value"].mask(result["repeats"])
    again = result["p_value"].where(result["repeats"])
    result["p_holm"] = holm(counted, result["family"])
    result["p_bh"] = benjamini_hochberg(counted, result["family"])
    for column in ("p_holm", "p_bh"):
        result[column] = result[column].fillna(again)
    families = counted.groupby(result["family"])
    result["family_size"] = families.transform("count")
    significant = result[CORRECTIONS[correction]] < policy.alpha
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
