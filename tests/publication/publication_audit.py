"""An attacker who adds and subtracts: what can be worked out of a published file.

Independent of the code under test: every published figure is written as the sum over
the smallest groups that it covers, and linear algebra says which other sums follow.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, combinations
from pathlib import Path
from typing import TypeAlias

import duckdb
import numpy as np
import pandas as pd
from small_warehouse import BACKGROUND, CHOICES, SCORES, WAVES

# A smallest group of respondents: a wave and a loket, or background answers.
Atom: TypeAlias = tuple[object, ...]
Group: TypeAlias = frozenset[Atom]

MIN_BASE = 10
NO_ANSWER = "no answer"


def leaks(people: pd.DataFrame, published: Path) -> list[str]:
    """Name the small groups of which a figure can be worked out."""
    with duckdb.connect(published, read_only=True) as connection:
        names = connection.sql(
            "select table_name from duckdb_tables() where schema_name = 'marts'"
        ).fetchall()
        marts = {name: connection.sql(f"from marts.{name}").df() for (name,) in names}
    return [
        *_leaks_of_lokets_and_waves(people, marts),
        *_leaks_of_subgroups(people, marts),
        *_leaks_of_mirrored_answers(people, marts),
    ]


def follows(published: Sequence[Group], asked: Sequence[Group]) -> list[bool]:
    """Say of each group whether its sum follows from the sums of published groups."""
    atoms = {atom: k for k, atom in enumerate(set(chain(*published, *asked)))}

    def rows(groups: Sequence[Group]) -> np.ndarray:
        matrix = np.zeros((len(groups), len(atoms)))
        for row, group in enumerate(groups):
            matrix[row, [atoms[atom] for atom in group]] = 1
        return matrix

    if not published or not asked:
        return [False] * len(asked)
    _, sizes, directions = np.linalg.svd(rows(published), full_matrices=False)
    basis = directions[sizes > 1e-9]
    wanted = rows(asked)
    left = wanted - wanted @ basis.T @ basis
    return [bool(known) for known in np.abs(left).max(axis=1) < 1e-9]


def unions(parts: Iterable[Group]) -> list[Group]:
    """Every group that is made of some of these parts."""
    some = list(parts)
    sizes = range(1, len(some) + 1)
    chosen = chain.from_iterable(combinations(some, size) for size in sizes)
    return [frozenset().union(*groups) for groups in chosen]


def _small(
    what: str, bases: dict[Atom, int], published: list[Group], asked: Iterable[Group]
) -> list[str]:
    """Name those of the groups that are small and follow from what is published."""
    small = [
        group
        for group in dict.fromkeys(asked)
        if 0 < sum(bases.get(atom, 0) for atom in group) < MIN_BASE
    ]
    return [
        f"{what}: {sorted(map(str, group))}"
        for group, known in zip(small, follows(published, small), strict=True)
        if known
    ]


def _shown(rows: pd.DataFrame, column: str | None = None) -> pd.DataFrame:
    """The rows that are not hidden, or those in which this column is not."""
    return (
        rows[rows["suppressed"].isna()]
        if column is None
        else rows.dropna(subset=column)
    )


def period_of(wave: str) -> str:
    """The quarter that a month is in: its first month."""
    return f"{wave[:5]}{(int(wave[5:]) - 1) // 3 * 3 + 1:02}"


# --- lokets and waves ----------------------------------------------------------------


def _leaks_of_lokets_and_waves(
    people: pd.DataFrame, marts: dict[str, pd.DataFrame]
) -> list[str]:
    atoms = set(zip(people["wave"], people["loket"], strict=True))
    year_of = {wave: year for year, waves in WAVES.items() for wave in waves}

    def group(
        year: int | None = None,
        loket: str | None = None,
        wave: str | None = None,
        period: str | None = None,
    ) -> Group:
        return frozenset(
            atom
            for atom in atoms
            if year in (None, year_of[str(atom[0])])
            and wave in (None, atom[0])
            and period in (None, period_of(str(atom[0])))
            and loket in (None, atom[1])
        )

    def by_cut(rows: pd.DataFrame) -> list[Group]:
        keys = [key for key in ("year", "loket", "wave", "period") if key in rows]
        return [group(**row) for row in rows[keys].to_dict("records")]

    asked = []
    for year, waves in WAVES.items():
        lokets = [group(year, loket=name) for name in people["loket"].unique()]
        asked += unions([part for part in lokets if part])
        asked += unions([group(wave=wave) for wave in waves])
    cells = [frozenset([atom]) for atom in atoms]
    asked += cells
    periods = {(period_of(str(wave)), str(loket)) for wave, loket in atoms}
    in_periods = [group(period=period, loket=loket) for period, loket in periods]
    asked += in_periods
    asked += [a | b for a, b in combinations(in_periods, 2)]
    asked += [
        group(period=period) - group(period=period, loket=loket)
        for period, loket in periods
    ]
    asked += [
        group(period=period_of(str(wave)), loket=str(loket)) - {(wave, loket)}
        for wave, loket in atoms
    ]
    asked += [a | b for a, b in combinations(cells, 2)]
    asked += [group(wave=str(wave)) - {(wave, loket)} for wave, loket in atoms]
    asked += [
        group(year_of[str(wave)], loket=str(loket)) - {(wave, loket)}
        for wave, loket in atoms
    ]
    asked = [some for some in asked if some]

    def counted(which: pd.Series) -> dict[Atom, int]:
        own = people[which].groupby(["wave", "loket"]).size()
        return {(str(w), str(k)): int(n) for (w, k), n in own.items()}

    found = []
    everyone = pd.Series(True, index=people.index)
    responses = []
    for name in ("", "_per_wave", "_per_loket", "_per_year"):
        responses += by_cut(_shown(marts[f"mart_fieldwork{name}"]))
    for question in SCORES:
        known = []
        for cut in ("year", "loket", "wave"):
            rows = marts[f"mart_scores_per_{cut}"]
            known += by_cut(_shown(rows[rows["question"] == question]))
        was_asked = everyone if question != "tests" else people["took_test"] == "yes"
        found += _small(f"{question}, asked", counted(was_asked), known, asked)
        if question != "tests":
            responses += known
        own = {name: rows for name, rows in marts.items() if "question" in rows}
        own = {n: rows[rows["question"] == question] for n, rows in own.items()}
        valid = counted(people[question] > 0)
        known = known + _sums_of_marks(own, valid, by_cut, group)
        found += _small(f"{question}, marks", valid, known, asked)
    for question in (*BACKGROUND, *CHOICES):
        is_base = people[question].notna() if question in people else everyone
        known = []
        for name in ("mart_answers_per_year", "mart_answers_per_loket", "sig_lokets"):
            rows = _shown(marts[name][marts[name]["question"] == question])
            known += by_cut(rows)
            if name == "sig_lokets":
                known += _rests(rows, group)
        found += _small(f"{question}, answers", counted(is_base), known, asked)
        if question in CHOICES:
            responses += known
    return found + _small("responses", counted(everyone), responses, asked)


def _sums_of_marks(
    own: dict[str, pd.DataFrame],
    valid: dict[Atom, int],
    by_cut: Callable[[pd.DataFrame], list[Group]],
    group: Callable[..., Group],
) -> list[Group]:
    """What the other tables add to the marks in the tables of scores."""
    known = by_cut(own["mart_top_lokets"])
    tests = _shown(own["sig_lokets"])
    known += by_cut(tests) + _rests(tests, group)
    importance = _shown(own["mart_importance_performance"])
    known += by_cut(importance[importance["loket"] != "all"])
    known += by_cut(importance[importance["loket"] == "all"][["year"]])
    trends = own["mart_wave_trends"].sort_values("wave")
    known += by_cut(_shown(trends))
    known += by_cut(_shown(trends, "centre")[["year"]])
    waves = [
        wave
        for wave in trends["wave"]
        if sum(n for atom, n in valid.items() if atom[0] == wave)
    ]
    for wave in _shown(trends, "rolling_mean")["wave"]:
        place = waves.index(wave)
        window = waves[max(place - 2, 0) : place + 1]
        known.append(frozenset().union(*(group(wave=name) for name in window)))
    return known


def _rests(rows: pd.DataFrame, group: Callable[..., Group]) -> list[Group]:
    pairs = rows[["year", "loket"]].drop_duplicates().to_dict("records")
    return [group(pair["year"]) - group(**pair) for pair in pairs]


# --- subgroups -----------------------------------------------------------------------


def _leaks_of_subgroups(
    people: pd.DataFrame, marts: dict[str, pd.DataFrame]
) -> list[str]:
    found = []
    for background, options in BACKGROUND.items():
        atoms = [(option,) for option in (*options, NO_ANSWER)]
        subgroups = _subgroups(background)
        own_dimensions = {dimension for dimension, _ in subgroups}
        for kind, questions in (
            ("scores", SCORES),
            ("answers", [q for q in (*BACKGROUND, *CHOICES) if q != background]),
        ):
            for question in questions:
                for year in WAVES:
                    of_year = people[people["year"] == year]
                    total, parts, tests = (
                        marts[name][
                            (marts[name]["question"] == question)
                            & (marts[name]["year"] == year)
                        ]
                        for name in (
                            f"mart_{kind}_per_year",
                            f"mart_{kind}_per_subgroup",
                            "sig_subgroups",
                        )
                    )
                    everyone = frozenset(atoms)
                    known = [everyone] if len(_shown(total)) else []
                    parts = _shown(parts[parts["dimension"].isin(own_dimensions)])
                    known += [
                        subgroups[pair]
                        for pair in zip(
                            parts["dimension"], parts["subgroup"], strict=True
                        )
                    ]
                    tests = _shown(tests[tests["dimension"].isin(own_dimensions)])
                    for dimension, a, b in zip(
                        tests["dimension"],
                        tests["subgroup_a"],
                        tests["subgroup_b"],
                        strict=True,
                    ):
                        one = subgroups[dimension, a]
                        known += [one, subgroups.get((dimension, b), everyone - one)]
                    if kind == "scores":
                        is_base = of_year[question] > 0
                    elif question in of_year:
                        is_base = of_year[question].notna()
                    else:
                        is_base = pd.Series(True, index=of_year.index)
                    answers = of_year.loc[is_base, background].fillna(NO_ANSWER)
                    bases = {
                        (str(o),): int(n) for o, n in answers.value_counts().items()
                    }
                    asked = unions(frozenset([atom]) for atom in atoms)
                    found += _small(
                        f"{year} {question} by {background}",
                        bases,
                        list(dict.fromkeys(known)),
                        asked,
                    )
    return found


def _subgroups(background: str) -> dict[tuple[str, str], Group]:
    seeds = Path(__file__).resolve().parents[2] / "seeds" / "codebook"
    rows = pd.read_csv(seeds / "subgroup_options.csv", dtype=str).merge(
        pd.read_csv(seeds / "dimensions.csv", dtype=str), on="dimension"
    )
    rows = rows[rows["question"] == background]
    return {
        (str(dimension), str(subgroup)): frozenset(
            (option,) for option in own["option"] if option in BACKGROUND[background]
        )
        for (dimension, subgroup), own in rows.groupby(["dimension", "subgroup"])
    }


# --- answers to one background question, by another ----------------------------------


def _leaks_of_mirrored_answers(
    people: pd.DataFrame, marts: dict[str, pd.DataFrame]
) -> list[str]:
    """Two background questions cut each other, once in each direction."""
    found = []
    rows = marts["mart_answers_per_subgroup"]
    totals = marts["mart_answers_per_year"]
    for one, two in combinations(BACKGROUND, 2):
        pair = (one, two)
        for year in WAVES:
            known: list[Group] = []
            asked: list[Group] = []
            atoms = {
                (a, b)
                for a in (*BACKGROUND[one], NO_ANSWER)
                for b in (*BACKGROUND[two], NO_ANSWER)
            }
            for by in (0, 1):
                cut, question = pair[by], pair[1 - by]
                option_rows = totals[
                    (totals["year"] == year) & (totals["question"] == question)
                ]
                known += [
                    frozenset(atom for atom in atoms if atom[1 - by] == option)
                    for option in _shown(option_rows)["option"]
                ]
                for (dimension, subgroup), members in _subgroups(cut).items():
                    own = rows[
                        (rows["year"] == year)
                        & (rows["question"] == question)
                        & (rows["dimension"] == dimension)
                        & (rows["subgroup"] == subgroup)
                    ]
                    cells = [
                        frozenset(
                            atom
                            for atom in atoms
                            if (atom[by],) in members and atom[1 - by] == option
                        )
                        for option in BACKGROUND[question]
                    ]
                    if len(_shown(own)):
                        known += cells
                        continue
                    inside = people[people["year"] == year].dropna(subset=question)
                    base = inside[cut].isin([option for (option,) in members]).sum()
                    if 0 < base < MIN_BASE:
                        asked += cells
            asked = [cell for cell in asked if cell]
            found += [
                f"{year} {one} and {two}: {sorted(map(str, cell))}"
                for cell, is_known in zip(asked, follows(known, asked), strict=True)
                if is_known
            ]
    return found
