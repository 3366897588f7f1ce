"""The columns of a file put together as items: a question, or what every row has."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from scripts.deliveries.showing import header_name
from scripts.suggestions import shapes
from scripts.suggestions.delivered import Column, Delivered
from scripts.suggestions.words import Recognised, apart, bare, nearly

# what every row can have, in the order in which it is looked for
OF_EVERY_ROW = ("respondent", "loket", "invited_at", "started_at", "completed_at")
MOMENTS = ("invited_at", "started_at", "completed_at")
_LONGEST_ID = 40  # characters
# of fewer rows any column may have a value of its own in each
_FEWEST_ROWS = 10
# what as many rows have is no answer in somebody's own words
_WRITTEN_MORE = 10
_SPLITS = (
    re.compile(r"(?P<stem>.+?)\s*\[(?P<option>.+)\]\s*"),
    re.compile(r"(?P<stem>.+?)\s+[-–—]\s+(?P<option>.+)"),
    re.compile(r"(?P<stem>.+?):\s+(?P<option>.+)"),
    re.compile(r"(?P<stem>[^\s/]+)/(?P<option>[^\s/]+)"),
    re.compile(r"(?P<stem>.+?)\s*\((?P<option>[^()]+)\)\s*"),
    re.compile(r"(?P<stem>.+?)[_. ](?P<option>[^_. ]+)"),
    re.compile(r"(?P<stem>.*?\d)(?P<option>[a-z])"),
)


@dataclass(frozen=True)
class Item:
    """A question as a file has it, or a column that is about the row.

    Attributes:
        content: As in export_columns, or 'empty', 'other' (a number, a weight),
            'contact' (who somebody is).
        columns: One, or one per option of a multiple response.
        label: The question's words, where known.
        options: Label per value, or per column of a multiple response.
        times: How often each of those occurs.
        delimiter: What divides the options in a cell.
        scale: Of marks.
        flags: Per value of 0/1 columns whether it says that the option was chosen.
        stem: What the names of the columns have in common.
        may_be: Contents that the values would also fit.
        has_write_ins: Whether a choice was also answered in own words.
    """

    content: str
    columns: tuple[Column, ...]
    label: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    times: Mapping[str, int] = field(default_factory=dict)
    delimiter: str = ""
    scale: shapes.Scale | None = None
    flags: Mapping[str, bool] = field(default_factory=dict)
    stem: str = ""
    may_be: frozenset[str] = frozenset()
    has_write_ins: bool = False

    @property
    def name(self) -> str:
        """What a message calls it: its column, or the first and the last of several."""
        first, last = self.columns[0].name, self.columns[-1].name
        said = header_name(first)
        return said if len(self.columns) == 1 else f"{said} … {header_name(last)}"


def split(text: str) -> tuple[str, str]:
    """The words of a question and, behind them, those of an option of it."""
    for way in _SPLITS:
        if found := way.fullmatch(text):
            return found["stem"].strip(), found["option"].strip()
    return text, ""


def items_of(
    delivered: Delivered,
    words: Recognised,
    lokets: Collection[str] = (),
    flags_before: Mapping[str, str] | None = None,
    roles_before: Mapping[str, str] | None = None,
) -> list[Item]:
    """The items of a file, in the order of its columns.

    Args:
        delivered: The file.
        words: What words tell.
        lokets: Names of lokets, in lower case.
        flags_before: The question of each column (in lower case) that was a 0/1 column
            of a multiple response in the previous questionnaire.
        roles_before: The content of each column (in lower case) that was about the row
            there: respondent, loket, a moment, origin.
    """
    flags_before = flags_before or {}
    roles_before = roles_before or {}
    roles = _roles(delivered, words, lokets, roles_before)
    by_values = ""
    if "respondent" not in roles.values() and not roles_before:
        by_values = _looks_like_an_id(delivered, roles)
        roles |= {by_values: "respondent"} if by_values else {}
    groups = _flag_groups(delivered.columns, words, flags_before, set(roles))
    items: list[Item] = []
    done: set[str] = set()
    for column in delivered.columns:
        if column.name in done:
            continue
        if column.name in roles:
            items.append(
                Item(
                    roles[column.name],
                    (column,),
                    column.label,
                    may_be=frozenset(["text"] if column.name == by_values else []),
                )
            )
        elif column.name in groups:
            group = groups[column.name]
            done |= {member.name for member in group}
            items.append(_flags(group, words))
        else:
            items.append(_single(column, words, delivered.rows))
    return items


def _roles(
    delivered: Delivered,
    words: Recognised,
    lokets: Collection[str],
    before: Mapping[str, str],
) -> dict[str, str]:
    """The content of columns that are about the row, each content once."""
    found: dict[str, str] = {}
    columns = [c for c in delivered.columns if c.filled]
    for column in columns:
        role = before.get(column.name.casefold(), "")
        fits = role not in MOMENTS or shapes.are_moments(column)
        if role and fits and role not in found.values():
            found[column.name] = role
    for role in (*OF_EVERY_ROW, "origin", "invited"):
        if role in found.values() or (role == "invited" and delivered.rows > 500):
            continue
        scored = [
            (_role_score(column, role, words, lokets, delivered.rows), -place, column)
            for place, column in enumerate(columns)
            if column.name not in found
        ]
        score, _, best = max(scored, default=(0.0, 0, None), key=lambda s: s[:2])
        if best is not None and score >= 1:
            found[best.name] = role
    return found


def _looks_like_an_id(delivered: Delivered, taken: Collection[str]) -> str:
    """The first column with a short code of its own in every row; empty if none."""
    if delivered.rows < _FEWEST_ROWS:
        return ""
    for column in delivered.columns:
        longest = max(map(len, column.values), default=0)
        is_code = all(re.fullmatch(r"[\w-]*\d[\w-]*", v) for v in column.values)
        is_whole = column.filled == delivered.rows == len(column.values)
        if is_whole and is_code and longest <= _LONGEST_ID and column.name not in taken:
            return column.name
    return ""


def _role_score(
    column: Column, role: str, words: Recognised, lokets: Collection[str], rows: int
) -> float:
    name = apart(column.name)
    named = 1.0 if words.nearly_means(role, name) else 0.0
    named = named or (0.5 if words.says(role, name) else 0.0)
    if role == "respondent":
        if shapes.are_moments(column) or not shapes.are_unique(column, rows):
            return 0.0
        return 2 * named
    if role == "loket":
        known = sum(n for v, n in column.values.items() if v.casefold() in lokets)
        total = sum(column.values.values())
        return (2 if total and known * 2 >= total else 0) + (
            named if shapes.is_choice(column) else 0
        )
    if role in MOMENTS:
        return 2 * named if shapes.are_moments(column) else 0.0
    if role == "origin":
        return named if len(column.values) == 1 else 0.0
    is_count = all(value.isdecimal() for value in column.values) and column.values
    return named if is_count and not shapes.is_choice(column) else 0.0


def _flag_groups(
    columns: Sequence[Column],
    words: Recognised,
    before: Mapping[str, str],
    taken: Collection[str],
) -> dict[str, list[Column]]:
    """The 0/1 columns of each multiple response, by the name of each of them."""
    groups: dict[str, list[Column]] = {}
    for column in columns:
        if column.name in taken or column.kind in ("text", "choice"):
            continue
        is_flag = shapes.flag_values(column, words) is not None
        is_label = len(column.values) == 1 and not column.labels
        if not (is_flag or is_label or not column.filled):
            continue
        key = before.get(column.name.casefold(), "")
        if not key:
            stem, option = split(column.label)
            name_stem, rest = split(column.name)
            option, stem = (option, stem) if option else (rest, name_stem)
            is_text = not is_flag and words.says("other_text", column.name)
            if not option or is_text:
                continue
            key = f"{bare(name_stem)}|{bare(stem)}"
        groups.setdefault(key, []).append(column)
    _join_by_stem(groups, before)
    _join_by_likeness(groups)
    kept = {
        key: group
        for key, group in groups.items()
        if len(group) > 1 and _holds_flags(group, words)
    }
    return {column.name: group for group in kept.values() for column in group}


def _join_by_stem(groups: dict[str, list[Column]], before: Mapping[str, str]) -> None:
    """A new 0/1 column joins the columns of a known question with the same stem."""
    stems = {
        bare(split(column.name)[0]): key
        for key, group in groups.items()
        for column in group
        if column.name.casefold() in before
    }
    for key in [k for k in groups if "|" in k]:
        home = stems.get(key.split("|")[0])
        if home:
            groups[home] += groups.pop(key)


def _join_by_likeness(groups: dict[str, list[Column]]) -> None:
    """A 0/1 column whose question is typed wrongly joins the columns it belongs to."""
    by_size = sorted(groups, key=lambda key: -len(groups[key]))
    for place, key in enumerate(by_size):
        for other in by_size[place + 1 :]:
            if key in groups and other in groups and _same_stem(key, other):
                groups[key] += groups.pop(other)


def _same_stem(one: str, other: str) -> bool:
    pairs = zip(one.split("|"), other.split("|"), strict=False)
    # stems with numbers (v08, v09) are different, however much they are alike
    return "|" in one and "|" in other and all(a == b or nearly(a, b) for a, b in pairs)


def _holds_flags(group: Sequence[Column], words: Recognised) -> bool:
    """Whether a group has flags in it: some column has both values, or its own label.

    Columns of yes/no questions that share a stem are told apart by their labels: the
    words of an option stand behind those of the question.
    """
    found = [shapes.flag_values(column, words) for column in group if column.filled]
    if found and all(flags is not None for flags in found):
        return True
    return bool(found) and all(len(c.values) == 1 for c in group if c.filled)


def _flags(group: list[Column], words: Recognised) -> Item:
    options: dict[str, str] = {}
    times: dict[str, int] = {}
    values: dict[str, bool] = {}
    for column in group:
        flags = shapes.flag_values(column, words)
        if flags is None:
            # the cell has the option's own words
            flags = dict.fromkeys(column.values, True)
            label = next(iter(column.values), split(column.name)[1])
        else:
            label = split(column.label)[1] or split(column.name)[1] or column.name
        values.update(flags)
        options[column.name] = label
        chosen = (n for value, n in column.values.items() if flags.get(value))
        times[column.name] = sum(chosen)
    label = split(group[0].label)[0] if group[0].label else ""
    return Item(
        "option_flag",
        tuple(group),
        label,
        options,
        times,
        flags=values,
        stem=bare(split(group[0].name)[0]),
    )


def _single(column: Column, words: Recognised, rows: int) -> Item:
    """The item of a column that stands by itself."""
    content, scale, delimiter, may_be = _content(column, words, rows)
    if content == "option_list":
        times = shapes.parts_of(column, delimiter) if delimiter else {}
        options = {
            v: column.said(v) for v in {**column.labels, **dict(sorted(times.items()))}
        }
    elif content in ("choice", "score"):
        times = dict(column.values)
        options = {v: column.said(v) for v in _ordered(column)}
    else:
        times, options = {}, {}
    return Item(
        content,
        (column,),
        column.label,
        options,
        times,
        delimiter,
        scale,
        stem=bare(split(column.name)[0]),
        may_be=frozenset(may_be),
        has_write_ins=content == "choice"
        and shapes.has_write_ins(column, _WRITTEN_MORE),
    )


def _is_contact(column: Column, words: Recognised) -> bool:
    """Whether a column says who somebody is: no questionnaire needs it here."""
    with_at = sum(n for v, n in column.values.items() if re.search(r"\S@\S+\.", v))
    is_named = words.means("contact", column.name) or words.means(
        "contact", column.label
    )
    return is_named or 0 < column.filled < 2 * with_at


def _ordered(column: Column) -> list[str]:
    """Values: those with a label in their order, numbers by size, then words."""
    others = [value for value in column.values if value not in column.labels]
    numbers = sorted((v for v in others if v.lstrip("-").isdecimal()), key=int)
    return [*column.labels, *numbers, *sorted(set(others) - set(numbers))]


def _content(
    column: Column, words: Recognised, rows: int
) -> tuple[str, shapes.Scale | None, str, list[str]]:
    if _is_contact(column, words):
        return "contact", None, "", []
    if column.kind == "text":
        return "text", None, "", []
    if column.kind == "option_list":
        return "option_list", None, shapes.list_divider(column) or " ", []
    if column.kind == "choice":
        scale = shapes.scale_of(column, words)
        return ("score" if scale else "choice"), scale, "", ["choice"]
    if not column.filled and not column.labels:
        return "empty", None, "", []
    if shapes.are_moments(column) or shapes.is_fraction(column):
        return "other", None, "", ["text"]
    scale = shapes.scale_of(column, words)
    if scale:
        said = f"{column.label} {column.name}"
        is_mark = (
            len(column.values) > 5
            or scale.highest > 5
            or words.says("satisfaction", said)
            or words.says("recommendation", said)
            or bool(scale.marks)
            or any(words.says("degree", text) for text in column.labels.values())
        )
        return ("score" if is_mark else "choice"), scale, "", ["score", "choice"]
    if shapes.has_write_ins(column, _WRITTEN_MORE):
        return "choice", None, "", ["text"]
    divider = shapes.list_divider(column)
    if divider:
        return "option_list", None, divider, ["text", "choice"]
    if shapes.is_choice(column):
        return "choice", None, "", ["text"]
    if shapes.are_unique(column, rows) and all(v.isdecimal() for v in column.values):
        return "other", None, "", ["text"]
    return "text", None, "", ["choice", "option_list"]
