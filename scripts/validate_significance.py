"""Do the tests keep their promises? A simulation at the survey's real bases.

    python -m scripts.validate_significance [--warehouse FILE] [--surveys N]

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
clients give them, most of them 8 or higher with a tail of low ones. With such marks the
test is too quick to call a small group different, mostly better: where a base is below
min_base_firm that rate is shown without a bound, and the tables flag the result as
indicative.

Bases, marks and shares come from the warehouse that is named or, without one, from the
figures of the published report. The seed is fixed: the same bases give the same table.
A rate is out of bounds where it lies more than LIMIT_IN_ERRORS Monte Carlo errors
beyond its bound; then the exit status is 1.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
from rich.console import Console
from rich.table import Table

from scripts.hypothesis_tests import FloatArray, two_proportions, welch_t
from scripts.significance import (
    POLICY_SEED,
    Policy,
    compare_lokets,
    compare_subgroups,
    compare_years,
)

SEED = 20231231
SURVEYS = 4000
BATCH = 500
POWER_RUNS = 2000
WIDTH_WHEN_NOT_A_TERMINAL = 120
# With two errors, some of twenty sound rates would be out of bounds in most runs; with
# three in one of twenty.
LIMIT_IN_ERRORS = 3.0
# What it costs that counts are not normally distributed, in the z and chi-square tests,
# and that marks are not, in Welch's test on bases of min_base_firm or more.
COUNTS_SLACK = 0.003
MARKS_SLACK = 0.005

SEEDS = POLICY_SEED.parents[1]
FIGURES = SEEDS / "report" / "published_figures.csv"
CLAIMS = SEEDS / "report" / "published_claims.csv"
SUBGROUP_OPTIONS = SEEDS / "codebook" / "subgroup_options.csv"
DIMENSIONS = SEEDS / "codebook" / "dimensions.csv"

MARKS = np.arange(1, 11)
NORMAL, AS_GIVEN, CHOICE = "normal marks", "marks as given", "choice"
# Where only the report is known: 70% good, 21% sufficient, 9% insufficient, mean 7.9,
# spread over the marks within each band as marks usually are.
REPORTED_MARKS = np.array([2, 1, 1, 1, 4, 5, 16, 36, 22, 12]) / 100


@dataclass(frozen=True)
class Design:
    """What the simulated surveys look like.

    Attributes:
        source: Where it was read, for the heading.
        before: Respondents of the previous year.
        now: Respondents of the latest year.
        groups: dimension, subgroup, n in the latest year.
        lokets: Respondents per loket.
        marks: Probability of each mark from 1 to 10.
        shares: National shares of the options, spread over what occurs.
    """

    source: str
    before: int
    now: int
    groups: pd.DataFrame
    lokets: npt.NDArray[np.int64]
    marks: FloatArray
    shares: FloatArray


# --- reading the design --------------------------------------------------------------


def spread(shares: FloatArray) -> FloatArray:
    """Four shares that stand for all: low, below the middle, above it and high."""
    inside = shares[(shares > 0) & (shares < 1)]
    return np.asarray(np.quantile(inside, [0.02, 0.25, 0.6, 0.95]))


def design_from_warehouse(path: Path) -> Design:
    """Read bases, marks and shares of the two latest years from the marts.

    The score that most respondents gave stands for all scores.
    """
    with duckdb.connect(str(path), read_only=True) as connection:

        def read(query: str) -> pd.DataFrame:
            """The rows of the latest year's most answered score."""
            return connection.execute(query, [year, question]).df()

        scores = connection.sql(
            "select year, question, n_valid from marts.mart_scores_per_year "
            "where n_valid > 0 order by year desc, n_valid desc, question"
        ).df()
        year, question = int(scores["year"].iloc[0]), scores["question"].iloc[0]
        per_year = scores.groupby("year")["n_valid"].max()
        groups = read(
            "select dimension, subgroup, n_valid as n "
            "from marts.mart_scores_per_subgroup "
            "where year = $1 and question = $2 and n_valid > 0 "
            "order by dimension, subgroup"
        )
        lokets = read(
            "select n_valid from marts.mart_scores_per_loket "
            "where year = $1 and question = $2 and n_valid > 0 order by n_valid"
        )
        marks = read(
            "select cast(fct_scores.score as integer) as mark, count(*) as n "
            "from marts.fct_scores inner join marts.fct_responses "
            "on fct_scores.respondent = fct_responses.respondent "
            "where fct_responses.year = $1 and fct_scores.question = $2 "
            "and fct_scores.score is not null group by mark"
        )
        shares = connection.execute(
            "select share from marts.mart_answers_per_year "
            "where year = $1 and share is not null",
            [year],
        ).df()
    now = int(per_year[year])
    before = int(per_year.drop(year).iloc[-1]) if len(per_year) > 1 else now
    counts = marks.set_index("mark")["n"].reindex(MARKS, fill_value=0).to_numpy(float)
    return Design(
        source=f"{path}, {year}",
        before=before,
        now=now,
        groups=groups,
        lokets=lokets["n_valid"].to_numpy(dtype=np.int64),
        marks=counts / counts.sum(),
        shares=spread(shares["share"].to_numpy(dtype=float)),
    )


def design_from_report() -> Design:
    """Derive bases and shares of the two latest years from the published figures.

    Lokets whose number of respondents was not printed share the rest equally.
    """
    figures = pd.read_csv(FIGURES, dtype={"option": "str", "member": "str"})
    figures = figures[figures["value"].notna()].astype({"value": float})
    national = figures[figures["dimension"] == "total"]
    responses = national[national["metric"] == "responses"].set_index("year")["value"]
    year = int(responses.index.max())
    now, before = int(responses[year]), int(responses.drop(year).iloc[-1])

    shares = national[(national["metric"] == "share") & (national["year"] == year)]
    members = pd.read_csv(SUBGROUP_OPTIONS, dtype="str")
    dimensions = pd.read_csv(DIMENSIONS, dtype="str")[["dimension", "question"]]
    parts = members.merge(dimensions, on="dimension").merge(
        shares[["question", "option", "value"]], on=["question", "option"]
    )
    groups = parts.groupby(["dimension", "subgroup"])["value"].sum() / 100 * now
    groups = groups.round().astype("int64").rename("n")

    per_loket = figures[
        (figures["dimension"] == "loket")
        & (figures["metric"] == "n")
        & (figures["year"] == year)
    ]
    known = per_loket.groupby("member")["value"].max().to_numpy()
    lokets = national[national["metric"] == "lokets"].set_index("year")["value"]
    unknown = int(lokets[year]) - len(known)
    rest = np.full(unknown, (now - known.sum()) // unknown)
    return Design(
        source=f"the published report, {year}",
        before=before,
        now=now,
        groups=groups[groups > 0].reset_index(),
        lokets=np.sort(np.concatenate([known, rest])).astype(np.int64),
        marks=REPORTED_MARKS,
        shares=spread(shares["value"].to_numpy() / 100),
    )


# --- drawing surveys -----------------------------------------------------------------


def with_normal_marks(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Add n_valid, mean and variance of normal marks of `n` respondents a row."""
    n = frame["n"].to_numpy(dtype=float)
    squares = rng.chisquare(np.maximum(n - 1, 1))
    variance = np.where(n > 1, squares / np.maximum(n - 1, 1), np.nan)
    return frame.assign(
        n_valid=frame["n"], mean=rng.normal(0, 1 / np.sqrt(n)), variance=variance
    )


def with_marks(
    frame: pd.DataFrame, marks: FloatArray, rng: np.random.Generator
) -> pd.DataFrame:
    """Add n_valid, mean and variance of marks drawn for `n` respondents a row."""
    counts = rng.multinomial(frame["n"], marks)
    n = frame["n"].to_numpy(dtype=float)
    mean = counts @ MARKS / n
    squares = counts @ MARKS**2 - n * mean**2
    variance = np.maximum(squares, 0) / np.maximum(n - 1, 1)
    return frame.assign(
        n_valid=frame["n"], mean=mean, variance=np.where(n > 1, variance, np.nan)
    )


def with_choices(
    frame: pd.DataFrame, shares: FloatArray, rng: np.random.Generator
) -> pd.DataFrame:
    """A row for each row and share: n_base, and n_chosen drawn with that share."""
    options = pd.DataFrame(
        {"option": [f"option_{i}" for i in range(len(shares))], "share": shares}
    )
    rows = frame.merge(options, how="cross").assign(question=CHOICE)
    drawn = rng.binomial(rows["n"], rows["share"])
    return rows.assign(n_base=rows["n"], n_chosen=drawn)


def both_marks(
    parts: pd.DataFrame, marks: FloatArray, rng: np.random.Generator
) -> pd.DataFrame:
    """Rows of a question with normal marks and of one with marks as given."""
    return pd.concat(
        [
            with_normal_marks(parts.assign(question=NORMAL), rng),
            with_marks(parts.assign(question=AS_GIVEN), marks, rng),
        ],
        ignore_index=True,
    )


def totals(
    scores: pd.DataFrame, answers: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """National scores and answers that belong to the parts, per year."""
    n = scores["n_valid"]
    sums = scores.assign(
        total=n * scores["mean"],
        squares=scores["variance"].fillna(0) * (n - 1) + n * scores["mean"] ** 2,
    ).groupby(["year", "question"], as_index=False)[["n_valid", "total", "squares"]]
    national = sums.sum()
    national["mean"] = national["total"] / national["n_valid"]
    spread_out = national["squares"] - national["n_valid"] * national["mean"] ** 2
    national["variance"] = spread_out / (national["n_valid"] - 1)
    counts = answers.groupby(["year", "question", "option"], as_index=False)
    return national, counts[["n_base", "n_chosen"]].sum()


def loket_surveys(
    design: Design, policy: Policy, surveys: range, rng: np.random.Generator
) -> pd.DataFrame:
    """The sig_lokets of surveys in which no loket differs; year is the survey."""
    parts = pd.MultiIndex.from_product(
        [surveys, range(len(design.lokets))], names=["year", "loket"]
    ).to_frame(index=False)
    parts["n"] = design.lokets[parts["loket"]]
    parts["loket"] = parts["loket"].astype("str")
    scores = both_marks(parts, design.marks, rng)
    answers = with_choices(parts, design.shares, rng)
    return compare_lokets(scores, answers, *totals(scores, answers), policy)


def subgroup_surveys(
    design: Design, policy: Policy, surveys: range, rng: np.random.Generator
) -> pd.DataFrame:
    """The sig_subgroups of surveys in which no subgroup differs.

    Each dimension has respondents of its own, as a survey by itself: year counts them.
    """
    codes, dimensions = pd.factorize(design.groups["dimension"])
    groups = design.groups.merge(pd.DataFrame({"survey": surveys}), how="cross")
    groups["year"] = groups["survey"] * len(dimensions) + np.repeat(codes, len(surveys))
    scores = both_marks(groups, design.marks, rng)
    answers = with_choices(groups, design.shares, rng)
    none = pd.DataFrame({"dimension": ["none"], "question": ["none"]})
    table = compare_subgroups(scores, answers, *totals(scores, answers), none, policy)
    return table.assign(year=table["year"] // len(dimensions))


def year_surveys(
    design: Design,
    policy: Policy,
    surveys: range,
    rng: np.random.Generator,
    change: float = 0.0,
) -> pd.DataFrame:
    """The sig_year_on_year of pairs of years, nine scores and ten options each.

    In the second year half of the options have a share that is `change` higher.
    """
    years = pd.MultiIndex.from_product(
        [surveys, [design.before, design.now]], names=["survey", "n"]
    ).to_frame(index=False)
    later = np.arange(len(years)) % 2
    years["comparable_since"] = 2 * years["survey"]
    years["year"] = years["comparable_since"] + later
    questions = pd.DataFrame({"question": [f"{AS_GIVEN} {i}" for i in range(9)]})
    scores = with_marks(years.merge(questions, how="cross"), design.marks, rng)
    shares = np.resize(design.shares, 10)
    first = with_choices(years[later == 0], shares, rng)
    raised = np.where(np.arange(10) < 5, np.minimum(shares + change, 1), shares)
    second = with_choices(years[later == 1], raised, rng)
    table = compare_years(scores, pd.concat([first, second]), policy)
    return table[table["p_value"].notna()].assign(year=lambda t: t["year"] // 2)


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
        bound: What it should be; None where it is only shown.
        two_sided: Whether less than the bound is wrong as well.
        slack: What an approximation may cost.
    """

    what: str
    where: str
    cases: int
    rate: float
    error: float
    bound: float | None
    two_sided: bool = False
    slack: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether the rate is within its bound, if it has one."""
        if self.bound is None:
            return True
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
    indicative = table["reason"] == "indicative"
    welch = table["test"] == "welch_t"
    kinds: list[tuple[str, pd.Series[bool], float | None, bool, float]] = [
        (f"Welch t, {NORMAL}", welch & ~given, alpha, True, 0.0),
        (
            f"Welch t, {AS_GIVEN}, firm bases",
            welch & given & ~indicative,
            alpha,
            True,
            MARKS_SLACK,
        ),
        (
            f"Welch t, {AS_GIVEN}, indicative bases",
            welch & given & indicative,
            None,
            False,
            0.0,
        ),
        ("pooled z", table["test"] == "pooled_z", alpha, True, COUNTS_SLACK),
        ("Fisher's exact", table["test"] == "fisher", alpha, False, 0.0),
    ]
    found = []
    for what, chosen, bound, two_sided, slack in kinds:
        rows = table[chosen]
        if len(rows):
            rate, error = rate_over_surveys(rows["p_value"] < alpha, rows["year"])
            found.append(
                Rate(what, where, len(rows), rate, error, bound, two_sided, slack)
            )
    small = indicative.groupby(table["family"]).transform("any")
    several = table["family_size"] > 1
    for name, column in (("Holm", "p_holm"), ("Benjamini-Hochberg", "p_bh")):
        for what, chosen, bound, slack in (
            (f"{name}, families", several & ~given, alpha, 0.0),
            (f"{name}, {AS_GIVEN}", several & given & ~small, alpha, MARKS_SLACK),
            (f"{name}, {AS_GIVEN}, indicative", several & given & small, None, 0.0),
        ):
            rows = table[chosen]
            if len(rows):
                any_found = (rows[column] < alpha).groupby(rows["family"]).any()
                survey = rows.groupby("family")["year"].first()
                rate, error = rate_over_surveys(any_found, survey)
                found.append(
                    Rate(what, where, len(survey), rate, error, bound, slack=slack)
                )
    return found


def omnibus_rates(table: pd.DataFrame, alpha: float) -> list[Rate]:
    """Rate of false alarms of the omnibus tests, one case a family."""
    families = table.drop_duplicates("family")
    families = families[families["family"].str.endswith("pairs")]
    found = []
    for question, test, bound, slack in (
        (NORMAL, "welch_anova", alpha, 0.0),
        (AS_GIVEN, "welch_anova", None, 0.0),
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
    tables: dict[str, list[pd.DataFrame]] = {"lokets": [], "subgroups": [], "years": []}
    needed = ["year", "test", "p_value", "p_holm", "p_bh", "family", "family_size"]
    needed += ["question", "reason", "omnibus_test", "omnibus_p_value"]
    for start in range(0, surveys, BATCH):
        batch = range(start, min(start + BATCH, surveys))
        for name, draw in (
            ("lokets", loket_surveys),
            ("subgroups", subgroup_surveys),
            ("years", year_surveys),
        ):
            table = draw(design, policy, batch, rng)
            kept = table[[c for c in needed if c in table]]
            tables[name].append(kept[kept["p_value"].notna()])
    found: list[Rate] = []
    for name, where in (
        ("subgroups", "subgroups"),
        ("lokets", "loket and rest"),
        ("years", "year on year"),
    ):
        table = pd.concat(tables[name], ignore_index=True)
        found += rates(table, where, policy.alpha)
        if name == "subgroups":
            found += omnibus_rates(table, policy.alpha)
    changed = year_surveys(design, policy, range(surveys), rng, change=0.05)
    return [*found, false_discovery_rate(changed, policy.alpha)]


# --- power at the published differences ----------------------------------------------


def marks_with_mean(marks: FloatArray, means: FloatArray) -> FloatArray:
    """The distribution of marks nearest to `marks` with each mean (tilted), a row each.

    Found by halving the interval of the tilt; the mean rises with it.
    """
    low, high = np.full(len(means), -3.0), np.full(len(means), 3.0)
    for _ in range(60):
        middle = (low + high) / 2
        weights = marks * np.exp(np.outer(middle, MARKS - MARKS.mean()))
        tilted = weights / weights.sum(axis=1, keepdims=True)
        too_high = tilted @ MARKS > means
        low, high = np.where(too_high, low, middle), np.where(too_high, middle, high)
    return np.asarray(tilted)


def published_differences(design: Design) -> pd.DataFrame:
    """Claims of a significant difference between two subgroups with printed figures.

    Returns:
        id, question, option, dimension, higher, lower, is_share and, for both sides,
        the printed figure (a mean, or a share as a fraction) and n.
    """
    claims = pd.read_csv(CLAIMS, dtype="str", keep_default_na=False)
    claims = claims[
        (claims["kind"] == "group_difference") & (claims["expected"] == "significant")
    ]
    figures = pd.read_csv(FIGURES, dtype="str", keep_default_na=False)
    figures = figures[figures["metric"].isin(["mean", "share"])]
    keys = ["year", "question", "option", "dimension"]
    printed = figures[[*keys, "member", "metric", "value"]]
    members = design.groups.astype({"n": float})
    rows = claims
    for side in ("higher", "lower"):
        rows = rows.merge(
            printed.add_suffix(f"_{side}"),
            left_on=[*keys, side],
            right_on=[f"{k}_{side}" for k in [*keys, "member"]],
        ).merge(
            members.add_suffix(f"_{side}"),
            left_on=["dimension", side],
            right_on=[f"dimension_{side}", f"subgroup_{side}"],
            suffixes=("", "_of_group"),
        )
    is_share = rows["metric_higher"] == "share"
    for side in ("higher", "lower"):
        value = rows[f"value_{side}"].astype(float)
        rows[f"figure_{side}"] = value.where(~is_share, value / 100)
    columns = ["id", "question", "option", "dimension", "higher", "lower"]
    sides = [f"{c}_{s}" for c in ("figure", "n") for s in ("higher", "lower")]
    return rows[[*columns, *sides]].assign(is_share=is_share)


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
        bound = "" if row.bound is None else f"{sign}{row.bound:.0%}"
        table.add_row(
            row.what,
            row.where,
            f"{row.cases:,}",
            f"{row.rate:.2%}",
            f"{row.error:.2%}",
            bound,
            ("yes" if row.holds else "NO") if bound else "(shown)",
        )
    return table


def power_table(found: pd.DataFrame) -> Table:
    """The published differences that are found in fewer than 80%, weakest first."""
    table = Table("claim", "question", "option", "higher", "lower", "figures", "power")
    for row in found[found["power"] < 0.8].sort_values("power").to_dict("records"):
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Simulate and print; 1 where a rate is out of bounds."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.validate_significance",
        description="Show by simulation that the significance tests are valid.",
    )
    parser.add_argument(
        "--warehouse",
        type=Path,
        metavar="FILE",
        help="warehouse to take bases from (default: the published report's bases)",
    )
    parser.add_argument("--surveys", type=int, default=SURVEYS, help="surveys to draw")
    options = parser.parse_args(arguments)
    policy = Policy.from_table(pd.read_csv(POLICY_SEED))
    width = None if sys.stdout.isatty() else WIDTH_WHEN_NOT_A_TERMINAL
    console = Console(highlight=False, width=width)
    if options.warehouse and not options.warehouse.exists():
        print(
            f"{options.warehouse} does not exist: run 'make build' first, or leave "
            "--warehouse out to use the published report's bases.",
            file=sys.stderr,
        )
        return 1
    design = (
        design_from_warehouse(options.warehouse)
        if options.warehouse
        else design_from_report()
    )
    console.print(
        f"{options.surveys} surveys without any true difference, bases of "
        f"{design.source}: {design.now} respondents ({design.before} the year before), "
        f"{len(design.lokets)} lokets, {len(design.groups)} subgroups."
    )
    found = validate(design, policy, options.surveys)
    console.print(rates_table(found))
    strength = power(published_differences(design), design.marks, policy, POWER_RUNS)
    strong = int((strength["power"] >= 0.8).sum())
    console.print(
        f"Power at the published differences: at least 80% for {strong} of "
        f"{len(strength)} claims; median {strength['power'].median():.0%}. The others:"
    )
    console.print(power_table(strength))
    return 0 if all(rate.holds for rate in found) else 1


if __name__ == "__main__":
    sys.exit(main())
