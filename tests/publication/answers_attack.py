"""An attacker who looks for options that few of a group chose.

Independent of the code under test: respondents are counted here, each published figure
is written as a sum over the smallest groups, and linear algebra says which hidden
counts follow; linear programming says between which numbers the others lie.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from publication_audit import NO_ANSWER, Atom, Group, follows
from scipy.optimize import linprog
from small_warehouse import random_respondents, write_warehouse

from scripts.publication.database import write_database

LEAST = 5
ANYTHING = 10**6


@dataclass(frozen=True)
class Puzzle:
    """What is published of one question in lokets, or of two questions in each other.

    Attributes:
        name: Year and questions.
        counts: Respondents per smallest group.
        known: The groups of which the count is published.
        of_country: Those of them that are published always: of the whole country.
        small: The groups of 1 to 4 respondents that a table has a row for.
        cells: Every group that a table has a row for.
        columns: What a smallest group has the same value of.
        hidden: How many rows of the tables are hidden.
    """

    name: str
    counts: dict[Atom, int]
    known: list[Group]
    of_country: list[Group]
    small: list[Group]
    cells: list[Group]
    columns: tuple[str, str]
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
                assert best.status in (0, 3), best.message
                # 3: of a total that is not published it may be as high as one likes
                end = round(sign * best.fun, 6) if best.status == 0 else ANYTHING
                ends.append(end)
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
            # a row of an earlier edition says nothing that is not known already
            name: connection.sql(
                "select * replace (coalesce(suppressed, as_of) as suppressed)"
                f" from marts.{name} where option is not null"
            ).df()
            for name in (
                "mart_answers_per_year",
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


def growing(seed: int, editions: int) -> list[pd.DataFrame]:
    """The respondents of each edition: whoever comes stays."""
    rng = np.random.default_rng(seed)
    every = pd.concat(
        [random_respondents(seed + 10 * k) for k in range(3)], ignore_index=True
    ).sample(frac=1, random_state=seed, ignore_index=True)
    every["person"] = every.index
    ends = np.sort(rng.integers(len(every) // 4, len(every), editions))
    return [every[:end].copy() for end in ends]


def publish_all(editions: list[pd.DataFrame], folder: Path) -> list[Path]:
    """Publish one edition after another; their databases."""
    files = []
    for number, people in enumerate(editions):
        warehouse = folder / f"w{number}.duckdb"
        files.append(folder / f"kto{number}.duckdb")
        write_warehouse(people.drop(columns="person"), warehouse)
        write_database(warehouse, files[-1], ledger=folder / "ledger")
    return files


def side_by_side(
    editions: list[tuple[pd.DataFrame, Path]], backgrounds: dict[str, list[str]]
) -> list[Puzzle]:
    """What all editions together tell of each question and pair of questions.

    Who was there at the same editions and gave the same answers is one of the smallest
    groups. Small are also those who came between two editions, and those who left.

    Args:
        editions: The respondents of each, with `person`, and the published database.
        backgrounds: The questions with their options.
    """
    found = [
        {puzzle.name: puzzle for puzzle in puzzles(people, file, backgrounds)}
        for people, file in editions
    ]
    numbered = [people.assign(edition=n) for n, (people, _) in enumerate(editions)]
    rows = pd.concat(numbered, ignore_index=True)
    visits = rows.groupby("person")["edition"].agg(frozenset)
    everyone = rows.drop_duplicates("person").drop(columns="edition")
    everyone = everyone.fillna(dict.fromkeys(backgrounds, NO_ANSWER))
    everyone = everyone.assign(visit=everyone["person"].map(visits))
    every_visit = list(dict.fromkeys(visits))
    result = []
    for name in dict.fromkeys(name for each in found for name in each):
        same = {n: each[name] for n, each in enumerate(found) if name in each}
        columns = next(iter(same.values())).columns
        of_year = everyone[everyone["year"].astype(str) == name.split()[0]]
        sizes = of_year.groupby(["visit", *columns]).size().to_dict()
        atoms = dict.fromkeys(
            atom for puzzle in same.values() for atom in puzzle.counts
        )
        counts = {
            (visit, *atom): int(sizes.get((visit, *atom), 0))
            for visit in every_visit
            for atom in atoms
        }

        def at(edition: int, group: Group) -> Group:
            there = [visit for visit in every_visit if edition in visit]
            return frozenset((visit, *atom) for visit in there for atom in group)

        cells = [(n, cell) for n, puzzle in same.items() for cell in puzzle.cells]
        changes = [
            at(n, cell) - at(m, cell) for n, cell in cells for m in same if m != n
        ]
        every_cell = list(dict.fromkeys([*(at(*cell) for cell in cells), *changes]))
        known = [at(n, own) for n, puzzle in same.items() for own in puzzle.known]
        of_country = [
            at(n, own) for n, puzzle in same.items() for own in puzzle.of_country
        ]
        result.append(
            Puzzle(
                name,
                counts,
                _known(counts, known),
                _known(counts, of_country),
                _small(counts, every_cell),
                every_cell,
                columns,
                sum(puzzle.hidden for puzzle in same.values()),
            )
        )
    return result


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


def _small(counts: dict[Atom, int], groups: Iterable[Group]) -> list[Group]:
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
    totals = _pairs(_about(shown["mart_answers_per_year"], question))
    of_country = [_all(counts, (1, {option})) for (option,) in totals]
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
    cells = [
        _all(counts, (0, {loket}), (1, {option}))
        for loket in answers["loket"].unique()
        for option in options
    ]
    known = _known(counts, known)
    small = _small(counts, cells)
    return Puzzle(
        f"{year} {question}",
        *(counts, known, of_country, small, cells, ("loket", question), hidden),
    )


def _about(rows: pd.DataFrame, question: str) -> pd.DataFrame:
    about: pd.DataFrame = rows[rows["question"] == question]
    return about


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
        totals = _pairs(_about(shown["mart_answers_per_year"], question))
        of_country += [_all(counts, (at, {option})) for (option,) in totals]
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
    small = _small(counts, cells)
    of_country = _known(counts, of_country)
    return Puzzle(name, counts, known, of_country, small, cells, pair, hidden)


def _members() -> pd.DataFrame:
    seeds = Path(__file__).resolve().parents[2] / "seeds" / "codebook"
    return pd.read_csv(seeds / "subgroup_options.csv", dtype=str)
