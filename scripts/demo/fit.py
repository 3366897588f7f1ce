"""A local search that moves drawn answers until aggregated figures hold.

One question is fitted at a time. Its answers are numbered values (0, 1, 2, …), its
respondents belong to groups (everyone, women, a loket, …), and constraints speak
about what the groups' counts of values give: a mean, a count, a difference. The
search only ever looks at these counts, so it knows nothing of questionnaires.
"""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Values = tuple[int, ...]

CANDIDATES = 10
"""Moves that are compared before the best of them is made."""

TEMPERATURE = 0.3
"""A move that costs this much (in steps) is still made once in three times (1/e), so
that the search gets out of places where every single move is a bad one."""

RELUCTANCE_WEIGHT = 0.05
"""Cost of one step away from the drawn answer, in steps of a violated constraint."""


class Tally:
    """Counts of values per group, with n, sum and sum of squares of the marks.

    ``marks[value]`` is the mark that a value stands for, or None where it gives no
    mark (n.v.t.). Groups without members can be added for fixed comparisons, such
    as the same question in another year.
    """

    def __init__(self, groups: Sequence[str], marks: Sequence[float | None]) -> None:
        """Start with no answers in any of the groups."""
        self.marks = list(marks)
        self.counts = {group: [0] * len(marks) for group in groups}
        self.n = dict.fromkeys(groups, 0)
        self.total = dict.fromkeys(groups, 0.0)
        self.squares = dict.fromkeys(groups, 0.0)

    def add(self, group: str, value: int, times: int = 1) -> None:
        """Count ``value`` in ``group`` so many times more (or fewer)."""
        self.counts[group][value] += times
        mark = self.marks[value]
        if mark is not None:
            self.n[group] += times
            self.total[group] += mark * times
            self.squares[group] += mark * mark * times

    def mean(self, group: str) -> float:
        """Mean mark of those who gave one (0 where nobody did)."""
        n = self.n[group]
        return self.total[group] / n if n else 0.0

    def variance(self, group: str) -> float:
        """Sample variance of the marks (n - 1 in the denominator)."""
        n = self.n[group]
        if n < 2:
            return 0.0
        return max(0.0, (self.squares[group] - self.total[group] ** 2 / n) / (n - 1))

    def size(self, group: str) -> int:
        """Number of answers in the group, n.v.t. included."""
        return sum(self.counts[group])

    def count(self, group: str, values: Values) -> int:
        """Number of answers in the group that are one of the values."""
        counts = self.counts[group]
        return sum(counts[value] for value in values)


class Constraint(Protocol):
    """Something that must hold; the penalty is 0 when it does.

    Penalties are in steps: about how many answers must move by one before it holds.
    """

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that it speaks of."""

    def penalty(self, tally: Tally) -> float:
        """How far the tally is from meeting it, in steps."""


@dataclass(frozen=True)
class MeanBetween:
    """The group's mean mark lies in [low, high]."""

    group: str
    low: float
    high: float

    @property
    def groups(self) -> tuple[str, ...]:
        """The one group."""
        return (self.group,)

    def penalty(self, tally: Tally) -> float:
        """Marks to add or take away; without any mark there is no mean to hold."""
        n, total = tally.n[self.group], tally.total[self.group]
        if not n:
            return float(tally.size(self.group))
        return max(0.0, self.low * n - total, total - self.high * n)


@dataclass(frozen=True)
class CountBetween:
    """The number of answers that are one of the values lies in [low, high]."""

    group: str
    values: Values
    low: float
    high: float

    @property
    def groups(self) -> tuple[str, ...]:
        """The one group."""
        return (self.group,)

    def penalty(self, tally: Tally) -> float:
        """Answers too few or too many."""
        count = tally.count(self.group, self.values)
        return max(0.0, self.low - count, count - self.high)


@dataclass(frozen=True)
class Contrast:
    """How two groups differ: in mean mark, or in the share that gave ``values``.

    ``least_z`` asks for a difference of at least so many standard errors (Welch's
    for means, pooled for shares), ``most_z`` for one of at most so many either way,
    ``least_gap`` for a plain lead of ``higher`` over ``lower`` (marks or fraction).
    """

    higher: str
    lower: str
    values: Values = ()
    least_z: float | None = None
    most_z: float | None = None
    least_gap: float | None = None

    @property
    def groups(self) -> tuple[str, ...]:
        """Both groups."""
        return (self.higher, self.lower)

    def penalty(self, tally: Tally) -> float:
        """Lacking difference times the smaller group's size."""
        if self.values:
            n_high, n_low = tally.size(self.higher), tally.size(self.lower)
        else:
            n_high, n_low = tally.n[self.higher], tally.n[self.lower]
        if not n_high or not n_low:
            return 0.0
        if self.values:
            count_high = tally.count(self.higher, self.values)
            count_low = tally.count(self.lower, self.values)
            gap = count_high / n_high - count_low / n_low
            pooled = (count_high + count_low) / (n_high + n_low)
            error = math.sqrt(pooled * (1 - pooled) * (1 / n_high + 1 / n_low))
        else:
            gap = tally.mean(self.higher) - tally.mean(self.lower)
            error = math.sqrt(
                tally.variance(self.higher) / n_high
                + tally.variance(self.lower) / n_low
            )
        lacking = 0.0
        if self.least_z is not None:
            lacking = max(lacking, self.least_z * error - gap)
        if self.most_z is not None:
            lacking = max(lacking, abs(gap) - self.most_z * error)
        if self.least_gap is not None:
            lacking = max(lacking, self.least_gap - gap)
        return lacking * min(n_high, n_low)


@dataclass(frozen=True)
class Problem:
    """One question to fit.

    ``values`` (n) are the drawn values; ``marks`` the mark of each value;
    ``alternatives`` the values that each value may move to; ``reluctance``
    (n × values) what it costs a respondent to have a value, 0 for the drawn one;
    ``masks`` the members of each group (n booleans); ``fixed`` counts of values of
    groups that cannot move; ``movable`` (n) says who may change.
    """

    name: str
    values: NDArray[np.int64]
    marks: Sequence[float | None]
    alternatives: Sequence[Sequence[int]]
    reluctance: NDArray[np.float64]
    masks: Mapping[str, NDArray[np.bool_]]
    constraints: Sequence[Constraint]
    fixed: Mapping[str, Sequence[int]] = field(default_factory=dict)
    movable: NDArray[np.bool_] | None = None


class FitError(Exception):
    """The constraints of a question were not all met within the allowed steps."""


def tally_of(problem: Problem) -> Tally:
    """Count the problem's drawn values in all its groups."""
    tally = Tally([*problem.masks, *problem.fixed], problem.marks)
    for group, mask in problem.masks.items():
        counts = np.bincount(problem.values[mask], minlength=len(problem.marks))
        for value, times in enumerate(counts.tolist()):
            tally.add(group, value, times)
    for group, fixed_counts in problem.fixed.items():
        for value, times in enumerate(fixed_counts):
            tally.add(group, value, times)
    return tally


def local_search(
    problem: Problem, seed: int, most_rounds: int = 60_000
) -> NDArray[np.int64]:
    """Move as few answers as possible until every constraint holds.

    Each round takes a constraint that doesn't hold, tries some moves of members of
    its groups and makes the best one if that lowers the penalties of all
    constraints together plus the reluctance to leave the drawn answers (and now and
    then if it doesn't, see TEMPERATURE).

    Returns the fitted values (n). Raises FitError, naming the constraints that
    still don't hold, after ``most_rounds`` rounds.
    """
    rng = random.Random(seed)
    tally = tally_of(problem)
    values: list[int] = problem.values.tolist()
    constraints = list(problem.constraints)
    penalties = [constraint.penalty(tally) for constraint in constraints]

    movable = problem.movable
    if movable is None:
        movable = np.ones(len(values), dtype=bool)
    used = {group for constraint in constraints for group in constraint.groups}
    masks = {g: mask for g, mask in problem.masks.items() if g in used}
    members = {g: np.flatnonzero(mask & movable).tolist() for g, mask in masks.items()}
    groups_of: list[list[str]] = [[] for _ in values]
    for group, people in members.items():
        for person in people:
            groups_of[person].append(group)
    about: dict[str, list[int]] = {group: [] for group in used}
    for number, constraint in enumerate(constraints):
        for group in constraint.groups:
            about[group].append(number)
    touched_by: dict[tuple[str, ...], list[int]] = {}

    def touched(person: int) -> list[int]:
        key = tuple(groups_of[person])
        if key not in touched_by:
            touched_by[key] = sorted({c for group in key for c in about[group]})
        return touched_by[key]

    def put(person: int, old: int, new: int) -> None:
        for group in groups_of[person]:
            tally.add(group, old, -1)
            tally.add(group, new)

    def cost_of(person: int, new: int) -> float:
        old = values[person]
        numbers = touched(person)
        before = sum(penalties[number] for number in numbers)
        put(person, old, new)
        after = sum(constraints[number].penalty(tally) for number in numbers)
        put(person, new, old)
        reluctance = problem.reluctance[person]
        strain = float(reluctance[new] - reluctance[old])
        return after - before + RELUCTANCE_WEIGHT * strain

    for _ in range(most_rounds):
        violated = [number for number, lack in enumerate(penalties) if lack > 1e-9]
        if not violated:
            return np.array(values, dtype=np.int64)
        constraint = constraints[rng.choice(violated)]
        pools = [members[g] for g in constraint.groups if members.get(g)]
        if not pools:
            break
        moves: list[tuple[float, int, int]] = []
        for _ in range(CANDIDATES):
            person = rng.choice(rng.choice(pools))
            new = rng.choice(problem.alternatives[values[person]])
            moves.append((cost_of(person, new), person, new))
        cost, person, new = min(moves)
        if cost < 0 or rng.random() < math.exp(-cost / TEMPERATURE):
            put(person, values[person], new)
            values[person] = new
            for number in touched(person):
                penalties[number] = constraints[number].penalty(tally)
    left = [
        f"{constraint} lacks {lack:.2f}"
        for constraint, lack in zip(constraints, penalties, strict=True)
        if lack > 1e-9
    ]
    raise FitError(
        f"{problem.name}: {len(left)} constraints still don't hold after "
        f"{most_rounds} rounds: {'; '.join(left)}; check that they can hold together"
    )
