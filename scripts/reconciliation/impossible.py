"""Why a claim cannot hold: what the printed figures themselves rule out."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from scripts.codebook.rows import Row, Tables, records


class Impossible:
    """Proofs from the printed figures that a claim cannot hold as printed."""

    def __init__(self, tables: Tables) -> None:
        """Index the printed shares and the options outside each dimension's groups."""
        self.shares = {
            (
                int(row["year"]),
                row["question"],
                row["dimension"],
                row["member"],
                row["option"],
            ): (row["value"], row["decimals"] or 0)
            for row in records(tables["published_figures"])
            if row["metric"] == "share"
        }
        grouped = {
            (row["dimension"], row["option"])
            for row in records(tables["subgroup_options"])
        }
        self.groups: dict[str, list[str]] = {}
        self.background: dict[str, str] = {}
        for row in records(tables["dim_subgroup"]):
            self.groups.setdefault(row["dimension"], []).append(row["subgroup"])
            self.background[row["dimension"]] = row["question"]
        self.outside = {
            dimension: [
                row["option"]
                for row in records(tables["dim_answer_option"])
                if row["question"] == question
                and (dimension, row["option"]) not in grouped
            ]
            for dimension, question in self.background.items()
        }

    def proof(self, claim: Row) -> str | None:
        """Why the printed shares of a dimension's groups do not fit their total.

        The total is at most what it would be if every group had the largest share that
        still rounds to a printed one, and everyone outside the groups had chosen the
        option (and at least the mirror image of that).
        """
        year, question = int(claim["year"]), claim["question"]
        dimension, option = claim["dimension"], claim["option"]

        def printed(*key: Any) -> tuple[float, float] | None:
            """Bounds (percent) of a printed share: half a unit either side."""
            if key not in self.shares:
                return None
            value, decimals = self.shares[key]
            half = 0.5 * 10.0**-decimals
            return max(value - half, 0.0), value + half

        total = printed(year, question, "total", "all", option)
        groups = [
            printed(year, question, dimension, group, option)
            for group in self.groups.get(dimension, [])
        ]
        background = self.background.get(dimension)
        others = [
            printed(year, background, "total", "all", other)
            for other in self.outside.get(dimension, [])
        ]
        known, left = _complete(groups), _complete(others)
        if total is None or known is None or left is None or not known:
            return None
        outside = min(sum(high for _, high in left), 100.0)
        inside = 1 - outside / 100
        highest = inside * max(high for _, high in known) + outside
        lowest = inside * min(low for low, _ in known)
        where = f"and at most {_up(outside):.1f}% of respondents are outside them"
        if highest < total[0]:
            return (
                "The printed figures cannot hold together: less than "
                f"{max(high for _, high in known):.1f}% of each {dimension} group "
                f"chose it {where}, so less than {_up(highest):.1f}% of all did; the "
                f"printed total is at least {total[0]:.1f}%."
            )
        if lowest > total[1]:
            return (
                "The printed figures cannot hold together: at least "
                f"{min(low for low, _ in known):.1f}% of each {dimension} group chose "
                f"it {where}, so at least {-_up(-lowest):.1f}% of all did; the printed "
                f"total is less than {total[1]:.1f}%."
            )
        return None


def _up(value: float) -> float:
    """Rounded up to one decimal, so that a bound stays one."""
    return math.ceil(value * 10 - 1e-9) / 10


def _complete(
    bounds: Iterable[tuple[float, float] | None],
) -> list[tuple[float, float]] | None:
    """The bounds, or None where one of them was not printed."""
    known = list(bounds)
    return None if None in known else [each for each in known if each is not None]
