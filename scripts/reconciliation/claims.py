"""What the published report says in words, held against the tests and the marts.

`report_claims` takes each published claim (seed published_claims) to the row that it
rests on and tells whether it holds there, with the figures. A claim is judged by the
sig_ tables, and so by the report policy that they were made with.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from scripts.codebook.numbers import figure, number, p_value
from scripts.codebook.policy import Policy
from scripts.codebook.row_keys import row_key, row_keys
from scripts.codebook.rows import Row, Tables, records

COLUMNS = [
    "id",
    "slide",
    "kind",
    "year",
    "question",
    "option",
    "dimension",
    "higher",
    "lower",
    "expected",
    "status",
    "remark",
    "computed",
    "holds",
    "sig_table",
    "sig_key",
    "proof",
]
YEARS, SUBGROUPS = "sig_year_on_year", "sig_subgroups"
SCORES, GROUP_SCORES = "mart_scores_per_year", "mart_scores_per_subgroup"
TOP_LOKETS = "mart_top_lokets"
# In a claim: every option of the question; questions as what is compared.
EVERY_OPTION, QUESTIONS = "*", "question"
# A group statement is about most of a group.
MOST = 0.5


@dataclass(frozen=True)
class Verdict:
    """What the tables say about a claim, and where."""

    holds: bool
    computed: str
    sig_table: str
    sig_key: str


class Evidence:
    """The tables that claims rest on, indexed by the keys that claims name."""

    def __init__(self, tables: Tables, claims: pd.DataFrame) -> None:
        """Index the rows of the years and questions that the claims are about."""

        def wanted(name: str, keys: Sequence[str] = ("year", "question")) -> list[Row]:
            frame = tables[name]
            asked = [frame[key].isin(claims[key]) for key in keys]
            return records(frame[np.logical_and.reduce(asked)])

        self.years: dict[tuple[int, str], list[Row]] = {}
        for row in wanted(YEARS):
            self.years.setdefault((int(row["year"]), row["question"]), []).append(row)
        self.pairs = {
            (
                int(row["year"]),
                row["dimension"],
                row["subgroup_a"],
                row["subgroup_b"],
                row["question"],
                row["option"] or "",
            ): row
            for row in wanted(SUBGROUPS, ["year", "question", "dimension", "option"])
        }
        self.top: dict[tuple[int, str], list[Row]] = {}
        for row in wanted(TOP_LOKETS):
            self.top.setdefault((int(row["year"]), row["question"]), []).append(row)
        self.group_scores = {
            (int(row["year"]), row["dimension"], row["subgroup"], row["question"]): row
            for row in wanted(GROUP_SCORES)
        }
        self.scores = {
            (int(row["year"]), row["question"]): row for row in wanted(SCORES, ["year"])
        }
        self.order = {
            (row["dimension"], row["subgroup"]): int(row["position"])
            for row in records(tables["dim_subgroup"])
        }
        self.topics = {
            row["question"]: row["topic"] for row in records(tables["dim_question"])
        }
        self.ranks: dict[tuple[int, str], dict[str, int]] = {}
        for row in records(tables["published_figures"]):
            if row["metric"] == "rank":
                key = int(row["year"]), row["question"]
                self.ranks.setdefault(key, {})[row["member"]] = int(row["value"])
        self.min_base = Policy.from_table(tables["report_policy"]).min_base_test

    def pair(self, claim: Row, higher: str, lower: str) -> tuple[Row, int] | None:
        """The test of one subgroup against another, and 1 or -1 for its direction.

        Of the two the table has the first in the alphabet as a; -1 says that this is
        the one claimed to be lower.
        """
        for a, b, sign in ((higher, lower, 1), (lower, higher, -1)):
            key = (
                int(claim["year"]),
                claim["dimension"],
                a,
                b,
                claim["question"],
                claim["option"] or "",
            )
            if key in self.pairs:
                return self.pairs[key], sign
        return None


def report_claims(tables: Tables) -> pd.DataFrame:
    """Each published claim with what the warehouse says about it.

    Args:
        tables: By name: published_claims, published_figures, sig_year_on_year,
            sig_subgroups, mart_top_lokets, mart_scores_per_year,
            mart_scores_per_subgroup, dim_question, dim_subgroup, dim_answer_option,
            subgroup_options and report_policy; columns as in the marts and seeds.

    Returns:
        `COLUMNS`: those of the seed, without `followed_by`, then `computed` (the
        figures, in English), `holds`, the table and row (see `row_key`) it rests on,
        and `proof`: of a claim that does not hold or is marked contradicted, why the
        printed figures rule it out; null where they do not.

    Raises:
        ValueError: Where a claim has a kind or an expectation that `KINDS` lacks.
    """
    claims = tables["published_claims"]
    evidence = Evidence(tables, claims)
    impossible = Impossible(tables)
    rows = []
    for claim in records(claims):
        verdict = _judge(claim)(claim, evidence)
        doubtful = not verdict.holds or claim["status"] == "contradicted"
        rows.append(
            {
                **claim,
                "computed": verdict.computed,
                "holds": verdict.holds,
                "sig_table": verdict.sig_table,
                "sig_key": verdict.sig_key,
                "proof": impossible.proof(claim) if doubtful else None,
            }
        )
    types = dict.fromkeys(COLUMNS, "str") | {"year": "int64", "holds": "bool"}
    return pd.DataFrame(rows, columns=COLUMNS).astype(types)


def _judge(claim: Row) -> Callable[[Row, Evidence], Verdict]:
    """Who judges a claim. Raises ValueError on a kind or expectation unknown here."""
    kind, expected = claim["kind"], claim["expected"]
    if kind not in KINDS:
        raise ValueError(
            f"published_claims: {claim['id']} has kind '{kind}'; expected one of "
            f"{', '.join(KINDS)}."
        )
    judge, known = KINDS[kind]
    if expected not in known:
        raise ValueError(
            f"published_claims: {claim['id']} expects '{expected}'; of kind {kind} "
            f"that is one of {', '.join(sorted(known))}."
        )
    return judge


# --- figures as text ------------------------------------------------------------------


def _estimate(row: Row, side: str) -> str:
    """A mark (7.97) or a share (42.0%) of a test row, or 'none'."""
    value = row[side]
    if value is None:
        return "none"
    return figure(value, bool(row.get("option")))


def _p_value(row: Row) -> str:
    """'p 0.0312', or why there is none."""
    if row["p_value"] is None:
        return f"not tested ({row['reason']})"
    return f"p {p_value(row['p_value'])}"


def _absent(table: str, claim: Row) -> Verdict:
    """The verdict on a claim about rows that do not exist."""
    return Verdict(False, "not in the marts", table, row_key(table, claim))


# --- one judge per kind of claim ------------------------------------------------------


def _difference(claim: Row, evidence: Evidence) -> Verdict:
    """One subgroup above another (or the rest): 'significant', or just 'higher'."""
    found = evidence.pair(claim, claim["higher"], claim["lower"])
    if found is None:
        return _absent(SUBGROUPS, claim)
    row, sign = found
    direction = {1: "up", -1: "down"}[sign]
    sides = ("estimate_a", "estimate_b")[::sign]
    difference = row["difference"]
    is_higher = difference is not None and sign * difference > 0
    holds = row["direction"] == direction
    if claim["expected"] == "higher":
        holds = is_higher
    computed = (
        f"{'higher' if is_higher else 'not higher'}: {_estimate(row, sides[0])} vs "
        f"{_estimate(row, sides[1])}, {_p_value(row)}"
    )
    return Verdict(holds, computed, SUBGROUPS, row_key(SUBGROUPS, row))


def _group_statement(claim: Row, evidence: Evidence) -> Verdict:
    """Most of each of several groups, and of each more than of the lower group."""
    rows, parts, holds = [], [], True
    for group in str(claim["higher"]).split(","):
        found = evidence.pair(claim, group, claim["lower"])
        if found is None:
            return _absent(SUBGROUPS, claim)
        row, sign = found
        side = ("estimate_a", "estimate_b")[::sign][0]
        holds &= row["direction"] == {1: "up", -1: "down"}[sign]
        holds &= row[side] is not None and row[side] > MOST
        rows.append(row)
        parts.append(f"{group} {_estimate(row, side)} ({_p_value(row)})")
    other = _estimate(row, ("estimate_a", "estimate_b")[::sign][1])
    computed = f"{', '.join(parts)} vs {claim['lower']} {other}"
    return Verdict(holds, computed, SUBGROUPS, row_keys(SUBGROUPS, rows))


def _ordered_means(claim: Row, evidence: Evidence) -> list[tuple[str, Row]]:
    """Subgroups of the claim's dimension, in their order, with a base large enough."""
    year, question = int(claim["year"]), claim["question"]
    own = [
        (position, subgroup)
        for (dimension, subgroup), position in evidence.order.items()
        if dimension == claim["dimension"]
    ]
    keys = [
        (year, claim["dimension"], subgroup, question) for _, subgroup in sorted(own)
    ]
    rows = [evidence.group_scores[key] for key in keys if key in evidence.group_scores]
    return [
        (row["subgroup"], row) for row in rows if row["n_valid"] >= evidence.min_base
    ]


def _monotone(claim: Row, evidence: Evidence) -> Verdict:
    """The mean rises with each subgroup, significantly from the first to the last."""
    ends = _difference(claim, evidence)
    order = _ordered_means(claim, evidence)
    steps = pairwise(row["mean"] for _, row in order)
    rises = all(after > before for before, after in steps)
    goes = bool(order) and [order[0][0], order[-1][0]] == [
        claim["lower"],
        claim["higher"],
    ]
    told = ", ".join(f"{name} {number(row['mean'], 2)}" for name, row in order)
    computed = f"{'rises' if rises else 'does not rise'}: {told}; {ends.computed}"
    return Verdict(ends.holds and rises and goes, computed, SUBGROUPS, ends.sig_key)


def _extreme(claim: Row, evidence: Evidence) -> Verdict:
    """The highest or lowest mean of a dimension's subgroups, or of a topic's questions.

    Where the claim says which comes next, that must hold too.
    """
    highest = claim["kind"] == "maximum"
    named = claim["higher"] if highest else claim["lower"]
    if claim["dimension"] == QUESTIONS:
        table, topic = SCORES, evidence.topics.get(claim["question"])
        rows = {
            question: row
            for (year, question), row in evidence.scores.items()
            if year == claim["year"]
            and evidence.topics[question] == topic
            and row["n_valid"] >= evidence.min_base
        }
    else:
        table, rows = GROUP_SCORES, dict(_ordered_means(claim, evidence))
    if named not in rows:
        return _absent(table, claim)
    ordered = sorted(rows, key=lambda name: rows[name]["mean"], reverse=highest)
    holds = ordered[0] == named
    if claim["followed_by"]:
        holds &= ordered[1:2] == [claim["followed_by"]]
    told = ", then ".join(
        f"{name} {number(rows[name]['mean'], 2)}" for name in ordered[:2]
    )
    computed = f"{'highest' if highest else 'lowest'}: {told}"
    return Verdict(holds, computed, table, row_key(table, rows[named]))


def _top_lokets(claim: Row, evidence: Evidence) -> Verdict:
    """Exactly the lokets that the report lists, on the ranks that it gives them."""
    key = int(claim["year"]), claim["question"]
    rows = sorted(evidence.top.get(key, []), key=lambda r: (r["rank"], -r["n_valid"]))
    ranks = {row["loket"]: int(row["rank"]) for row in rows}
    claimed = str(claim["higher"]).split("|") if claim["expected"] == "listed" else []
    holds = set(ranks) == set(claimed) and (
        not claimed or ranks == evidence.ranks.get(key, ranks)
    )
    told = (
        f"{row['rank']}. {row['loket']} ({row['mean_rounded']}; n={row['n_valid']})"
        for row in rows
    )
    computed = ", ".join(told) or "none"
    return Verdict(holds, computed, TOP_LOKETS, row_key(TOP_LOKETS, claim))


def _year_change(claim: Row, evidence: Evidence) -> Verdict:
    """A change between two years, none, or none that may be tested."""
    own = evidence.years.get((int(claim["year"]), claim["question"]), [])
    if claim["option"] not in (None, EVERY_OPTION):
        own = [row for row in own if row["option"] == claim["option"]]
    if not own:
        return _absent(YEARS, claim)
    expected = EXPECTED_CHANGES[claim["expected"]]
    return Verdict(
        expected(claim, own), _changes_told(own), YEARS, row_keys(YEARS, own)
    )


def _changed(claim: Row, rows: list[Row]) -> bool:
    """Each row went significantly up (or down), as the claim has it."""
    direction = "up" if str(claim["higher"]) == str(claim["year"]) else "down"
    return all(row["direction"] == direction for row in rows)


def _unchanged(claim: Row, rows: list[Row]) -> bool:
    """No row changed significantly, and at least one was tested."""
    tested = [row for row in rows if row["p_value"] is not None]
    return bool(tested) and all(row["direction"] == "none" for row in tested)


def _not_comparable(claim: Row, rows: list[Row]) -> bool:
    """Each row is kept out of the comparison, with that as its reason."""
    return all(row["reason"].startswith("not_comparable") for row in rows)


EXPECTED_CHANGES = {
    "significant": _changed,
    "not_significant": _unchanged,
    "not_comparable": _not_comparable,
}


def _changes_told(rows: list[Row]) -> str:
    """The change of one row, or how many of several changed."""
    if len(rows) == 1:
        (row,) = rows
        if row["previous_estimate"] is None:
            return f"{_estimate(row, 'estimate')}, {_p_value(row)}"
        return (
            f"{row['direction']}: {_estimate(row, 'estimate')} vs "
            f"{_estimate(row, 'previous_estimate')}, {_p_value(row)}"
        )
    tested = [row for row in rows if row["p_value"] is not None]
    if not tested:
        return f"{len(rows)} options, {', '.join(sorted({_p_value(r) for r in rows}))}"
    changed = [row for row in tested if row["direction"] != "none"]
    least = min(tested, key=lambda row: row["p_value"])
    return (
        f"{len(changed)} of {len(tested)} options changed; least {_p_value(least)} "
        f"({least['option']})"
    )


# The judge of each kind of claim, and what such a claim may expect.
KINDS: dict[str, tuple[Callable[[Row, Evidence], Verdict], set[str]]] = {
    "group_difference": (_difference, {"significant", "higher"}),
    "group_vs_rest": (_difference, {"significant", "higher"}),
    "group_statement": (_group_statement, {"significant"}),
    "monotone_increase": (_monotone, {"significant"}),
    "maximum": (_extreme, {"holds"}),
    "minimum": (_extreme, {"holds"}),
    "top_lokets": (_top_lokets, {"listed", "none"}),
    "year_change": (_year_change, set(EXPECTED_CHANGES)),
}


# --- why a claim cannot hold ----------------------------------------------------------


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
