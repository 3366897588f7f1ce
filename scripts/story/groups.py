"""Differences between subgroups, told as few and as plainly as they allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from scripts.codebook.dutch import as_subject, listed, sentence, shortened
from scripts.codebook.row_keys import row_key, row_keys
from scripts.codebook.rows import Row, Tables, records
from scripts.codebook.words import Words
from scripts.statistics.recurrence import Cells, differ_again, trend_again
from scripts.story.finding import (
    LONGEST_LIST,
    Finding,
    corrected,
    in_turns,
    is_large,
    smallest_difference,
    strength,
)

PAIRS, TRENDS = "sig_subgroups", "sig_trends"


@dataclass(frozen=True)
class Difference:
    """Subgroups that all differ from others, in one score or one option.

    subjects and others are subgroups; is_up tells whether the subjects are higher.
    groups has (estimate, base) of every tested subgroup of the dimension. A trend runs
    from the one subject to the one other, and rests on `trend`, its row of sig_trends.
    """

    year: int
    dimension: str
    question: str
    option: str
    subjects: tuple[str, ...]
    others: tuple[str, ...]
    is_up: bool
    groups: Mapping[str, tuple[float, float]]
    rows: list[Row]
    residual: bool
    trend: Row | None = None

    @property
    def is_trend(self) -> bool:
        """Whether it runs along an order."""
        return self.trend is not None

    @property
    def rests(self) -> tuple[str, str]:
        """The table and the rows that it rests on."""
        if self.trend is not None:
            return TRENDS, row_key(TRENDS, self.trend)
        return PAIRS, row_keys(PAIRS, self.rows)

    @property
    def strength(self) -> float:
        """Of the strongest pair."""
        return max(strength(row) for row in self.rows)


def group_differences(tables: Tables, words: Words) -> list[Finding]:
    """Differences between subgroups, as many per question as the policy allows."""
    spread = _variances(tables["mart_scores_per_subgroup"])
    per_question: dict[tuple[int, str], list[Difference]] = defaultdict(list)
    for each in told_differences(tables, words).values():
        per_question[each.year, each.question].append(each)
    found = []
    for (_, question), differences in per_question.items():
        if not all(difference.residual for difference in differences):
            differences = [each for each in differences if not each.residual]
        sentences = _merged(_told_once(differences, words), spread, words)
        cap = int(words.settings.number("findings_per_question", question))
        found += in_turns(sentences, lambda finding: finding.dimension)[:cap]
    return found


def told_differences(
    tables: Tables, words: Words
) -> dict[tuple[int, str, str, str], Difference]:
    """What is told per year, dimension, question and option ('' for a score).

    A difference is told where a pair of subgroups still differs after the correction of
    the findings and is not too small to matter, and all subgroups together differ.
    """
    frame = tables[PAIRS]
    is_rest = frame["subgroup_b"] == "rest"
    # where all subgroups together do not differ, one pair of many may be chance
    overall = ~(frame["omnibus_p_value"] >= words.alpha)
    pairs: dict[tuple[int, str, str, str], list[Row]] = defaultdict(list)
    for row in records(frame[(frame["direction"] != "none") & overall & ~is_rest]):
        if _holds(row, words) and is_large(row, words):
            pairs[_family(row)].append(row)
    groups = _tested_groups(frame[is_rest & (frame["base_a"] >= words.test_base)])
    trends = {
        _family(row): row
        for row in records(tables[TRENDS])
        if row["direction"] != "none" and _holds(row, words)
    }
    return {
        family: _difference(family, rows, groups[family], trends.get(family), words)
        for family, rows in pairs.items()
    }


def _family(row: Row) -> tuple[int, str, str, str]:
    """Year, dimension, question and option ('' for a score)."""
    return int(row["year"]), row["dimension"], row["question"], row["option"] or ""


def _holds(row: Row, words: Words) -> bool:
    """Whether a test is significant after the correction of the findings."""
    p_value, _ = corrected(row, words.finding_correction)
    return p_value is not None and p_value < words.alpha


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
    trend: Row | None,
    words: Words,
) -> Difference:
    """What the significant pairs of one dimension, question and option come down to.

    The largest block of groups that are all above all of some others, if it has every
    pair or there is no trend; else the trend, unless a pair says the opposite. Smaller
    blocks beside it are left out: a reader does not want every pair.
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
        subjects: Sequence[str],
        others: Sequence[str],
        is_up: bool,
        pairs: Sequence[tuple[str, str]],
        trend: Row | None = None,
    ) -> Difference:
        return Difference(
            year,
            dimension,
            question,
            option,
            _by_position(subjects, dimension, words),
            _by_position(others, dimension, words),
            is_up,
            groups,
            [edges[pair] for pair in pairs],
            residual,
            trend,
        )

    is_ordered = ("trend", dimension) in words.phrases
    higher, lower = _largest_block(
        {pair: strength(row) for pair, row in edges.items()},
        _by_position(list(groups), dimension, words) if is_ordered else (),
    )
    if is_ordered and trend is not None and len(higher) * len(lower) < len(edges):
        order = _along(groups, dimension, words)
        falls = trend["direction"] == "down"
        high_first = {
            pair: order.index(pair[0]) < order.index(pair[1])
            for pair in edges
            if set(pair) <= set(order)
        }
        ends = (order[0], order[-1]) if falls else (order[-1], order[0])
        span = groups[ends[0]][0] - groups[ends[1]][0]
        along = bool(high_first) and set(high_first.values()) == {falls}
        if along and is_large({"option": option, "difference": max(span, 0.0)}, words):
            return difference(order[:1], order[-1:], falls, list(high_first), trend)
    pairs = [(high, low) for high in higher for low in lower]
    if len(higher) <= len(lower):
        return difference(higher, lower, True, pairs)
    return difference(lower, higher, False, pairs)


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


def _along(
    groups: Mapping[str, tuple[float, float]], dimension: str, words: Words
) -> tuple[str, ...]:
    """The tested subgroups of an ordered dimension, in their order."""
    plain = [n for n in groups if not words.is_residual("subgroup", dimension, n)]
    return _by_position(plain, dimension, words)


Spread = Mapping[tuple[int, str, str, str], float]


def _variances(scores: pd.DataFrame) -> Spread:
    """The variance of each score of a subgroup: year, dimension, subgroup, question."""
    return {
        (int(row["year"]), row["dimension"], row["subgroup"], row["question"]): row[
            "variance"
        ]
        for row in records(scores)
        if row["variance"] is not None
    }


def _stability(one: Difference, spread: Spread, words: Words) -> float:
    """In which part of surveys drawn again it would be told again."""
    names = list(one.groups)
    if one.trend is not None:
        names = list(_along(one.groups, one.dimension, words))
    cells = Cells(
        base=np.array([one.groups[name][1] for name in names]),
        estimate=np.array([one.groups[name][0] for name in names]),
        variance=np.array(
            [
                spread.get((one.year, one.dimension, name, one.question), np.nan)
                for name in names
            ]
        ),
        is_share=bool(one.option),
    )
    smallest = smallest_difference(bool(one.option), words)
    if one.trend is not None:
        position = [words.subgroups[one.dimension, name]["position"] for name in names]
        return trend_again(
            cells,
            np.array(position, dtype=float),
            rises=one.trend["direction"] == "up",
            weight=corrected(one.trend, words.finding_correction)[1],
            alpha=words.alpha,
            smallest=smallest,
        )
    sides = [
        (row["subgroup_a"], row["subgroup_b"])
        if row["difference"] > 0
        else (row["subgroup_b"], row["subgroup_a"])
        for row in one.rows
    ]
    return differ_again(
        cells,
        [names.index(high) for high, _ in sides],
        [names.index(low) for _, low in sides],
        [corrected(row, words.finding_correction)[1] for row in one.rows],
        alpha=words.alpha,
        smallest=smallest,
    )


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


def _merged(
    differences: list[Difference], spread: Spread, words: Words
) -> list[Finding]:
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
        rests = same[0].rests if len(same) == 1 else (PAIRS, row_keys(PAIRS, rows))
        # options of one question are answers of the same people: as good as independent
        stability = np.prod([_stability(each, spread, words) for each in same])
        found.append(
            Finding(
                same[0].year,
                "group_difference",
                sentence(tell(same, words)),
                *rests,
                topic=words.topic(same[0].question),
                question=same[0].question,
                option=same[0].option if len(same) == 1 else "",
                dimension=same[0].dimension,
                strength=same[0].strength,
                residual=same[0].residual,
                stability=float(stability),
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
        does = f"{_chose(one, words)}{own}"
    else:
        mark = "hoger" if one.is_up else "lager"
        does = f"geven {words.question(one.question)} een {mark} cijfer{own}"
    return f"{as_subject(subjects)} {does} dan {_others_told(one, figures, words)}"


def _is_turned(one: Difference, is_more: bool, words: Words) -> bool:
    """Whether 'minder vaak niets' is told as 'vaker iets', with the other share."""
    return not is_more and bool(words.contrary(one.question, one.option))


def _chose(one: Difference, words: Words, is_more: bool | None = None) -> str:
    """What the subjects do more or less often."""
    is_more = one.is_up if is_more is None else is_more
    if _is_turned(one, is_more, words):
        return words.contrary(one.question, one.option).replace("{more}", "vaker")
    more = "vaker" if is_more else "minder vaak"
    return words.chose(one.question, one.option, more)


def _figures(
    one: Difference, words: Words, is_more: bool | None = None
) -> dict[str, str]:
    """The printed figure of each subgroup, precise enough to see the difference."""
    extra = _extra_decimals(one, words)
    is_share = bool(one.option)
    turned = is_share and _is_turned(
        one, one.is_up if is_more is None else is_more, words
    )
    return {
        name: words.tentative(
            words.figure(1 - estimate if turned else estimate, is_share, extra), base
        )
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
    everyone = {name for cut, name in words.subgroups if cut == one.dimension}
    all_told = everyone <= {*one.subjects, *one.others}
    return f"{'alle' if all_told else 'de meeste'} andere groepen {span}"


def _told_together(same: list[Difference], words: Words) -> str:
    """Two groups that differ in several options: what the one does more often."""
    one = same[0]
    subject, other = one.subjects[0], one.others[0]
    parts = []
    for each in same:
        figures = _figures(each, words)
        does = _chose(each, words)
        parts.append(f"{does} ({figures[subject]} tegenover {figures[other]})")
    group, against = (words.group(one.dimension, name) for name in (subject, other))
    return f"{as_subject(group)} {listed(parts)} dan {against}"


def _trend_told(same: list[Difference], words: Words) -> str:
    """'Hoe meer gesprekken klanten hadden, hoe hoger het cijfer voor de website'."""
    (one,) = same
    first, last = one.subjects[0], one.others[0]
    # the first subgroup is the subject: where it is higher, the figure falls
    falls = one.is_up
    figures = _figures(one, words, is_more=not falls)
    span = " ".join(
        f"{preposition} {figures[name].removesuffix('; indicatief')} bij "
        f"{words.group(one.dimension, name)}{words.flag(one.groups[name][1])}"
        for preposition, name in (("van", first), ("tot", last))
    )
    if one.option:
        does = _chose(one, words, is_more=not falls)
        clause = words.phrases["trend_clause", one.dimension]
        return f"klanten {does} {clause}: {span}"
    mark = "lager" if falls else "hoger"
    trend = words.phrases["trend", one.dimension]
    name = words.question(one.question)
    return f"hoe {trend}, hoe {mark} het cijfer voor {name}: {span}"
