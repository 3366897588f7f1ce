"""What belongs to what: items to questions and values to options, each one to one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from scripts.suggestions.items import Item
from scripts.suggestions.previous import Expected
from scripts.suggestions.words import Recognised, alike, bare

# a pair with less confidence is no pair; one with more, and no rival, is sure
LEAST = 0.5
SURE = 0.85
MARGIN = 0.1
# how much each kind of evidence can say by itself
BY_NAME, BY_LABEL, BY_VALUES, BY_CODES = 0.95, 0.97, 0.9, 0.35
# the same code, where no label says what it stands for
SAME_CODE = 0.8
# names such as v07 and q3_1 say something only where they are the same
_CODED = re.compile(r"[a-z]{0,4}[ _]?\d+([ _.]?[a-z0-9]+)*", re.IGNORECASE)
FITS = {
    "scale": ("score",),
    "single": ("choice",),
    "multiple": ("option_flag", "option_list"),
    "open": ("text",),
}
_MISFIT = 0.3
# values say something by their labels where at least this many have one
_FEWEST_LABELS = 2
# what is known of a question by its place among others that are known
BY_PLACE = 0.6
# an option's words must be this alike, where nothing else tells that it is the same
_LEAST_LABEL = 0.72


@dataclass(frozen=True)
class Match:
    """A place on the left and one on the right, and how sure it is that they match."""

    left: int
    right: int
    confidence: float
    is_sure: bool
    by_place: bool = False


def assign(
    left: int, right: int, score: Callable[[int, int], float], least: float = LEAST
) -> list[Match]:
    """Pair the left with the right, each once, so that the scores add up to most.

    Pairs with a score below `least` are left out. A pair is sure where its score is at
    least SURE and beats that of every other pair with either of the two by MARGIN.
    """
    if not left or not right:
        return []
    scores = np.array([[score(i, j) for j in range(right)] for i in range(left)])
    rows, columns = linear_sum_assignment(-scores)
    found = []
    for i, j in zip(rows.tolist(), columns.tolist(), strict=True):
        if scores[i, j] < least:
            continue
        rivals = np.concatenate([np.delete(scores[i], j), np.delete(scores[:, j], i)])
        rival = float(rivals.max()) if rivals.size else 0.0
        sure = scores[i, j] >= SURE and scores[i, j] - rival >= MARGIN
        found.append(Match(i, j, float(scores[i, j]), bool(sure)))
    return found


def match_items(
    items: Sequence[Item], questions: Sequence[Expected], words: Recognised
) -> list[Match]:
    """Pair items with the questions of the previous questionnaire."""

    def score(i: int, j: int) -> float:
        return likeness(items[i], questions[j], words)

    found = assign(len(items), len(questions), score)
    return sorted([*found, *_by_place(items, questions, found)], key=lambda m: m.left)


def _by_place(
    items: Sequence[Item], questions: Sequence[Expected], found: Sequence[Match]
) -> list[Match]:
    """Pair what stands between the same two questions as before, and is of its kind.

    Nothing else tells that it is the same question: a person decides.
    """
    right = {match.left: match.right for match in found}
    taken = set(right.values())
    more = []
    for left, item in enumerate(items):
        if left in right:
            continue
        before = right.get(left - 1, -1 if left == 0 else None)
        after = right.get(left + 1)
        if before is None and after is None:
            continue
        place = before + 1 if before is not None else (after or 0) - 1
        is_there = 0 <= place < len(questions) and place not in taken
        if is_there and item.content in FITS[questions[place].kind]:
            more.append(Match(left, place, BY_PLACE, False, by_place=True))
            right[left] = place
            taken.add(place)
    return more


def likeness(item: Item, question: Expected, words: Recognised) -> float:
    """How likely it is, from 0 to 1, that an item is this question.

    The evidence of names, labels and values is put together as if each came by itself:
    what one leaves open, another can still say. A label that says otherwise weighs
    against the same coded name, since numbers move when a question comes between.
    """
    by_name = _by_name(item, question)
    by_label = _by_label(item, question)
    by_values = _by_values(item, question, words)
    if item.label and by_label < 0.3:
        by_name *= 0.3
    if by_values < 0 and not item.label:
        by_name *= 0.6
    total = 1 - (
        (1 - BY_NAME * by_name) * (1 - BY_LABEL * by_label) * (1 - max(by_values, 0.0))
    )
    return total * _fit(item, question)


def _fit(item: Item, question: Expected) -> float:
    contents = {item.content, *item.may_be}
    if item.content == "empty" or contents & set(FITS[question.kind]):
        return 1.0
    return _MISFIT


def _by_name(item: Item, question: Expected) -> float:
    names = [column.name for column in item.columns]
    known = [row["column_name"] for row in question.columns]
    same = {bare(name) for name in names} & {bare(name) for name in known}
    if same:
        return 1.0 if len(same) * 2 >= min(len(names), len(known)) else 0.8
    if all(_CODED.fullmatch(name) for name in names):
        return 0.0
    stem = item.stem if len(names) > 1 else names[0]
    others = [*known, question.label, question.question]
    others = [name for name in others if not _CODED.fullmatch(name)]
    return _scaled(max((alike(stem, other) for other in others), default=0.0))


def _by_label(item: Item, question: Expected) -> float:
    if not item.label:
        # some exports have the question's words for a heading
        heading = item.stem if len(item.columns) > 1 else item.columns[0].name
        return _scaled(alike(heading, question.wording))
    return _scaled(
        max(alike(item.label, question.wording), alike(item.label, question.label))
    )


def _scaled(found: float) -> float:
    """Of two texts in one language half of the letters agree by chance."""
    return max(0.0, (found - 0.6) / 0.4)


def _by_values(item: Item, question: Expected, words: Recognised) -> float:
    """What the values say; below 0 where they speak against it."""
    if question.kind not in ("single", "multiple") or not item.options:
        return 0.0
    labelled = sum(not is_code(label) for label in item.options.values())
    if labelled < _FEWEST_LABELS:
        if item.content == "option_flag":
            return 0.0
        known = {code["raw_value"].strip().lower() for code in question.codes}
        delivered = {value.lower() for value in item.options}
        if not known or not any(code.isdecimal() for code in known):
            return 0.0
        shared = len(delivered & known) / max(len(delivered | known), 1)
        return BY_CODES * shared if delivered <= known else -1.0
    if not question.options:
        return 0.0
    pairs = match_options(item.options, question.options, question.codes, words)
    fitting = sum(pair.confidence for pair in pairs if pair.confidence >= 0.8)
    smaller = min(len(item.options), len(question.options))
    shared = fitting / smaller
    # yes and no are the answers to many questions
    return BY_VALUES * shared * min(1.0, len(pairs) / 4)


def is_code(label: str) -> bool:
    """Whether a label says nothing by itself: '4', 'SQ004', '-9'."""
    return bool(re.fullmatch(r"-?[a-z]{0,3}\d+", bare(label)))


def match_options(
    delivered: Mapping[str, str],
    options: Mapping[str, str],
    codes: Sequence[Mapping[str, str]],
    words: Recognised,
) -> list[Match]:
    """Pair delivered values (or columns), by their labels, with options.

    Args:
        delivered: Label per value.
        options: Wording per option.
        codes: What the previous questionnaire's values (or columns) stood for; where
            one has no label, the same code is taken for the same option.
        words: What words tell.

    Returns:
        Places in `delivered` and in `options`.
    """
    values, names = list(delivered), list(options)
    before = {c["raw_value"].strip().casefold(): c["option"] for c in codes}

    def score(i: int, j: int) -> float:
        value, label = values[i], delivered[values[i]]
        if is_code(label):
            return SAME_CODE if before.get(value.casefold()) == names[j] else 0.0
        if before.get(label.strip().casefold()) == names[j]:
            return 1.0
        found = alike(label, options[names[j]])
        for kind in ("yes", "no", "other"):
            # 'Anders' and 'Anders, namelijk:' are one option
            if words.means(kind, label) and words.means(kind, options[names[j]]):
                found = max(found, 0.95)
        return found

    return assign(len(values), len(names), score, _LEAST_LABEL)
