"""An attacker who looks for options that few of a group chose.

Independent of the code under test: respondents are counted here, each published figure
is written as a sum over the smallest groups, and linear algebra says which hidden
counts follow; linear programming says between which numbers the others lie.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from publication_audit import NO_ANSWER, Atom, Group, follows
from scipy.optimize import linprog

LEAST = 5


@dataclass(frozen=True)
class Puzzle:
    """What is published of one question in lokets, or of two questions in each other.

    Attributes:
        name: Year and questions.
        counts: Respondents per smallest group.
        known: The groups of which the count is published.
        of_country: Those of them that are published always: of the whole country.
        small: The groups of 1 to 4 respondents that a table has a row for.
        hidden: How many rows of the tables are hidden.
    """

    name: str
    counts: dict[Atom, int]
    known: list[Group]
    of_country: list[Group]
    small: list[Group]
    hidden: int

    def leaks(self) -> list[str]:
        """The small groups of which the count follows."""
        return [
            f"{self.name}: {sorted(map(str, group))}"
            for group, is_known in zip(
                self.small, follows(self.known, self.small), strict=True
            )
            if is_known
        ]

    def widths(self) -> list[int]:
        """Per small group the highest count that may be less the lowest."""
        return self._widths(self.known)

    def narrow(self, least: int) -> list[str]:
        """The small groups whose count is known more nearly than it need be.

        A count of an option that few in the country chose is at most their number.
        """
        room = self._widths(self.of_country)
        return [
            f"{self.name}: {sorted(map(str, group))} within {width}"
            for group, width, most in zip(self.small, self.widths(), room, strict=True)
            if width < min(least, most)
        ]

    def _widths(self, known: list[Group]) -> list[int]:
        atoms = list(self.counts)
        own = np.array([self.counts[atom] for atom in atoms])

        def row(group: Group) -> np.ndarray:
            return np.array([atom in group for atom in atoms], dtype=float)

        sums = np.array([row(group) for group in known])
        found = []
        for group in self.small:
            ends = []
            for sign in (1, -1):
                best = linprog(
                    sign * row(group), A_eq=sums, b_eq=sums @ own, method="highs"
                )
                assert best.status == 0, best.message
                ends.append(round(sign * best.fun, 6))
            lowest, highest = np.ceil(ends[0] - 1e-6), np.floor(ends[1] + 1e-6)
            found.append(int(highest - lowest))
        return found


def puzzles(
    people: pd.DataFrame, published: Path, backgrounds: dict[str, list[str]]
) -> list[Puzzle]:
    """Every question in lokets, and every pair of questions, per year.

    Args:
        people: year, loket, and the answer to each question (null: none).
        published: The published database.
        backgrounds: The questions with their options.
    """
    with duckdb.connect(published, read_only=True) as connection:
        tables = {
            name: connection.sql(f"from marts.{name} where option is not null").df()
            for name in (
                "mart_answers_per_loket",
                "mart_answers_per_subgroup",
                "sig_lokets",
                "sig_subgroups",
            )
        }
        subgroups = connection.sql("from marts.dim_subgroup").df()
    found = []
    for year, of_year in people.groupby("year"):
        shown = {name: rows[rows["year"] == year] for name, rows in tables.items()}
        answers = of_year.assign(
            **{q: of_year[q].fillna(NO_ANSWER) for q in backgrounds}
        )
        for question, options in backgrounds.items():
            found.append(_in_lokets(f"{year}", answers, question, options, shown))
        for pair in combinations(backgrounds, 2):
            found.append(
                _in_each_other(f"{year}", answers, pair, backgrounds, shown, subgroups)
            )
    return found


def _counted(answers: pd.DataFrame, *values: tuple[str, list[str]]) -> dict[Atom, int]:
    """Respondents per combination of values of the columns, also of none."""
    columns = [column for column, _ in values]
    sizes = answers.groupby(columns).size().to_dict()
    every = product(*(own for _, own in values))
    return {atom: int(sizes.get(atom, 0)) for atom in every}


def _known(counts: dict[Atom, int], groups: list[Group]) -> list[Group]:
    """What is known of these groups, and of each atom of one that has nobody."""
    nobody = [group for group in groups if not sum(counts[atom] for atom in group)]
    atoms = [frozenset([atom]) for group in nobody for atom in group]
    return [group for group in dict.fromkeys([*groups, *atoms]) if group]


def _all(counts: dict[Atom, int], *of: tuple[int, set[str]]) -> Group:
    """The atoms that have one of these values at each of these places."""
    return frozenset(
        atom for atom in counts if all(atom[at] in values for at, values in of)
    )


def _small(counts: dict[Atom, int], groups: Iterator[Group]) -> list[Group]:
    sizes = {group: sum(counts[atom] for atom in group) for group in groups}
    return [group for group, size in sizes.items() if 0 < size < LEAST]


def _in_lokets(
    year: str,
    answers: pd.DataFrame,
    question: str,
    options: list[str],
    shown: dict[str, pd.DataFrame],
) -> Puzzle:
    places = [str(loket) for loket in answers["loket"].unique()]
    counts = _counted(answers, ("loket", places), (question, [*options, NO_ANSWER]))
    of_country = [_all(counts, (1, {option})) for option in options]
    known = list(of_country)
    rows = shown["mart_answers_per_loket"]
    rows = rows[rows["question"] == question]
    hidden = int(rows["suppressed"].notna().sum())
    for loket, option in _pairs(rows, "loket"):
        known.append(_all(counts, (0, {loket}), (1, {option})))
        known.append(_all(counts, (0, {loket}), (1, set(options))))
    rows = shown["sig_lokets"]
    for loket, option in _pairs(rows[rows["question"] == question], "loket"):
        one = _all(counts, (0, {loket}), (1, {option}))
        known += [one, _all(counts, (1, {option})) - one]
    cells = (
        _all(counts, (0, {loket}), (1, {option}))
        for loket in answers["loket"].unique()
        for option in options
    )
    known = _known(counts, known)
    small = _small(counts, cells)
    return Puzzle(f"{year} {question}", counts, known, of_country, small, hidden)


def _pairs(rows: pd.DataFrame, *names: str) -> Iterator[tuple[str, ...]]:
    """The keys of the rows that are shown."""
    shown = rows[rows["suppressed"].isna()]
    return shown[[*names, "option"]].itertuples(index=False, name=None)


def _in_each_other(
    year: str,
    answers: pd.DataFrame,
    pair: tuple[str, str],
    backgrounds: dict[str, list[str]],
    shown: dict[str, pd.DataFrame],
    subgroups: pd.DataFrame,
) -> Puzzle:
    counts = _counted(
        answers, *((name, [*backgrounds[name], NO_ANSWER]) for name in pair)
    )
    of_country: list[Group] = [frozenset(counts)]
    known, cells, hidden = [], [], 0
    members = {
        (dimension, subgroup): set(rows["option"])
        for (dimension, subgroup), rows in _members().groupby(["dimension", "subgroup"])
    }
    for at, question in enumerate(pair):
        other = pair[1 - at]
        of_country += [_all(counts, (at, {option})) for option in backgrounds[question]]
        own = subgroups[subgroups["question"] == other]
        for group in own[["dimension", "subgroup"]].itertuples(index=False, name=None):
            inside = (1 - at, members[group])
            cells += [
                _all(counts, (at, {option}), inside) for option in backgrounds[question]
            ]
        rows = shown["mart_answers_per_subgroup"]
        rows = rows[
            (rows["question"] == question)
            & rows["dimension"].isin(list(own["dimension"]))
        ]
        hidden += int(rows["suppressed"].notna().sum())
        for dimension, subgroup, option in _pairs(rows, "dimension", "subgroup"):
            inside = (1 - at, members[dimension, subgroup])
            known.append(_all(counts, (at, {option}), inside))
            known.append(_all(counts, (at, set(backgrounds[question])), inside))
        rows = shown["sig_subgroups"]
        rows = rows[
            (rows["question"] == question)
            & rows["dimension"].isin(list(own["dimension"]))
        ]
        names = ("dimension", "subgroup_a", "subgroup_b")
        for dimension, a, b, option in _pairs(rows, *names):
            one = _all(counts, (at, {option}), (1 - at, members[dimension, a]))
            rest = _all(counts, (at, {option})) - one
            if (dimension, b) in members:
                rest = _all(counts, (at, {option}), (1 - at, members[dimension, b]))
            known += [one, rest]
    known = _known(counts, of_country + known)
    name = f"{year} {pair[0]} and {pair[1]}"
    small = _small(counts, iter(cells))
    return Puzzle(name, counts, known, _known(counts, of_country), small, hidden)


def _members() -> pd.DataFrame:
    seeds = Path(__file__).resolve().parents[2] / "seeds" / "codebook"
    return pd.read_csv(seeds / "subgroup_options.csv", dtype=str)
