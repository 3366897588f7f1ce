"""Do the tests keep their promises? A simulation at the survey's real bases.

Surveys are drawn in which no group, loket or year truly differs, as large as the real
ones, and go through the functions that make the sig_ tables. At alpha 5%:

- a test must call 5% of its comparisons significant, an exact test at most 5%;
- Holm must leave at most 5% of families with any significant result, and so must
  Benjamini-Hochberg where nothing differs; where half of the options truly changed,
  Benjamini-Hochberg must keep the expected share of false ones among its discoveries
  at 5% at most;
- beside that stands the power: how often a true difference as large as each published
  one would be found.

Marks are drawn twice: normally distributed, as Welch's test takes them to be, and as
clients give them, most of them 8 or higher with a tail of low ones. With such marks
Welch's test is too quick to call a small group different, mostly better: where a base
is below min_base_firm it may err in INDICATIVE_SLACK more, and the tables flag the
result as indicative. A third kind of marks spreads more in every second group or
year. The test against the rest that is corrected for skewness must keep
the promise on every base, and to UNEQUAL_SLACK where a group's marks spread more.

Bases, marks and shares come from the warehouse that is named or, without one, from the
figures of the published report. The seed is fixed: the same bases give the same table.
A rate is out of bounds where it lies more than LIMIT_IN_ERRORS Monte Carlo errors
beyond its bound; then the exit status is 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from rich.table import Table

from scripts.codebook.policy import POLICY_SEED, Policy
from scripts.statistics.inputs import FloatArray
from scripts.statistics.means import welch_t
from scripts.statistics.shares import two_proportions
from scripts.validation.simulated_surveys import (
    AS_GIVEN,
    CHOICE,
    FIGURES,
    NORMAL,
    UNEQUAL,
    Design,
    loket_surveys,
    loket_year_surveys,
    marks_with_mean,
    subgroup_surveys,
    trend_surveys,
    unequal_surveys,
    with_marks,
    year_surveys,
)
from scripts.validation.standing_surveys import standing_surveys

SEED = 20231231
BATCH = 500
# below this, a published difference is listed as one that a survey could well miss
ENOUGH_POWER = 0.8
# With two errors, some of thirty sound rates would be out of bounds in most runs; with
# three in one of fifteen.
LIMIT_IN_ERRORS = 3.0
# What it costs the z and chi-square tests that counts are not normally distributed.
COUNTS_SLACK = 0.002
# A rate on fewer says nothing: a test that hardly ever comes up at these bases.
FEWEST_CASES = 20
# What skewness may cost a test of means on firm bases, and one corrected for it on any.
SKEWNESS_SLACK = 0.003
# What it may cost one that is not corrected, on bases that are flagged as indicative.
INDICATIVE_SLACK = 0.01
# True spreads of lokets that the standing is tried at: half of the demo's, about that,
# and twice as much.
BETWEEN_SDS = (0.1, 0.2, 0.4)
# Every tenth survey is enough for the standing: each has all lokets, and 4,000 draws.
STANDING_PART = 10
# What it may cost that a group's marks spread more than those of the rest: standard
# deviations as at two real lokets, and more.
UNEQUAL_SLACK = 0.009
REST_SD, WIDER_SDS = 1.7, (2.0, 2.4)
AGAINST_REST = {"hall_t": "Welch t, corrected", "permutation": "permutation"}

CLAIMS = POLICY_SEED.parents[1] / "report" / "published_claims.csv"


# --- rates ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Rate:
    """How often something happened, and how often it may.

    Attributes:
        what: Test or correction.
        where: The comparison it was tried on.
        cases: Number of comparisons or families.
        rate: Share of them.
        error: Its Monte Carlo standard error, over surveys.
        bound: What it should be.
        two_sided: Whether less than the bound is wrong as well.
        slack: What an approximation may cost.
    """

    what: str
    where: str
    cases: int
    rate: float
    error: float
    bound: float
    two_sided: bool = False
    slack: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether the rate is within its bound."""
        excess = self.rate - self.bound
        off = abs(excess) if self.two_sided else excess
        return off <= LIMIT_IN_ERRORS * self.error + self.slack


def rate_over_surveys(
    happened: pd.Series[bool], survey: pd.Series[int]
) -> tuple[float, float]:
    """The share of rows where it happened and its error, surveys being independent."""
    per_survey = happened.groupby(survey.to_numpy()).agg(["sum", "size"])
    rate = per_survey["sum"].sum() / per_survey["size"].sum()
    residuals = per_survey["sum"] - rate * per_survey["size"]
    error = residuals.std() / per_survey["size"].mean() / len(per_survey) ** 0.5
    return float(rate), float(error)


def rates(table: pd.DataFrame, where: str, alpha: float) -> list[Rate]:
    """Rate of false alarms of each test and correction in a table without effects."""
    given = table["question"].str.startswith(AS_GIVEN)
    normal = table["question"] == NORMAL
    indicative = table["reason"] == "indicative"
    plain = table["test"] == "welch_t"
    found = []
    for what, chosen, bound, two_sided, slack in (
        (f"Welch t, {NORMAL}", plain & normal, alpha, True, 0.0),
        (
            f"Welch t, {AS_GIVEN}, firm bases",
            plain & given & ~indicative,
            alpha,
            True,
            SKEWNESS_SLACK,
        ),
        (
            f"Welch t, {AS_GIVEN}, indicative bases",
            plain & given & indicative,
            alpha,
            False,
            INDICATIVE_SLACK,
        ),
        *(
            (f"{name}, {marks}", (table["test"] == test) & asked, alpha, True, slack)
            for test, name in AGAINST_REST.items()
            for marks, asked, slack in (
                (NORMAL, normal, 0.0),
                (AS_GIVEN, given, SKEWNESS_SLACK),
            )
        ),
        (
            f"Welch t, {UNEQUAL}",
            plain & (table["question"] == UNEQUAL),
            alpha,
            False,
            INDICATIVE_SLACK,
        ),
        *(
            (
                f"linear contrast, {marks}",
                (table["test"] == "linear_contrast") & asked,
                alpha,
                False,
                slack,
            )
            for marks, asked, slack in (
                (NORMAL, normal, 0.0),
                (AS_GIVEN, given, INDICATIVE_SLACK),
                (UNEQUAL, table["question"] == UNEQUAL, INDICATIVE_SLACK),
            )
        ),
        (
            "Cochran-Armitage",
            table["test"] == "cochran_armitage",
            alpha,
            True,
            COUNTS_SLACK,
        ),
        ("pooled z", table["test"] == "pooled_z", alpha, True, COUNTS_SLACK),
        ("Fisher's exact", table["test"] == "fisher", alpha, False, 0.0),
    ):
        rows = table[chosen]
        if len(rows) >= FEWEST_CASES:
            rate, error = rate_over_surveys(rows["p_value"] < alpha, rows["year"])
            found.append(
                Rate(what, where, len(rows), rate, error, bound, two_sided, slack)
            )
    small = (indicative & plain).groupby(table["family"]).transform("any")
    several = table["family_size"] > 1
    for name, column in (("Holm", "p_holm"), ("Benjamini-Hochberg", "p_bh")):
        for what, chosen, slack in (
            (f"{name}, {NORMAL}", several & normal, 0.0),
            (f"{name}, shares", several & (table["question"] == CHOICE), 0.0),
            (f"{name}, {AS_GIVEN}", several & given & ~small, 0.0),
            (
                f"{name}, {AS_GIVEN}, indicative",
                several & given & small,
                INDICATIVE_SLACK,
            ),
        ):
            rows = table[chosen]
            if len(rows):
                any_found = (rows[column] < alpha).groupby(rows["family"]).any()
                survey = rows.groupby("family")["year"].first()
                rate, error = rate_over_surveys(any_found, survey)
                found.append(
                    Rate(what, where, len(survey), rate, error, alpha, slack=slack)
                )
    return found


def unequal_rates(table: pd.DataFrame, sd: float, alpha: float) -> list[Rate]:
    """Rate of false alarms where a group's marks spread more than those of its rest."""
    found = []
    for test, name in AGAINST_REST.items():
        rows = table[table["test"] == test]
        if len(rows):
            rate, error = rate_over_surveys(rows["p_value"] < alpha, rows["year"])
            where = f"sd {sd} against {REST_SD}"
            slack = UNEQUAL_SLACK
            found.append(Rate(name, where, len(rows), rate, error, alpha, slack=slack))
    return found


def omnibus_rates(table: pd.DataFrame, alpha: float) -> list[Rate]:
    """Rate of false alarms of the omnibus tests, one case a family."""
    families = table.drop_duplicates("family")
    families = families[families["family"].str.endswith("pairs")]
    found = []
    for question, test, bound, slack in (
        (NORMAL, "welch_anova", alpha, 0.0),
        (AS_GIVEN, "welch_anova", alpha, INDICATIVE_SLACK),
        (CHOICE, "chi_square", alpha, COUNTS_SLACK),
    ):
        rows = families[
            (families["question"] == question) & (families["omnibus_test"] == test)
        ]
        rate, error = rate_over_surveys(rows["omnibus_p_value"] < alpha, rows["year"])
        name = "chi-square" if test == "chi_square" else f"Welch ANOVA, {question}"
        found.append(
            Rate(name, "subgroups", len(rows), rate, error, bound, True, slack)
        )
    return found


def standing_rates(
    design: Design, policy: Policy, surveys: int, rng: np.random.Generator
) -> list[Rate]:
    """How often intervals of the standing miss: of the true mean, and of its place."""
    found = []
    for spread in BETWEEN_SDS:
        table = standing_surveys(design, policy, surveys, rng, between_sd=spread)
        missed = {
            "interval of the true mean misses it": (table["true_mean"] < table["low"])
            | (table["true_mean"] > table["high"]),
            "interval of the place misses it": (table["true_rank"] < table["rank_low"])
            | (table["true_rank"] > table["rank_high"]),
        }
        found += [
            Rate(
                what,
                f"lokets that spread {spread}",
                len(table),
                *rate_over_surveys(happened.astype(bool), table["year"]),
                policy.alpha,
            )
            for what, happened in missed.items()
        ]
    return found


def false_discovery_rate(table: pd.DataFrame, alpha: float) -> Rate:
    """Expected share of false discoveries where half of the options truly changed."""
    options = table[table["option"].notna()]
    unchanged = options["option"].str.removeprefix("option_").astype(int) >= 5
    found = options["p_bh"] < alpha
    by_survey = pd.DataFrame({"false": found & unchanged, "found": found})
    counts = by_survey.groupby(options["year"]).sum()
    proportion = counts["false"] / counts["found"].clip(lower=1)
    error = float(proportion.std() / len(proportion) ** 0.5)
    return Rate(
        "Benjamini-Hochberg, false share",
        "year on year, half changed",
        len(counts),
        float(proportion.mean()),
        error,
        alpha,
    )


def validate(design: Design, policy: Policy, surveys: int) -> list[Rate]:
    """All rates, from `surveys` simulated surveys in batches (memory stays small)."""
    rng = np.random.default_rng(SEED)
    draws: dict[str, Callable[..., pd.DataFrame]] = {
        "subgroups": subgroup_surveys,
        "loket and rest": loket_surveys,
        "year on year": year_surveys,
        "lokets, year on year": loket_year_surveys,
        "trends": trend_surveys,
    }
    tables: dict[str, list[pd.DataFrame]] = {where: [] for where in draws}
    needed = ["year", "test", "p_value", "p_holm", "p_bh", "family", "family_size"]
    needed += ["question", "reason", "omnibus_test", "omnibus_p_value"]
    for start in range(0, surveys, BATCH):
        batch = range(start, min(start + BATCH, surveys))
        for where, draw in draws.items():
            table = draw(design, policy, batch, rng)
            table = table[table["p_value"].notna()]
            tables[where].append(table[[c for c in needed if c in table]])
    found: list[Rate] = []
    for where, parts in tables.items():
        table = pd.concat(parts, ignore_index=True)
        found += rates(table, where, policy.alpha)
        if where == "subgroups":
            found += omnibus_rates(table, policy.alpha)
    for sd in WIDER_SDS:
        table = unequal_surveys(design, policy, surveys, rng, sd=sd, rest_sd=REST_SD)
        found += unequal_rates(table, sd, policy.alpha)
    found += standing_rates(design, policy, max(surveys // STANDING_PART, 2), rng)
    changed = year_surveys(design, policy, range(surveys), rng, change=0.05)
    return [*found, false_discovery_rate(changed, policy.alpha)]


# --- power at the published differences ----------------------------------------------


def published_differences(design: Design) -> pd.DataFrame:
    """Claims of a significant difference between groups or years, with its figures.

    Returns:
        id, question, option, higher, lower, is_share and, for both sides, the printed
        figure (a mean, or a share as a fraction) and n. Claims without printed figures
        or of groups that the design does not have are left out.
    """
    claims = pd.read_csv(CLAIMS, dtype="str", keep_default_na=False)
    claims = claims[
        claims["kind"].isin(["group_difference", "year_change"])
        & (claims["expected"] == "significant")
        & (claims["status"] != "contradicted")
    ]
    between_years = claims["kind"] == "year_change"
    figures = pd.read_csv(FIGURES, dtype="str", keep_default_na=False)
    figures = figures[figures["metric"].isin(["mean", "share"])]
    years = pd.DataFrame(
        {
            "year": [str(design.year), str(design.previous_year)],
            "dimension": "total",
            "member": "all",
            "n": [design.now, design.before],
        }
    )
    groups = design.groups.rename(columns={"subgroup": "member"})
    bases = pd.concat([years, groups.assign(year=str(design.year))])
    known = figures.merge(bases, on=["year", "dimension", "member"])

    sides = ["year", "question", "option", "dimension", "member"]
    rows = claims[["id", "question", "option", "higher", "lower"]]
    for side in ("higher", "lower"):
        wanted = claims.assign(
            year=claims["year"].where(~between_years, claims[side]),
            dimension=claims["dimension"].where(~between_years, "total"),
            member=claims[side].where(~between_years, "all"),
        )
        found = wanted[["id", *sides]].merge(
            known[[*sides, "metric", "value", "n"]], on=sides
        )
        is_share = found["metric"] == "share"
        value = found["value"].astype(float)
        found[f"figure_{side}"] = value.where(~is_share, value / 100)
        found = found.assign(is_share=is_share).rename(columns={"n": f"n_{side}"})
        keys = ["id"] if side == "higher" else ["id", "is_share"]
        rows = rows.merge(
            found[["id", "is_share", f"figure_{side}", f"n_{side}"]], on=keys
        )
    return rows


def power(
    differences: pd.DataFrame, marks: FloatArray, policy: Policy, runs: int
) -> pd.DataFrame:
    """How often a true difference as printed is found at these bases: column power.

    All respondents of a group are taken to have answered: for questions with routing or
    many 'not applicable' the power is lower.
    """
    rng = np.random.default_rng(SEED)
    many = differences.loc[differences.index.repeat(runs)].reset_index(drop=True)
    found = np.zeros(len(many), dtype=bool)
    shares, means = many[many["is_share"]], many[~many["is_share"]]
    n = {s: many[f"n_{s}"].astype("int64") for s in ("higher", "lower")}
    drawn = [
        rng.binomial(n[s][shares.index], shares[f"figure_{s}"])
        for s in ("higher", "lower")
    ]
    result = two_proportions(
        drawn[0],
        n["higher"][shares.index],
        drawn[1],
        n["lower"][shares.index],
        alpha=policy.alpha,
        min_expected_count=policy.min_expected_count,
    )
    found[shares.index] = (result["p_value"] < policy.alpha) & (
        result["difference"] > 0
    )
    statistics: list[FloatArray] = []
    for side in ("higher", "lower"):
        figures, position = np.unique(means[f"figure_{side}"], return_inverse=True)
        tilted = marks_with_mean(marks, figures)[position]
        group = pd.DataFrame({"n": n[side][means.index]})
        drawn_marks = with_marks(group, tilted, rng)
        statistics += [
            drawn_marks[c].to_numpy(float) for c in ("n_valid", "mean", "variance")
        ]
    test = welch_t(*statistics, alpha=policy.alpha)
    found[means.index] = (test["p_value"] < policy.alpha) & (test["statistic"] > 0)
    by_claim = pd.Series(found).groupby(many["id"].to_numpy()).mean()
    return differences.assign(power=differences["id"].map(by_claim))


# --- output --------------------------------------------------------------------------


def rates_table(found: list[Rate]) -> Table:
    """The rates for the terminal."""
    table = Table("what", "where", "cases", "rate", "error", "bound", "within")
    for row in found:
        sign = "" if row.two_sided else "at most "
        bound = f"{sign}{row.bound:.0%}"
        bound += f" + {row.slack:.1%}" if row.slack else ""
        table.add_row(
            row.what,
            row.where,
            f"{row.cases:,}",
            f"{row.rate:.2%}",
            f"{row.error:.2%}",
            bound,
            "yes" if row.holds else "NO",
        )
    return table


def power_table(found: pd.DataFrame) -> Table:
    """The published differences that are found least often, weakest first."""
    table = Table("claim", "question", "option", "higher", "lower", "figures", "power")
    for row in (
        found[found["power"] < ENOUGH_POWER].sort_values("power").to_dict("records")
    ):
        figures = [row["figure_higher"], row["figure_lower"]]
        table.add_row(
            row["id"],
            row["question"],
            row["option"],
            f"{row['higher']} ({row['n_higher']:.0f})",
            f"{row['lower']} ({row['n_lower']:.0f})",
            " / ".join(f"{f:.0%}" if row["is_share"] else f"{f}" for f in figures),
            f"{row['power']:.0%}",
        )
    return table
