"""An attacker who has kept every edition, and lays them side by side.

Independent of the code under test. What a row says is an equation: the sum over the
respondents that it stood on when it was made. Respondents that all equations take
together are one atom. Exact elimination over the rationals, with the large atoms first,
leaves every sum that can be worked out of small atoms alone.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import TypeAlias

import pandas as pd
from publication_audit import period_of

# a version of a respondent: who, and which of the answers that were delivered of them
Version: TypeAlias = tuple[int, int]
Equation: TypeAlias = frozenset[Version]

MIN_BASE = 10


def small_groups(
    equations: Iterable[Equation], contrasts: bool = True
) -> list[set[Version]]:
    """Groups of 1 to 9 respondents of whom a sum follows from sums over groups.

    Args:
        equations: The groups whose sums are published.
        contrasts: Also the sum over some less the sum over others, nine in all.
    """
    rows = [equation for equation in dict.fromkeys(equations) if equation]
    said: dict[Version, list[int]] = {}
    for number, equation in enumerate(rows):
        for version in equation:
            said.setdefault(version, []).append(number)
    atoms: dict[tuple[int, ...], list[Version]] = {}
    for version, numbers in said.items():
        atoms.setdefault(tuple(numbers), []).append(version)
    order = sorted(atoms, key=lambda numbers: -len(atoms[numbers]))
    large = sum(len(atoms[numbers]) >= MIN_BASE for numbers in order)
    matrix = [
        {place: Fraction(1) for place, numbers in enumerate(order) if row in numbers}
        for row in range(len(rows))
    ]
    found = []
    for row in _eliminated(matrix):
        signs = {value > 0 for value in row.values()}
        if min(row) >= large and (contrasts or len(signs) == 1):
            people = {version for place in row for version in atoms[order[place]]}
            if len({who for who, _ in people}) < MIN_BASE:
                found.append(people)
    return found


def _eliminated(matrix: list[dict[int, Fraction]]) -> list[dict[int, Fraction]]:
    """Reduced row echelon form of rows that leave out their zeros."""
    pivots: dict[int, dict[int, Fraction]] = {}
    for given in matrix:
        row = dict(given)
        for place in sorted(row):
            if row.get(place, 0) and place in pivots:
                row = _less(row, pivots[place], row[place])
        while row and min(row) in pivots:
            row = _less(row, pivots[min(row)], row[min(row)])
        if not row:
            continue
        first = min(row)
        row = {place: value / row[first] for place, value in row.items()}
        for other, pivot in pivots.items():
            if first in pivot:
                pivots[other] = _less(pivot, row, pivot[first])
        pivots[first] = row
    return list(pivots.values())


def _less(
    row: dict[int, Fraction], other: dict[int, Fraction], times: Fraction
) -> dict[int, Fraction]:
    result = dict(row)
    for place, value in other.items():
        left = result.get(place, Fraction(0)) - times * value
        if left:
            result[place] = left
        else:
            result.pop(place, None)
    return result


class Attacker:
    """Collects what editions show of one warehouse's respondents.

    Attributes:
        equations: Per question and way of counting the groups whose sums are known.
    """

    def __init__(self) -> None:
        self.equations: dict[tuple[str, str], list[Equation]] = {}
        self.seen: list[tuple[str, str, Equation]] = []

    def read(
        self, marts: dict[str, pd.DataFrame], people: pd.DataFrame, questions: list[str]
    ) -> None:
        """Read an edition; `people` are those that it was made of.

        Args:
            marts: The published tables.
            people: person, version, year, wave, loket, a column per dimension and per
                question the mark (0: not applicable, null: not asked or no answer),
                and `asked_<question>`.
            questions: Questions with marks.
        """
        for cut, keys in (
            ("year", []),
            ("loket", ["loket"]),
            ("wave", ["wave"]),
            ("subgroup", ["dimension", "subgroup"]),
        ):
            rows = marts[f"mart_scores_per_{cut}"]
            # a row of an earlier edition says nothing that is not known already
            rows = rows[rows["suppressed"].isna() & rows["as_of"].isna()]
            for row in rows.to_dict("records"):
                question = str(row["question"])
                if question not in questions or (
                    cut == "subgroup" and row["dimension"] not in people
                ):
                    continue
                who = people["year"] == row["year"]
                for key in keys:
                    if key == "subgroup":
                        who &= people[row["dimension"]] == row["subgroup"]
                    elif key != "dimension":
                        who &= people[key] == row[key]
                for way, is_counted in (
                    ("asked", people[f"asked_{question}"]),
                    ("marks", people[question] > 0),
                ):
                    inside = people[who & is_counted]
                    group = frozenset(
                        zip(inside["person"], inside[f"v_{question}"], strict=True)
                        if way == "marks"
                        else ((person, -1) for person in inside["person"])
                    )
                    self.equations.setdefault((question, way), []).append(group)

    def read_fieldwork(
        self, marts: dict[str, pd.DataFrame], people: pd.DataFrame
    ) -> None:
        """Read who responded when; `people` with person, year, wave, loket."""
        people = people.assign(period=people["wave"].map(period_of))
        for cut, keys in (
            ("_per_year", ["year"]),
            ("_per_wave", ["year", "wave"]),
            ("_per_loket", ["year", "loket"]),
            ("", ["year", "period", "loket"]),
        ):
            rows = marts[f"mart_fieldwork{cut}"]
            rows = rows[rows["suppressed"].isna() & rows["as_of"].isna()]
            of_group = dict(list(people.groupby(keys)["person"]))
            for row in rows[keys].itertuples(index=False, name=None):
                inside = of_group.get(row if len(row) > 1 else (row[0],), [])
                group = frozenset((person, -1) for person in inside)
                self.equations.setdefault(("responses", "all"), []).append(group)

    def leaks(self, contrasts: bool = True) -> list[str]:
        """Name the small groups that follow."""
        return [
            f"{question}, {way}: {len(group)} {sorted(group)[:3]}"
            for (question, way), equations in self.equations.items()
            for group in small_groups(equations, contrasts)
        ]
