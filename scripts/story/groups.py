"""Differences between subgroups, told as few and as plainly as they allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from scripts.codebook.dutch import listed, sentence, shortened
from scripts.codebook.row_keys import row_keys
from scripts.codebook.rows import Row, Tables, records
from scripts.codebook.words import Words
from scripts.story.finding import LONGEST_LIST, Finding, in_turns, strength


@dataclass(frozen=True)
class Difference:
    """Subgroups that all differ from others, in one score or one option.

    subjects and others are subgroups; is_up tells whether the subjects are higher.
    groups has (estimate, base) of every tested subgroup of the dimension. A trend runs
    from the one subject to the one other.
    """

    year: int
    dimension: str
    question: str
    option: str
    subjects: tuple[str, ...]
    others: tuple[str, ...]
    is_up: bool
    is_trend: bool
    groups: Mapping[str, tuple[float, float]]
    rows: list[Row]
    residual: bool

    @property
    def strength(self) -> float:
        """Of the strongest pair."""
        return max(strength(row) for row in self.rows)


def group_differences(tables: Tables, words: Words) -> list[Finding]:
    """Differences between subgroups, as many per question as the policy allows."""
    per_question: dict[tuple[int, str], list[Difference]] = defaultdict(list)
    for each in told_differences(tables, words).values():
        per_question[each.year, each.question].append(each)
    found = []
    for (_, question), differences in per_question.items():
        if not all(difference.residual for difference in differences):
            differences = [each for each in differences if not each.residual]
        sentences = _merged(_told_once(differences, words), words)
        cap = int(words.settings.number("findings_per_question", question))
        found += in_turns(sentences, lambda finding: finding.dimension)[:cap]
    return found


def told_differences(
    tables: Tables, words: Words
) -> dict[tuple[int, str, str, str], Difference]:
    """What is told per year, dimension, question and option ('' for a score).

    A difference is told where a pair of subgroups differs by the direction of the
    policy and is not too small to matter, and all subgroups together differ as well.
    """
    frame = tables["sig_subgroups"]
    is_rest = frame["subgroup_b"] == "rest"
    effect = frame["effect_size"].abs() >= words.settings.number("finding_min_effect")
    # where all subgroups together do not differ, one pair of many may be chance
    overall = ~(frame["omnibus_p_value"] >= words.alpha)
    told = frame[(frame["direction"] != "none") & effect & overall & ~is_rest]
    pairs: dict[tuple[int, str, str, str], list[Row]] = defaultdict(list)
    for row in records(told):
        option = row["option"] or ""
        pairs[int(row["year"]), row["dimension"], row["question"], option].append(row)
    groups = _tested_groups(frame[is_rest & (frame["base_a"] >= words.test_base)])
    return {
        family: _difference(family, rows, groups[family], words)
        for family, rows in pairs.items()
    }


def difference_told(difference: Difference, words: Words) -> str:
    """The words of one difference, as a finding and a title have them."""
    tell = _trend_told if difference.is_trend else _difference_told
    return tell([difference], words)


def _tested_groups(
    rest: pd.DataFrame,
) -> dict[tuple[int, str, str, str], dict[str, tuple[float, float]]]:
    """Estimate and base of each subgroup, from its comparison with the rest."""
    groups: dict[tuple[int, str, str, str], dict[str, tuple[float, float]]]
    groups = defaultdict(dict)
    columns = ["year", "dimension", "question", "subgroup_a", "estimate_a", "base_a"]
    options = rest["option"].astype(object).where(rest["option"].notna(), "")
    for option, (year, dimension, question, subgroup, estimate, base) in zip(
        options, rest[columns].itertuples(index=False, name=None), strict=True
    ):
        groups[int(year), dimension, question, option][subgroup] = (estimate, base)
    return groups


def _difference(
    family: tuple[int, str, str, str],
    rows: list[Row],
    groups: Mapping[str, tuple[float, float]],
    words: Words,
) -> Difference:
    """What the significant pairs of one dimension, question and option come down to.

    Where the figure only rises or falls along an ordered dimension, that; else the
    largest block of groups that are all above all of some others. Smaller blocks beside
    it are left out: a reader does not want every pair.
    """
    year, dimension, question, option = family

    def is_residual(row: Row) -> bool:
        return words.is_residual("option", question, option) or any(
            words.is_residual("subgroup", dimension, row[side])
            for side in ("subgroup_a", "subgroup_b")
        )

    residual = all(is_residual(row) for row in rows)
    edges = {
        (row["subgroup_a"], row["subgroup_b"])
        if row["direction"] == "up"
        else (row["subgroup_b"], row["subgroup_a"]): row
        for row in rows
        if residual or not is_residual(row)
    }

    def difference(
        subjects: Sequence[str], others: Sequence[str], is_up: bool, is_trend: bool
    ) -> Difference:
        pairs = [(s, o) if is_up else (o, s) for s in subjects for o in others]
        return Difference(
            year,
            dimension,
            question,
            option,
            _by_position(subjects, dimension, words),
            _by_position(others, dimension, words),
            is_up,
            is_trend,
            groups,
            [edges[pair] for pair in pairs],
            residual,
        )

    is_ordered = ("trend", dimension) in words.phrases
    higher, lower = _largest_block(
        {pair: strength(row) for pair, row in edges.items()},
        _by_position(list(groups), dimension, words) if is_ordered else (),
    )
    if is_ordered and len(higher) * len(lower) < len(edges):
        ends = _trend(groups, dimension, words)
        for is_up in (True, False):
            if ends and (ends if is_up else ends[::-1]) in edges:
                return difference(ends[:1], ends[1:], is_up, True)
    if len(higher) <= len(lower):
        return difference(higher, lower, True, False)
    return difference(lower, higher, False, False)


def _by_position(
    subgroups: Sequence[str], dimension: str, words: Words
) -> tuple[str, ...]:
    """Subgroups in the order of the codebook."""
    return tuple(
        sorted(subgroups, key=lambda name: words.subgroups[dimension, name]["position"])
    )


def _largest_block(
    edges: Mapping[tuple[str, str], float], order: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The most (higher, lower) pairs that are all of these above all of those.

    edges has the strength of each pair, which decides between blocks of the same size.
    Along an order, a block in which the ones come before the others goes first.
    """
    below: dict[str, set[str]] = defaultdict(set)
    above: dict[str, set[str]] = defaultdict(set)
    for high, low in edges:
        below[high].add(low)
        above[low].add(high)
    blocks = [({h for h in below if below[h] >= low}, low) for low in below.values()]
    blocks += [
        (high, {x for x in above if above[x] >= high}) for high in above.values()
    ]

    def merit(
        block: tuple[tuple[str, ...], tuple[str, ...]],
    ) -> tuple[bool, int, float]:
        high, low = ([i for i, x in enumerate(order) if x in side] for side in block)
        in_order = not order or max(high) < min(low) or max(low) < min(high)
        pairs = [(h, x) for h in block[0] for x in block[1]]
        return in_order, len(pairs), sum(edges[pair] for pair in pairs)

    # sorted, so that the same pairs always give the same block
    ordered = sorted((tuple(sorted(high)), tuple(sorted(low))) for high, low in blocks)
    return max(ordered, key=merit)


def _trend(
    groups: Mapping[str, tuple[float, float]], dimension: str, words: Words
) -> tuple[str, ...]:
    """First and last subgroup of an order in which the figure only rises or falls."""
    plain = [n for n in groups if not words.is_residual("subgroup", dimension, n)]
    order = _by_position(plain, dimension, words)
    estimates = [groups[name][0] for name in order]
    steps = [after - before for before, after in pairwise(estimates)]
    monotone = all(step > 0 for step in steps) or all(step < 0 for step in steps)
    return (order[0], order[-1]) if monotone and len(steps) > 1 else ()


def _told_once(differences: list[Difference], words: Words) -> list[Difference]:
    """Without dimensions that repeat another one on the same background question."""

    def repeats(difference: Difference) -> tuple[str, str]:
        row = words.subgroups[difference.dimension, difference.subjects[0]]
        return row["question"], difference.option

    def position(difference: Difference) -> int:
        row = words.subgroups[difference.dimension, difference.subjects[0]]
        return int(row["dimension_position"])

    first: dict[tuple[str, str], int] = {}
    for each in differences:
        first[repeats(each)] = min(position(each), first.get(repeats(each), 10**9))
    return [each for each in differences if position(each) == first[repeats(each)]]


def _merged(differences: list[Difference], words: Words) -> list[Finding]:
    """Sentences; options in which the same two groups differ share one."""
    together: dict[tuple[Any, ...], list[Difference]] = defaultdict(list)
    for each in differences:
        pair = len(each.subjects) == len(each.others) == 1 and not each.is_trend
        alone = "" if pair else each.option
        together[
            each.dimension, each.subjects, each.others, each.is_trend, alone
        ].append(each)
    found = []
    for same in together.values():
        same.sort(key=lambda each: (-each.strength, each.option))
        same = same[:LONGEST_LIST]
        tell = _told_together if len(same) > 1 else _trend_told
        if len(same) == 1 and not same[0].is_trend:
            tell = _difference_told
        rows = [row for each in same for row in each.rows]
        found.append(
            Finding(
                same[0].year,
                "group_difference",
                sentence(tell(same, words)),
                "sig_subgroups",
                row_keys("sig_subgroups", rows),
                topic=words.topic(same[0].question),
                question=same[0].question,
                option=same[0].option if len(same) == 1 else "",
                dimension=same[0].dimension,
                strength=same[0].strength,
                residual=same[0].residual,
            )
        )
    return found


def _difference_told(same: list[Difference], words: Words) -> str:
    """'Vrouwen geven de website een hoger cijfer (7,7) dan mannen (7,4)'."""
    (one,) = same
    is_share = bool(one.option)
    figures = _figures(one, words)
    single = len(one.subjects) == 1
    subjects = shortened(
        [
            (words.group(one.dimension, s), "" if single else figures[s])
            for s in one.subjects
        ]
    )
    own = f" ({figures[one.subjects[0]]})" if single else ""
    if is_share:
        more = "vaker" if one.is_up else "minder vaak"
        does = f"{words.chose(one.question, one.option, more)}{own}"
    else:
        mark = "hoger" if one.is_up else "lager"
        does = f"geven {words.question(one.question)} een {mark} cijfer{own}"
    return f"{subjects} {does} dan {_others_told(one, figures, words)}"


def _figures(one: Difference, words: Words) -> dict[str, str]:
    """The printed figure of each subgroup, precise enough to see the difference."""
    extra = _extra_decimals(one, words)
    return {
        name: words.tentative(words.figure(estimate, bool(one.option), extra), base)
        for name, (estimate, base) in one.groups.items()
    }


def _extra_decimals(one: Difference, words: Words) -> int:
    """How many more decimals than usual the difference needs to be seen."""
    subjects = [one.groups[name][0] for name in one.subjects]
    others = [one.groups[name][0] for name in one.others]
    low, high = (others, subjects) if one.is_up else (subjects, others)
    return words.decimals(low, high, bool(one.option))


def _others_told(one: Difference, figures: Mapping[str, str], words: Words) -> str:
    """The groups compared with: by name, or in a word where there are many."""
    if len(one.others) <= LONGEST_LIST:
        return shortened(
            [(words.group(one.dimension, name), figures[name]) for name in one.others]
        )
    ends = sorted(one.others, key=lambda name: one.groups[name][0])
    span = f"({figures[ends[0]]} tot {figures[ends[-1]]})"
    rest = {
        name
        for name in one.groups
        if name not in one.subjects
        and not words.is_residual("subgroup", one.dimension, name)
    }
    which = "alle" if rest <= set(one.others) else "de meeste"
    return f"{which} andere groepen {span}"


def _told_together(same: list[Difference], words: Words) -> str:
    """Two groups that differ in several options: what the one does more often."""
    one = same[0]
    subject, other = one.subjects[0], one.others[0]
    parts = []
    for each in same:
        figures = _figures(each, words)
        does = words.chose(each.question, each.option, "vaker")
        parts.append(f"{does} ({figures[subject]} tegenover {figures[other]})")
    group = words.group(one.dimension, subject)
    return f"{group} {listed(parts)} dan {words.group(one.dimension, other)}"


def _trend_told(same: list[Difference], words: Words) -> str:
    """'Hoe meer gesprekken klanten hadden, hoe hoger het cijfer voor de website'."""
    (one,) = same
    first, last = one.subjects[0], one.others[0]
    # the first subgroup is the subject: where it is higher, the figure falls
    falls = one.is_up
    extra = _extra_decimals(one, words)
    span = " ".join(
        f"{preposition} {words.figure(one.groups[name][0], bool(one.option), extra)} "
        f"bij {words.group(one.dimension, name)}{words.flag(one.groups[name][1])}"
        for preposition, name in (("van", first), ("tot", last))
    )
    if one.option:
        more = "minder vaak" if falls else "vaker"
        does = words.chose(one.question, one.option, more)
        clause = words.phrases["trend_clause", one.dimension]
        return f"klanten {does} {clause}: {span}"
    mark = "lager" if falls else "hoger"
    trend = words.phrases["trend", one.dimension]
    name = words.question(one.question)
    return f"hoe {trend}, hoe {mark} het cijfer voor {name}: {span}"
