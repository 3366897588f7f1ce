"""Surveys in which nothing differs, drawn at the real bases, to try the tests on.

A design says how large the surveys are; the drawing functions give the comparison
tables that the warehouse would make of them. Only sufficient statistics are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from scripts.codebook.policy import POLICY_SEED, Policy
from scripts.significance import (
    compare_lokets,
    compare_lokets_between_years,
    compare_subgroups,
    compare_trends,
    compare_years,
)
from scripts.statistics.inputs import FloatArray

SEEDS = POLICY_SEED.parents[1]
FIGURES = SEEDS / "report" / "published_figures.csv"
SUBGROUP_OPTIONS = SEEDS / "codebook" / "subgroup_options.csv"
DIMENSIONS = SEEDS / "codebook" / "dimensions.csv"

MARKS = np.arange(1, 11)
NORMAL, AS_GIVEN, CHOICE = "normal marks", "marks as given", "choice"
# Marks with one mean that spread more in every second group or year.
UNEQUAL, SDS = "unequal spread", (1.7, 2.4)
# Where only the report is known: 70% good, 21% sufficient, 9% insufficient, mean 7.9,
# spread over the marks within each band as marks usually are.
REPORTED_MARKS = np.array([2, 1, 1, 1, 4, 5, 16, 36, 22, 12]) / 100


@dataclass(frozen=True)
class Design:
    """What the simulated surveys look like.

    Attributes:
        source: Where it was read, for the heading.
        year: The latest year.
        previous_year: The year before it in the data.
        now: Respondents of the latest year.
        before: Respondents of the previous year.
        groups: dimension, subgroup, n in the latest year.
        lokets: Respondents per loket.
        marks: Probability of each mark from 1 to 10.
        shares: National shares of the options, spread over what occurs.
    """

    source: str
    year: int
    previous_year: int
    now: int
    before: int
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
    previous_year = int(per_year.index[-2]) if len(per_year) > 1 else year
    counts = marks.set_index("mark")["n"].reindex(MARKS, fill_value=0).to_numpy(float)
    return Design(
        source=f"{path}, {year}",
        year=year,
        previous_year=previous_year,
        now=now,
        before=int(per_year[previous_year]),
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
    previous_year, year = (int(y) for y in sorted(responses.index)[-2:])
    now = int(responses[year])

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
        year=year,
        previous_year=previous_year,
        now=now,
        before=int(responses[previous_year]),
        groups=groups[groups > 0].reset_index(),
        lokets=np.sort(np.concatenate([known, rest])).astype(np.int64),
        marks=REPORTED_MARKS,
        shares=spread(shares["value"].to_numpy() / 100),
    )


# --- drawing surveys -----------------------------------------------------------------


def with_normal_marks(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Add n_valid, mean, variance and cubes of normal marks of `n` respondents a row.

    The sum of cubes is that of marks without any skewness.
    """
    n = frame["n"].to_numpy(dtype=float)
    squares = rng.chisquare(np.maximum(n - 1, 1))
    variance = np.where(n > 1, squares / np.maximum(n - 1, 1), np.nan)
    mean = rng.normal(0, 1 / np.sqrt(n))
    cubes = n * mean**3 + 3 * mean * np.nan_to_num(variance) * (n - 1)
    return frame.assign(n_valid=frame["n"], mean=mean, variance=variance, cubes=cubes)


def with_marks(
    frame: pd.DataFrame, marks: FloatArray, rng: np.random.Generator
) -> pd.DataFrame:
    """Add n_valid, mean, variance and cubes of marks drawn for `n` respondents a row.

    cubes is the sum of the marks to the third power.
    """
    counts = rng.multinomial(frame["n"], marks)
    n = frame["n"].to_numpy(dtype=float)
    mean = counts @ MARKS / n
    squares = counts @ MARKS**2 - n * mean**2
    variance = np.maximum(squares, 0) / np.maximum(n - 1, 1)
    return frame.assign(
        n_valid=frame["n"],
        mean=mean,
        variance=np.where(n > 1, variance, np.nan),
        cubes=counts @ MARKS**3,
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
    ).groupby(["year", "question"], as_index=False)
    national = sums[["n_valid", "total", "squares", "cubes"]].sum()
    n, mean = national["n_valid"], national["total"] / national["n_valid"]
    second = national["squares"] / n - mean**2
    third = national["cubes"] / n - 3 * mean * second - mean**3
    national["mean"] = mean
    national["variance"] = second * n / (n - 1)
    national["skewness"] = third / second**1.5
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
    wider = unequal_marks(design, later)
    scores = pd.concat(
        [scores, with_marks(years.assign(question=UNEQUAL), wider, rng)],
        ignore_index=True,
    )
    second = with_choices(years[later == 1], raised, rng)
    table = compare_years(scores, pd.concat([first, second]), policy)
    return table[table["p_value"].notna()].assign(year=lambda t: t["year"] // 2)


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


def marks_with_moments(marks: FloatArray, mean: float, sd: float) -> FloatArray:
    """The distribution of marks nearest to `marks` with this mean and spread.

    The marks' probabilities are tilted by a first and a second power; Newton's method
    finds how much. Raises ValueError where no such distribution is near.
    """
    powers = np.stack([MARKS - mean, (MARKS - mean) ** 2]).astype(np.float64)
    wanted = np.array([0.0, sd**2])
    tilt = np.zeros(2)
    for _ in range(200):
        weights = marks * np.exp(tilt @ powers)
        found = weights / weights.sum()
        off = powers @ found - wanted
        if np.abs(off).max() < 1e-10:
            return np.asarray(found)
        centred = powers - (powers @ found)[:, None]
        step = np.linalg.solve((centred * found) @ centred.T, off)
        tilt -= step * min(1.0, 0.3 / max(np.abs(step).max(), 1e-300))
    raise ValueError(f"No distribution of marks has mean {mean} and spread {sd}.")


def unequal_marks(design: Design, second: npt.NDArray[np.int64]) -> FloatArray:
    """The distribution of marks of each row: of every second one the wider."""
    mean = float(design.marks @ MARKS)
    kinds = [marks_with_moments(design.marks, mean, sd) for sd in SDS]
    return np.stack(kinds)[second % 2]


def trend_surveys(
    design: Design, policy: Policy, surveys: range, rng: np.random.Generator
) -> pd.DataFrame:
    """The sig_trends of surveys without any trend, along groups and along waves.

    Each ordered dimension has respondents of its own, as a survey by itself; waves are
    twelve equal parts of a year. year is the survey.
    """
    ordered = pd.read_csv(DIMENSIONS).query("is_ordered")["dimension"]
    groups = design.groups[design.groups["dimension"].isin(ordered)]
    codes, dimensions = pd.factorize(groups["dimension"])
    groups = groups.assign(position=groups.groupby("dimension").cumcount() + 1)
    many = groups.merge(pd.DataFrame({"survey": surveys}), how="cross")
    many["year"] = many["survey"] * len(dimensions) + np.repeat(codes, len(surveys))
    marks = unequal_marks(design, many["position"].to_numpy())
    scores = pd.concat(
        [
            both_marks(many, design.marks, rng),
            with_marks(many.assign(question=UNEQUAL), marks, rng),
        ],
        ignore_index=True,
    )
    answers = with_choices(many, design.shares, rng)
    waves = pd.DataFrame({"wave": [f"{month:02}" for month in range(1, 13)]})
    waves = waves.merge(pd.DataFrame({"year": many["year"].unique()}), how="cross")
    waves = both_marks(waves.assign(n=design.now // 12), design.marks, rng)
    national, counts = (
        table.assign(comparable_since=table["year"])
        for table in totals(scores, answers)
    )
    subgroups = groups.assign(question="none", is_ordered=True)
    subgroups = subgroups[
        ["dimension", "subgroup", "position", "question", "is_ordered"]
    ]
    table = compare_trends(scores, answers, national, counts, waves, subgroups, policy)
    table["year"] //= len(dimensions)
    return table


def loket_year_surveys(
    design: Design, policy: Policy, surveys: range, rng: np.random.Generator
) -> pd.DataFrame:
    """The sig_lokets_year_on_year of pairs of years in which no loket changed."""
    parts = pd.MultiIndex.from_product(
        [surveys, range(2), range(len(design.lokets))],
        names=["survey", "later", "loket"],
    ).to_frame(index=False)
    part = np.where(parts["later"] == 1, 1.0, design.before / design.now)
    sizes = design.lokets[parts["loket"]] * part
    parts["n"] = np.maximum(sizes.round(), 1).astype(np.int64)
    parts["comparable_since"] = 2 * parts["survey"]
    parts["year"] = parts["comparable_since"] + parts["later"]
    parts["loket"] = parts["loket"].astype("str")
    marks = unequal_marks(design, parts["later"].to_numpy())
    scores = pd.concat(
        [
            both_marks(parts, design.marks, rng),
            with_marks(parts.assign(question=UNEQUAL), marks, rng),
        ],
        ignore_index=True,
    )
    answers = with_choices(parts, design.shares, rng)
    national, counts = (
        table.assign(comparable_since=table["year"] // 2 * 2)
        for table in totals(scores, answers)
    )
    table = compare_lokets_between_years(scores, answers, national, counts, policy)
    table["year"] //= 2
    return table


def unequal_surveys(
    design: Design,
    policy: Policy,
    surveys: int,
    rng: np.random.Generator,
    *,
    sd: float,
    rest_sd: float,
) -> pd.DataFrame:
    """The sig_lokets of lokets whose marks spread more, but have the same mean.

    In each survey one loket has marks of spread `sd`, everyone else of `rest_sd`; each
    loket that is large enough to test has its turn. year is the survey.
    """
    mean = float(design.marks @ MARKS)
    sizes = design.lokets[design.lokets >= policy.min_base_test]
    rows = pd.DataFrame({"n": np.resize(sizes, surveys * len(sizes))})
    rows["year"] = np.arange(len(rows))
    total = int(design.lokets.sum())
    sides = [
        with_marks(frame.assign(question=AS_GIVEN, loket=loket), marks, rng)
        for loket, frame, marks in (
            ("wide", rows, marks_with_moments(design.marks, mean, sd)),
            (
                "rest",
                rows.assign(n=total - rows["n"]),
                marks_with_moments(design.marks, mean, rest_sd),
            ),
        )
    ]
    none = with_choices(rows.head(0), design.shares, rng)
    scores = pd.concat(sides, ignore_index=True)
    national = totals(scores, none)
    table = compare_lokets(sides[0], none.assign(loket=""), *national, policy)
    return table.assign(year=table["year"] // len(sizes))
