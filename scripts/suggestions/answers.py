"""What the values of one item stand for: options, marks and kinds of missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scripts.codebook.resolved import ANYTHING_ELSE
from scripts.deliveries.showing import header_name
from scripts.suggestions.items import Item
from scripts.suggestions.matching import is_code, match_options
from scripts.suggestions.previous import Expected, Row
from scripts.suggestions.shapes import ODD_CODES
from scripts.suggestions.words import Recognised, bare, slug

_OTHER = "Anders"
_LONGEST_LABEL = 120  # characters of an option; a longer value is somebody's own words


@dataclass
class Answers:
    """What the values of an item stand for.

    Attributes:
        options: Option by value, or by column of a multiple response.
        labels: Wording per option.
        missing: Kind of missing by value.
        marks: Mark by value.
        new: Options that the previous questionnaire did not have.
        gone: Options of the previous questionnaire that are not there any more.
        unseen: Options that may still be offered: nobody's answer has them.
        doubtful: Label and option of pairs that want a second look.
        hidden: How many values are left out, since few rows have them.
        written: How many are taken for answers in somebody's own words, a code *.
    """

    options: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    doubtful: list[tuple[str, str]] = field(default_factory=list)
    hidden: int = 0
    written: int = 0


def marks_of(item: Item, before: Sequence[Row], words: Recognised) -> Answers:
    """What the values of a column of marks stand for.

    A code outside the scale without a label is taken as the previous questionnaire
    took it, else as 'does not apply'.
    """
    answers = Answers()
    scale = item.scale
    if scale is None:
        return answers
    known = {row["raw_value"].strip().casefold(): row["missing_kind"] for row in before}
    if scale.marks:
        answers.marks |= scale.marks
    else:
        marks = range(scale.lowest, scale.highest + 1)
        answers.marks |= {str(mark): mark for mark in marks}
    for value in scale.others:
        said = item.options.get(value, value)
        kind = words.missing_kind(said) or known.get(value.casefold(), "")
        answers.missing[value] = kind or "not_applicable"
    return answers


def answers_of(
    item: Item, question: Expected | None, words: Recognised, smallest: int
) -> Answers:
    """What the values (or 0/1 columns) of an item with options stand for.

    A value without a match becomes a kind of missing where it says so, and else a new
    option where it is a label, or a value that at least `smallest` rows have.
    """
    options = dict(question.options) if question else {}
    codes = _codes_before(item, question)
    answers = Answers()
    keys = list(item.options)
    pairs = {
        pair.left: pair for pair in match_options(item.options, options, codes, words)
    }
    names = list(options)
    before_missing = {
        row["raw_value"].strip().casefold(): row["missing_kind"]
        for row in codes
        if row["missing_kind"]
    }
    for place, key in enumerate(keys):
        label = item.options[key]
        pair = pairs.get(place)
        if pair is not None:
            option = names[pair.right]
            answers.options[key] = option
            is_same = is_code(label) or bare(label) == bare(options[option])
            answers.labels[option] = options[option] if is_same else label
            if not pair.is_sure and not is_same:
                answers.doubtful.append((label, option))
            continue
        missing = before_missing.get(key.casefold(), "") or words.missing_kind(label)
        if missing and not any(
            words.missing_kind(wording) for wording in options.values()
        ):
            answers.missing[key] = missing
        elif key in ODD_CODES and bare(label) == bare(key):
            answers.missing[key] = "not_applicable"
        elif _may_be_shown(item, key, smallest):
            is_other = words.means("other", label)
            taken = [*names, *answers.labels]
            is_number = bare(label).isdecimal() and bare(label) not in taken
            option = (
                bare(label)
                if is_number
                else slug("other" if is_other else label, taken)
            )
            answers.options[key] = option
            answers.labels[option] = label
            answers.new.append(option)
        else:
            answers.hidden += 1
    if item.has_write_ins and answers.hidden:
        _write_ins(options, answers, words)
    _left_over(item, options, answers)
    return answers


def _write_ins(options: Mapping[str, str], answers: Answers, words: Recognised) -> None:
    """Whatever else was answered is 'other', whose words are kept as an open answer."""
    labels = {**options, **answers.labels}
    other = next((o for o, said in labels.items() if words.means("other", said)), "")
    if not other:
        other = slug("other", labels)
        answers.labels[other] = _OTHER
        answers.new.append(other)
    elif other not in answers.labels:
        answers.labels[other] = options[other]
    answers.options[ANYTHING_ELSE] = other
    answers.written, answers.hidden = answers.hidden, 0


def _codes_before(item: Item, question: Expected | None) -> list[Row]:
    """What values, or the columns of a multiple response, stood for."""
    if question is None:
        return []
    if item.content == "option_flag":
        return [
            {"raw_value": r["column_name"], "option": r["option"], "missing_kind": ""}
            for r in question.columns
            if r["option"]
        ]
    return list(question.codes)


def _may_be_shown(item: Item, key: str, smallest: int) -> bool:
    """Whether a value is a label of the questionnaire, or is shared by enough rows."""
    if item.content == "option_flag" or item.options[key] != key:
        return True
    if any(key in column.labels for column in item.columns):
        return True
    is_label = len(key) <= _LONGEST_LABEL and header_name(key) == key
    return is_label and item.times.get(key, 0) >= smallest


def _left_over(item: Item, options: Mapping[str, str], answers: Answers) -> None:
    """Options without a value: gone where the file lists them all, else unseen."""
    left = [name for name in options if name not in answers.options.values()]
    is_listed = item.content == "option_flag" or any(
        column.labels for column in item.columns
    )
    (answers.gone if is_listed else answers.unseen).extend(left)
