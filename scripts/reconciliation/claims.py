"""What the published report says in words, held against the tests and the marts.

`report_claims` takes each published claim (seed published_claims) to the row that it
rests on and tells whether it holds there, with the figures. A claim is judged by the
sig_ tables, and so by the report policy that they were made with.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from scripts.codebook.numbers import figure, number, p_value
from scripts.codebook.policy import Policy
from scripts.codebook.row_keys import row_key, row_keys
from scripts.codebook.rows import Row, Tables, records
from scripts.reconciliation.impossible import Impossible

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
TOP_LOKETS, ANSWERS = "mart_top_lokets", "mart_answers_per_year"
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
        self.answers = {
            (int(row["year"]), row["question"], row["option"]): row
            for row in wanted(ANSWERS)
        }
        self.nets = {
            (row["question"], row["option"])
            for row in records(tables["dim_answer_option"])
            if row.get("is_net")
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
            mart_scores_per_subgroup, mart_answers_per_year, dim_question,
            dim_subgroup, dim_answer_option, subgroup_options and
            report_policy; columns as in the marts and seeds.

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
    else:
        own = [r for r in own if (r["question"], r["option"]) not in evidence.nets]
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


def _tenths(claim: Row, evidence: Evidence) -> Verdict:
    """'Four in ten': the share rounds to so many tenths, the claim's `higher`."""
    key = int(claim["year"]), claim["question"], claim["option"] or ""
    row = evidence.answers.get(key)
    if row is None or row["share"] is None:
        return _absent(ANSWERS, claim)
    holds = math.floor(10 * row["share"] + 0.5 + 1e-9) == int(claim["higher"])
    return Verdict(holds, figure(row["share"], True), ANSWERS, row_key(ANSWERS, row))


# The judge of each kind of claim, and what such a claim may expect.
KINDS: dict[str, tuple[Callable[[Row, Evidence], Verdict], set[str]]] = {
    "group_difference": (_difference, {"significant", "higher"}),
    "group_vs_rest": (_difference, {"significant", "higher"}),
    "group_statement": (_group_statement, {"significant"}),
    "monotone_increase": (_monotone, {"significant"}),
    "maximum": (_extreme, {"holds"}),
    "minimum": (_extreme, {"holds"}),
    "tenths": (_tenths, {"holds"}),
    "top_lokets": (_top_lokets, {"listed", "none"}),
    "year_change": (_year_change, set(EXPECTED_CHANGES)),
}
