"""What the tests and marts say, as Dutch sentences in the order that a reader wants.

`findings` turns the sig_ tables and a few marts into one table of sentences per year.
What a question, option or subgroup is called in a sentence is in seed `phrases`; what
has no phrase is told by its label, so a new question or year needs no code. Direction
is that of the sig_ tables, and so of the report policy. Rounding is half up, here, at
the last moment.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable

import pandas as pd

from scripts.codebook.rows import Row, Tables, in_order
from scripts.codebook.words import Words
from scripts.story.beyond import adjusted_effect, importance, wave_flags
from scripts.story.finding import Finding, in_turns
from scripts.story.groups import group_differences
from scripts.story.levels import answers, levels
from scripts.story.lokets import has_lokets, loket_differences, top_lokets
from scripts.story.nets import without_nets
from scripts.story.years import year_changes

COLUMNS = [
    "year",
    "position",
    "topic",
    "question",
    "question_label",
    "option",
    "dimension",
    "loket",
    "kind",
    "finding",
    "arrow",
    "sig_table",
    "sig_key",
    "is_headline",
    "stability",
]
# The kinds, in the order in which a topic tells them.
KINDS = [
    "level",
    "year_change",
    "importance",
    "no_year_change",
    "not_comparable",
    "group_difference",
    "adjusted",
    "top_lokets",
    "no_top_lokets",
    "wave_flag",
    "loket_difference",
]
# What the overview may show: of the main topic each of these kinds, of each other the
# first of a few: what changed, else where it stands.
MAIN_HEADLINES = [
    ["level"],
    ["year_change", "no_year_change"],
    ["group_difference"],
    ["top_lokets"],
]
OTHER_HEADLINES = [["year_change", "level"], ["importance"]]


def findings(tables: Tables) -> pd.DataFrame:
    """The findings of each year.

    Args:
        tables: By name: sig_year_on_year, sig_subgroups, sig_lokets, sig_trends,
            mart_scores_per_year, mart_scores_per_subgroup, mart_scores_per_loket,
            mart_answers_per_year, mart_open_answer_themes, mart_top_lokets,
            mart_loket_standing, mart_adjusted_test_effect,
            mart_importance_performance, mart_wave_trends, dim_question,
            dim_answer_option, dim_subgroup, dim_wave, phrases, score_bands and
            report_policy; columns as in the marts and seeds.

    Returns:
        `COLUMNS`, by year and position (1, 2, …), at most findings_per_year of each
        year. `question`, `option`, `dimension` and `loket` are null where a sentence is
        not about one of them. `sig_key` names the rows of `sig_table` that it rests on,
        see `row_key`. `stability` is the part of surveys drawn again in which it would
        be told again.

    Raises:
        ValueError: Where report_policy lacks a setting.
    """
    tables = in_order(without_nets(tables))
    words = Words.from_tables(tables)
    parts: list[Callable[[Tables, Words], list[Finding]]] = [
        levels,
        answers,
        year_changes,
        importance,
        group_differences,
        adjusted_effect,
        wave_flags,
    ]
    if has_lokets(tables):
        parts += [top_lokets, loket_differences]
    found = [finding for part in parts for finding in part(tables, words)]
    rows: list[Row] = []
    for year in sorted({finding.year for finding in found}):
        ordered = _ordered(_chosen([f for f in found if f.year == year], words), words)
        headlines = _headlines(ordered, words)
        for position, finding in enumerate(ordered, start=1):
            label = words.questions.get(finding.question, {}).get("question_label", "")
            rows.append(
                {
                    **{name: getattr(finding, name, None) for name in COLUMNS},
                    "position": position,
                    "question_label": label,
                    "is_headline": position - 1 in headlines,
                }
            )
    types = dict.fromkeys(COLUMNS, "str")
    types |= {"year": "int64", "position": "int64", "is_headline": "bool"}
    types["stability"] = "float64"
    table = pd.DataFrame(rows, columns=COLUMNS)
    nullable = ["topic", "question", "question_label", "option", "dimension", "loket"]
    table[nullable] = table[nullable].replace("", None)
    return table.astype(types)


def _chosen(found: list[Finding], words: Words) -> list[Finding]:
    """As many as the policy tells of a year: each topic gets its share.

    Topics take turns, and within a topic kinds do, in the order of `KINDS`; of a kind
    those that would come back go first and then the strongest, in turns of the
    dimensions. What is about one loket belongs to no topic and takes turns as one. What
    would seldom come back is left out, but for top lists: those say how sure they are.
    """
    least = words.settings.number("finding_min_stability")
    stable = words.settings.number("headline_min_stability")

    def merit(finding: Finding) -> tuple[float, ...]:
        return not finding.residual, finding.stability >= stable, finding.strength

    kept = [f for f in found if f.kind == "top_lokets" or f.stability >= least]
    placed: list[tuple[int, int, Finding]] = []
    for topic, name in enumerate([*words.topics, ""]):
        turns: Counter[str] = Counter()
        of_kinds: list[tuple[int, int, Finding]] = []
        own = [finding for finding in kept if finding.topic == name]
        for finding in in_turns(own, lambda f: (f.kind, f.dimension), merit):
            of_kinds.append((turns[finding.kind], KINDS.index(finding.kind), finding))
            turns[finding.kind] += 1
        of_kinds.sort(key=lambda place: place[:2])
        placed += [(turn, topic, f) for turn, (*_, f) in enumerate(of_kinds)]
    placed.sort(key=lambda place: place[:2])
    most = int(words.settings.number("findings_per_year"))
    return [finding for *_, finding in placed[:most]]


def _ordered(found: list[Finding], words: Words) -> list[Finding]:
    """By topic and kind; within these by strength, in turns of the dimensions."""

    def place(finding: Finding) -> tuple[float, int]:
        topic = words.topics.index(finding.topic) if finding.topic else math.inf
        return topic, KINDS.index(finding.kind)

    def position(finding: Finding) -> tuple[int, str]:
        row = words.questions.get(finding.question)
        return row["position"] if row else 0, finding.finding

    # sorting keeps the order of what is equal: strength, then position, then text
    found = sorted(found, key=position)
    return sorted(in_turns(found, lambda f: (place(f), f.dimension)), key=place)


def _headlines(ordered: list[Finding], words: Words) -> set[int]:
    """Positions (from 0) of those for the overview: the first of a topic and kind.

    What would not be told again in enough surveys is none.
    """
    stable = words.settings.number("headline_min_stability")
    first: dict[tuple[str, str], int] = {}
    for position, finding in enumerate(ordered):
        question = words.questions.get(finding.question)
        is_open = question is not None and question["kind"] == "open"
        if not is_open and finding.stability >= stable:
            first.setdefault((finding.topic, finding.kind), position)
    chosen: list[int] = []
    for topic in words.topics:
        wanted = (
            MAIN_HEADLINES
            if topic == words.topic(words.main_question)
            else OTHER_HEADLINES
        )
        for kinds in wanted:
            present = [first[topic, kind] for kind in kinds if (topic, kind) in first]
            chosen += present[:1]
    return set(chosen[: int(words.settings.number("headline_findings"))])
