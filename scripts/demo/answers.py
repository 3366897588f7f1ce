"""What they answer: drawn from a latent satisfaction, then fitted to the report."""

import math
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scripts.demo import assumptions
from scripts.demo.codebook import Codebook, records
from scripts.demo.fit import (
    Constraint,
    CountBetween,
    Problem,
    Values,
    local_search,
)
from scripts.demo.people import assign_with_quotas, gumbel, share_out
from scripts.demo.targets import (
    CHOSEN,
    EVERYONE,
    MARKS,
    NOT_APPLICABLE,
    Masks,
    claim_constraints,
    claims_of,
    figure_constraints,
    figures_of,
    group_masks,
    printed_total,
)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NOT_ASKED = 0
"""In the frame of answers: marks are 1-10, n.v.t. is 11, 0 is not asked."""

NVT = 11

REPORT_YEAR = 2023
"""The published year: the only one of which groups and bands are printed."""

MARK_SPREAD = 1.6
"""Rough standard deviation of marks, to turn printed means into latent effects."""

OVERLAP = 0.8
"""Effects of dimensions that go together are damped, or they would add up twice."""


@dataclass
class Answers:
    """Answers of one year, one row per respondent in the order of ``people``.

    ``scores[question]``: marks, NVT or NOT_ASKED. ``choices[question]``: option ids.
    ``chosen[question, option]``: flags of multiple response. ``totals`` holds the
    fitted counts of each question or option, for the other year's comparisons.
    """

    people: pd.DataFrame
    scores: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    choices: dict[str, NDArray[np.str_]] = field(default_factory=dict)
    chosen: dict[tuple[str, str], Flags] = field(default_factory=dict)
    totals: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def gave(self, question: str, option: str) -> Flags | None:
        """Who gave this answer, or None where the year doesn't ask it (yet)."""
        if (question, option) in self.chosen:
            return self.chosen[question, option]
        given = self.choices.get(question)
        if given is None and question in self.people:
            given = self.people[question].to_numpy(dtype=str)
        if given is None:
            return None
        gave: Flags = given == option
        return gave


Report = Callable[[str], None]


def seed_of(*parts: object) -> int:
    """A seed of its own for each question, so that adding one moves no other."""
    return zlib.crc32("|".join(map(str, (assumptions.SEED, *parts))).encode())


def logit(share: float) -> float:
    """Log-odds of a share, kept away from 0 and 1."""
    share = min(max(share, 0.004), 0.996)
    return math.log(share / (1 - share))


def printed_effects(
    codebook: Codebook, masks: Masks, question: str, option: str, n: int
) -> Floats:
    """Effect of a respondent's groups, from the printed group figures (n).

    Latent standard deviations for a score, log-odds for an option. Only the report's
    year prints groups; other years are assumed to be alike.
    """
    metric = "share" if option else "mean"
    total = printed_total(codebook, REPORT_YEAR, question, metric, option)
    effects = np.zeros(n)
    if total is None:
        return effects
    figures = figures_of(codebook, REPORT_YEAR, question, option)
    for row in records(figures[figures["metric"] == metric]):
        mask = masks.get(f"{row['dimension']}={row['member']}")
        if mask is None or row["dimension"] == "total":
            continue
        value = float(row["value"])
        if option:
            effect = logit(value / 100) - logit(total / 100)
        else:
            effect = (value - total) / MARK_SPREAD
        effects[mask] += OVERLAP * effect
    return effects


def mark_counts(codebook: Codebook, year: int, question: str, n: int) -> list[int]:
    """How many of n give each mark and n.v.t., from printed bands and mean (11).

    Within a band marks have the assumed shape, tilted until the mean is the printed
    one. Bands are printed for the report's year only and assumed alike in others.
    """
    bands = {
        row["band"]: range(int(row["lowest_score"]), int(row["highest_score"]) + 1)
        for row in records(codebook.score_bands)
    }
    figures = figures_of(codebook, REPORT_YEAR, question)
    printed = {
        row["option"]: float(row["value"])
        for row in records(figures[figures["metric"] == "band_share"])
    }
    shares = {band: printed[band] for band in bands}
    assumed = 100 * assumptions.NOT_APPLICABLE_SHARE.get(question, 0.0)
    none = printed.get("not_applicable", assumed)
    mean = printed_total(codebook, year, question, "mean")
    if mean is None:
        raise ValueError(f"{question} {year}: the report prints no mean to aim at")

    def tilted(slope: float) -> Floats:
        weights = np.zeros(10)
        for band, marks in bands.items():
            shape = np.array(
                [assumptions.MARK_SHAPE[m] * math.exp(slope * m) for m in marks]
            )
            weights[marks.start - 1 : marks.stop - 1] = (
                shape / shape.sum() * shares[band]
            )
        return weights

    low, high = -5.0, 5.0
    for _ in range(60):
        slope = (low + high) / 2
        weights = tilted(slope)
        got = float(np.arange(1, 11) @ weights / weights.sum())
        low, high = (slope, high) if got < mean else (low, slope)
    weights = tilted((low + high) / 2)
    applicable = share_out(n, [sum(shares.values()), none])
    return [*share_out(applicable[0], weights.tolist()), applicable[1]]


def fit_score(
    codebook: Codebook,
    year: int,
    question: str,
    asked: Flags,
    satisfaction: Floats,
    knows_less: Floats,
    answers: Answers,
    later: Answers | None,
) -> NDArray[np.int64]:
    """Draw and fit the marks of one scale question; see Answers.scores."""
    seed = seed_of(year, question)
    rng = np.random.default_rng(seed)
    people = answers.people[asked]
    n = len(people)
    masks = group_masks(people, codebook)
    loading = assumptions.COMMON_LOADING
    latent = (
        loading * satisfaction[asked]
        + math.sqrt(1 - loading**2) * rng.standard_normal(n)
        + printed_effects(codebook, masks, question, "", n)
    )
    *marks, n_none = mark_counts(codebook, year, question, n)
    unsure = knows_less[asked] + rng.standard_normal(n)
    none = np.zeros(n, dtype=bool)
    none[np.argsort(-unsure, kind="stable")[:n_none]] = True
    ranked = np.flatnonzero(~none)[np.argsort(latent[~none], kind="stable")]
    values = np.full(n, NOT_APPLICABLE[0], dtype=np.int64)
    values[ranked] = np.repeat(np.arange(10), marks)
    # Who is n.v.t. gets the mark of the nearest latent value, should it have to move.
    sorted_latent, sorted_marks = latent[ranked], values[ranked]
    places = np.clip(np.searchsorted(sorted_latent, latent), 0, len(ranked) - 1)
    underlying = np.where(none, sorted_marks[places], values)
    reluctance = np.empty((n, 11))
    reluctance[:, :10] = np.abs(np.arange(10)[None, :] - underlying[:, None])
    reluctance[none, :10] += 2.0
    reluctance[:, 10] = np.where(none, 0.0, 2.0)
    may_skip = n_none > 0
    alternatives = [
        [other for other in (value - 1, value + 1) if 0 <= other <= 9]
        + ([10] if may_skip else [])
        for value in range(10)
    ]
    alternatives.append(list(range(4, 10)))
    fixed = {}
    if later is not None and (question, "") in later.totals:
        fixed[f"year={year + 1}"] = later.totals[question, ""]
    constraints = figure_constraints(
        figures_of(codebook, year, question), masks, codebook, ()
    ) + claim_constraints(
        claims_of(codebook, year, question), masks, codebook, year, (), list(fixed)
    )
    problem = Problem(
        f"{question} {year}",
        values,
        MARKS,
        alternatives,
        reluctance,
        masks,
        constraints,
        fixed,
    )
    fitted = local_search(problem, seed)
    answers.totals[question, ""] = np.bincount(fitted, minlength=11).tolist()
    scores = np.full(len(asked), NOT_ASKED, dtype=np.int64)
    scores[asked] = fitted + 1
    return scores


def leanings(
    question: str, option: str, answers: Answers, satisfaction: Floats
) -> Floats:
    """Assumed log-odds of an option, from satisfaction and other answers (n)."""
    result = np.zeros(len(satisfaction))
    table = assumptions.OPTION_LEANINGS.get((question, option), {})
    for (factor, answer), log_odds in table.items():
        gave = answers.gave(factor, answer)
        if factor == "satisfaction":
            result += log_odds * satisfaction
        elif gave is not None:
            result[gave] += log_odds
    return result


def total_count(
    codebook: Codebook, year: int, question: str, option: str, n: int
) -> float:
    """How many of n to draw an option for: from the printed or an assumed share."""
    between = assumptions.COUNTS_BETWEEN.get((year, question, option))
    if between is not None:
        return sum(between) / 2
    printed = printed_total(codebook, year, question, "share", option)
    if printed is not None:
        return printed / 100 * n
    return assumptions.ASSUMED_SHARES[year, question][option] * n


def option_constraints(
    codebook: Codebook,
    year: int,
    question: str,
    option: str,
    masks: Masks,
    chosen: Values,
    other_years: Sequence[str],
) -> list[Constraint]:
    """What the report and the assumptions say of one option (``chosen`` values)."""
    figures = figures_of(codebook, year, question, option)
    claims = claims_of(codebook, year, question, option)
    result = figure_constraints(figures, masks, codebook, chosen)
    result += claim_constraints(claims, masks, codebook, year, chosen, other_years)
    between = assumptions.COUNTS_BETWEEN.get((year, question, option))
    if between is not None:
        result.append(CountBetween(EVERYONE, chosen, *between))
    return result


def fit_choice(
    codebook: Codebook,
    year: int,
    question: str,
    satisfaction: Floats,
    answers: Answers,
    later: Answers | None,
) -> NDArray[np.str_]:
    """Draw and fit a single-choice question; returns option ids (n)."""
    seed = seed_of(year, question)
    rng = np.random.default_rng(seed)
    people = answers.people
    n = len(people)
    masks = group_masks(people, codebook)
    options = codebook.options_of(assumptions.QUESTIONNAIRES[year], question)
    scores = np.column_stack(
        [
            printed_effects(codebook, masks, question, option, n)
            + leanings(question, option, answers, satisfaction)
            for option in options
        ]
    ) + gumbel(rng, (n, len(options)))
    weights = [total_count(codebook, year, question, option, n) for option in options]
    values = assign_with_quotas(scores, share_out(n, weights))
    fixed: dict[str, list[int]] = {}
    if later is not None and (question, options[0]) in later.totals:
        counts = [later.totals.get((question, option), [0, 0])[1] for option in options]
        fixed[f"year={year + 1}"] = counts
    constraints: list[Constraint] = []
    for number, option in enumerate(options):
        constraints += option_constraints(
            codebook, year, question, option, masks, (number,), list(fixed)
        )
    drawn = scores[np.arange(n), values][:, None]
    problem = Problem(
        f"{question} {year}",
        values,
        [None] * len(options),
        [[o for o in range(len(options)) if o != v] for v in range(len(options))],
        np.maximum(drawn - scores, 0.0),
        masks,
        constraints,
        fixed,
    )
    fitted = local_search(problem, seed)
    for number, option in enumerate(options):
        count = int((fitted == number).sum())
        answers.totals[question, option] = [n - count, count]
    return np.array(options)[fitted]


def fit_options(
    codebook: Codebook,
    year: int,
    question: str,
    satisfaction: Floats,
    answers: Answers,
    later: Answers | None,
) -> None:
    """Draw and fit a multiple-response question, one option after the other."""
    people = answers.people
    n = len(people)
    masks = group_masks(people, codebook)
    options = codebook.options_of(assumptions.QUESTIONNAIRES[year], question)
    excluding = set(
        codebook.options.loc[
            (codebook.options["question"] == question)
            & (codebook.options["excludes_others"] == "true"),
            "option",
        ]
    )
    first = assumptions.DRAW_FIRST.get(question, ())
    order = [
        *first,
        *(o for o in options if o not in first and o != assumptions.DRAW_LAST),
        *(o for o in options if o == assumptions.DRAW_LAST),
    ]
    how_many = np.zeros(n)
    closed = np.zeros(n, dtype=bool)
    against = np.zeros(n)
    for option in order:
        seed = seed_of(year, question, option)
        rng = np.random.default_rng(seed)
        odds = (
            printed_effects(codebook, masks, question, option, n)
            + leanings(question, option, answers, satisfaction)
            + rng.logistic(size=n)
            - assumptions.CROWDING * how_many
            - against
        )
        if option == assumptions.DRAW_LAST:
            odds += np.where(how_many == 0, 8.0, 0.0)
        odds[closed] = -100.0
        count = round(total_count(codebook, year, question, option, n))
        ranked = np.argsort(-odds, kind="stable")
        values = np.zeros(n, dtype=np.int64)
        values[ranked[:count]] = 1
        threshold = odds[ranked[count]]
        reluctance = np.zeros((n, 2))
        reluctance[np.arange(n), 1 - values] = np.abs(odds - threshold)
        fixed = {}
        if later is not None and (question, option) in later.totals:
            fixed[f"year={year + 1}"] = later.totals[question, option]
        constraints = option_constraints(
            codebook, year, question, option, masks, CHOSEN, list(fixed)
        )
        problem = Problem(
            f"{question} {option} {year}",
            values,
            [None, None],
            [[1], [0]],
            reluctance,
            masks,
            constraints,
            fixed,
            ~closed,
        )
        fitted = local_search(problem, seed)
        chosen = fitted == 1
        answers.chosen[question, option] = chosen
        answers.totals[question, option] = np.bincount(fitted, minlength=2).tolist()
        how_many += chosen
        against[chosen] += assumptions.STANDS_ALONE.get((question, option), 0.0)
        if option in excluding:
            closed |= chosen


def draw_satisfaction(people: pd.DataFrame, year: int) -> Floats:
    """General satisfaction: standard normal, with a small effect of the loket."""
    rng = np.random.default_rng(seed_of(year, "satisfaction"))
    lokets = {
        loket: np.random.default_rng(seed_of("loket", loket)).standard_normal()
        for loket in sorted(people["loket"].unique())
    }
    effects = people["loket"].map(lokets).to_numpy(dtype=float)
    return rng.standard_normal(len(people)) + assumptions.LOKET_SPREAD * effects


def fit_year(
    codebook: Codebook,
    year: int,
    people: pd.DataFrame,
    later: Answers | None,
    report: Report,
) -> Answers:
    """All closed answers of a year's respondents.

    ``later`` are the fitted answers of the year after, against which year changes
    are fitted. ``report`` is told each question that is about to be fitted.
    """
    questionnaire = assumptions.QUESTIONNAIRES[year]
    answers = Answers(people)
    satisfaction = draw_satisfaction(people, year)
    rng = np.random.default_rng(seed_of(year, "knows_less"))
    knows_less = rng.standard_normal(len(people))
    everyone = np.ones(len(people), dtype=bool)
    took_test = (people["took_test"] == "yes").to_numpy()
    for question in codebook.questions_of(questionnaire, "scale_1_10"):
        report(f"{year} {question}")
        answers.scores[question] = fit_score(
            codebook,
            year,
            question,
            took_test if question == "tests" else everyone,
            satisfaction,
            knows_less,
            answers,
            later,
        )
    # What people say elsewhere follows from how satisfied they turned out to be.
    overall = answers.scores["overall"].astype(float)
    satisfied = (overall - overall.mean()) / overall.std()
    for question in codebook.questions_of(questionnaire, "single"):
        if question in people:
            continue
        report(f"{year} {question}")
        answers.choices[question] = fit_choice(
            codebook, year, question, satisfied, answers, later
        )
    for question in codebook.questions_of(questionnaire, "multiple"):
        report(f"{year} {question}")
        fit_options(codebook, year, question, satisfied, answers, later)
    return answers
