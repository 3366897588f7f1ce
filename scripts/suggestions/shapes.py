"""What the values of one column look like: marks, flags, a list, moments, texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from scripts.suggestions.delivered import Column
from scripts.suggestions.words import DEGREES, Recognised, bare

# a choice has at most this many values; more are an open answer, or ids
MOST_OPTIONS = 40
# codes that surveys use for 'does not apply' and the like, outside their scales
ODD_CODES = frozenset(["-1", "-9", "-8", "-99", "88", "97", "98", "99", "998", "999"])
# what can divide the options in a cell, the least ambiguous first
DELIMITERS = ("|", ";", "\n", ",")
_FEWEST_MARKS = 3
_HIGHEST = 10
# of marks from 0 to 10 somebody gives more than this; 0, 1 and 2 alone are codes
_HALFWAY = 6
# fewer different values that few rows have are typing mistakes
_FEWEST_WRITE_INS = 5
_LONGEST_LABEL = 120  # characters; an answer option is seldom longer
_MOMENT = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?Z?"
    r"([+-]\d{2}:?\d{2})?)?( ?[AaPp][Mm])?"
)


@dataclass(frozen=True)
class Scale:
    """Marks of a column: lowest and highest of the scale, and what else it holds.

    `marks` has the mark of each value where the values are words.
    """

    lowest: int
    highest: int
    others: tuple[str, ...] = ()
    marks: Mapping[str, int] = field(default_factory=dict)


def are_moments(column: Column) -> bool:
    """Whether nearly all values are a date or a moment."""
    return _share(column, lambda value: bool(_MOMENT.fullmatch(value))) >= 0.95


def are_unique(column: Column, rows: int) -> bool:
    """Whether each row has a value of its own, as an id has."""
    is_many = column.filled > 0 and not column.values
    distinct = len(column.values) if column.values else column.filled
    return column.filled >= 0.95 * rows > 1 and (
        is_many or distinct >= 0.95 * column.filled
    )


def list_divider(column: Column) -> str:
    """What divides the options in a cell; empty where a cell has one.

    A divider makes few different parts, each of them found in several cells, of many
    different cells.
    """
    for divider in DELIMITERS:
        parts: dict[str, int] = {}
        divided = 0
        for value, times in column.values.items():
            cells = [part.strip() for part in value.split(divider) if part.strip()]
            divided += times if len(cells) > 1 else 0
            for part in cells:
                parts[part] = parts.get(part, 0) + times
        if not divided or len(parts) > MOST_OPTIONS:
            continue
        is_label_like = all(len(part) <= _LONGEST_LABEL for part in parts)
        repeated = sum(times > 1 for times in parts.values())
        sure = divider == "|" or len(parts) < len(column.values)
        # a comma also stands within labels: its parts must be found alone as well
        if divider == ",":
            alone = sum(part in column.values for part in parts)
            sure = sure and alone * 2 >= len(parts) and divided * 10 >= column.filled
        if is_label_like and sure and repeated * 2 >= len(parts) > 1:
            return divider
    return ""


def parts_of(column: Column, divider: str) -> dict[str, int]:
    """How often each option occurs in the cells of a list."""
    parts: dict[str, int] = {}
    for value, times in column.values.items():
        for part in value.split(divider):
            if part.strip():
                parts[part.strip()] = parts.get(part.strip(), 0) + times
    return parts


def flag_values(column: Column, words: Recognised) -> Mapping[str, bool] | None:
    """What each value says of an option, chosen or not; None if they are no flags.

    0 and 1, yes and no in some language, or one value that is always the same.
    """
    values = set(column.values) | set(column.labels)
    if not values or (not column.values and column.filled):
        return None
    found: dict[str, bool] = {}
    for value in values:
        said = column.said(value)
        if value == "0" and not words.means("yes", said):
            found[value] = False
        elif (value == "1" and not words.means("no", said)) or words.means("yes", said):
            found[value] = True
        elif words.means("no", said):
            found[value] = False
        else:
            return None
    return found if any(found.values()) or "0" in found else None


def scale_of(column: Column, words: Recognised) -> Scale | None:
    """The scale that a column of marks is on; None where its values are no marks.

    Values outside a scale (99, 'n.v.t.') are kept apart. A scale's labels, where it
    has any, tell a degree; other labels make it a choice.
    """
    values = set(column.values) | set(column.labels)
    marks = {v for v in values if re.fullmatch(r"\d{1,2}", v) and v not in ODD_CODES}
    marks = {v for v in marks if not words.missing_kind(column.said(v))}
    others = sorted(values - marks)
    # yes and no are no scale, whatever their codes
    if len(marks) < _FEWEST_MARKS:
        return _in_words(column, words)
    unexplained = [
        v for v in others if not (words.missing_kind(column.said(v)) or v in ODD_CODES)
    ]
    if unexplained:
        return None
    told = [column.said(v) for v in marks if bare(column.said(v)) != v]
    degrees = sum(words.says("degree", text) for text in told)
    lowest, highest = min(map(int, marks)), max(map(int, marks))
    ends = {column.said(str(lowest)), column.said(str(highest))}
    # only its ends are called something: what lies between is a mark
    has_ends = len(marks) >= 2 * _FEWEST_MARKS - 1 and set(told) == ends
    if told and degrees * 2 < len(told) and not has_ends:
        return None
    if highest > _HIGHEST or (lowest == 0 and not told and highest < _HALFWAY):
        return None
    if told and len(told) == len(marks):
        return Scale(lowest, highest, tuple(others))
    top = next(limit for limit in (5, 7, 10) if highest <= limit)
    return Scale(0 if lowest == 0 else 1, 10 if lowest == 0 else top, tuple(others))


def _in_words(column: Column, words: Recognised) -> Scale | None:
    """The scale of a column with the words of five degrees, in whatever languages."""
    marks, others = {}, []
    for value in {**column.labels, **column.values}:
        said = column.said(value)
        if words.missing_kind(said) or value in ODD_CODES:
            others.append(value)
        elif mark := words.degree(said):
            marks[value] = mark
        else:
            return None
    found = set(marks.values())
    # 'Goed' and 'Slecht' alone are a choice; an end and three degrees are a scale
    if len(found) < _FEWEST_MARKS or not found & {1, DEGREES}:
        return None
    ordered = dict(sorted(marks.items(), key=lambda pair: pair[1]))
    return Scale(1, DEGREES, tuple(sorted(others)), ordered)


def is_choice(column: Column) -> bool:
    """Whether a column has few values, that come again or are labelled."""
    if column.labels and set(column.values) <= set(column.labels):
        return True
    distinct = len(column.values)
    if not 0 < distinct <= MOST_OPTIONS:
        return False
    if any(len(value) > _LONGEST_LABEL for value in column.values):
        return False
    return column.filled >= 3 * distinct


def has_write_ins(column: Column, smallest: int) -> bool:
    """Whether a choice was also answered in respondents' own words.

    A few values that come again hold most of the rows; besides them stand many
    different ones, most of them once.
    """
    if column.labels or not column.values:
        return False
    common = [value for value, n in column.values.items() if n >= smallest]
    rare = {value: n for value, n in column.values.items() if n < smallest}
    held = sum(column.values[value] for value in common)
    return (
        2 <= len(common) <= MOST_OPTIONS
        and all(len(value) <= _LONGEST_LABEL for value in common)
        and any(not value.isdecimal() for value in common)
        and len(rare) >= _FEWEST_WRITE_INS
        and sum(rare.values()) < 2 * len(rare)
        and 2 * held >= column.filled
    )


def is_fraction(column: Column) -> bool:
    """Whether the values are numbers with decimals, such as weights."""
    return _share(column, lambda v: bool(re.fullmatch(r"-?\d+[.,]\d+", v))) > 0.5


def _share(column: Column, holds: Callable[[str], bool]) -> float:
    """In which part of the rows with a value it holds for the value."""
    total = sum(column.values.values())
    if not total:
        return 0.0
    return sum(n for value, n in column.values.items() if holds(value)) / total
