"""Numbers, lists and names as Dutch sentences need them, and what a finding is."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import pandas as pd

from scripts.significance import Policy, general_settings

Row: TypeAlias = dict[str, Any]
Tables: TypeAlias = Mapping[str, pd.DataFrame]

# The columns that identify a row of each table that findings and claims rest on.
ROW_KEYS = {
    "sig_year_on_year": ["year", "question", "option"],
    "sig_subgroups": [
        "year",
        "dimension",
        "subgroup_a",
        "subgroup_b",
        "question",
        "option",
    ],
    "sig_lokets": ["year", "loket", "question", "option"],
    "mart_scores_per_year": ["year", "question"],
    "mart_scores_per_subgroup": ["year", "dimension", "subgroup", "question"],
    "mart_answers_per_year": ["year", "question", "option"],
    "mart_open_answer_themes": ["year", "question", "theme"],
    "mart_top_lokets": ["year", "question"],
    "mart_adjusted_test_effect": ["year", "question"],
    "mart_importance_performance": ["year", "loket", "question"],
    "mart_wave_trends": ["wave", "question"],
}
# More groups or answers than this in one sentence are not listed one by one.
LONGEST_LIST = 4


def round_half_up(value: float, decimals: int) -> float:
    """Round half up, on the exact value, as macros/round_half_up.sql does."""
    scale = float(10**decimals)
    return math.floor(value * scale + 0.5 + 1e-9) / scale


def dutch_number(value: float, decimals: int = 0) -> str:
    """A number as Dutch texts have it: 7,9 and 2.159."""
    text = f"{round_half_up(value, decimals):,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,"))


def listed(items: Sequence[str], last: str = "en") -> str:
    """A Dutch list: a, b en c."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def row_key(table: str, row: Row) -> str:
    """Which row: 'year=2023|question=overall'; what a row has no value for is left out.

    Several rows are divided by a semicolon.
    """
    known = (name for name in ROW_KEYS[table] if row.get(name) not in (None, ""))
    return "|".join(f"{name}={row[name]}" for name in known)


def row_keys(table: str, rows: Iterable[Row]) -> str:
    """The keys of several rows, divided by a semicolon, each once."""
    return ";".join(dict.fromkeys(row_key(table, row) for row in rows))


def records(frame: pd.DataFrame) -> list[Row]:
    """The rows of a frame as dictionaries, in which a null is None."""
    known = frame.notna().to_numpy()
    values = frame.astype(object).to_numpy()
    columns = [str(column) for column in frame.columns]
    return [
        {
            column: value if is_known else None
            for column, value, is_known in zip(columns, row, present, strict=True)
        }
        for row, present in zip(values, known, strict=True)
    ]


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    return text[0].upper() + text[1:] + "."


def shortened(groups: list[tuple[str, str]]) -> str:
    """A list of (words, figure) in which groups that start alike do so once.

    'mannen (7,1) en klanten met één gesprek (7,6) of twee gesprekken (8,1)': groups
    that share their first two words come last, so that it is clear what they share.
    """
    alike: dict[tuple[str, ...], list[tuple[list[str], str]]] = defaultdict(list)
    for name, figure in groups:
        alike[tuple(name.split()[:2])].append((name.split(), figure))
    told = []
    for run in sorted(alike.values(), key=len):
        first = run[0][0]
        shared = 0
        while len(run) > 1 and all(
            w[: shared + 1] == first[: shared + 1] for w, _ in run
        ):
            shared += 1
        names = [" ".join(w[shared:] if i else w) for i, (w, _) in enumerate(run)]
        figures = [f" ({figure})" if figure else "" for _, figure in run]
        told.append(listed([n + f for n, f in zip(names, figures, strict=True)], "of"))
    return listed(told)


def strength(row: Row) -> float:
    """The effect size at the end of the interval that is nearest to no difference."""
    low, high, difference = row["low"], row["high"], row["difference"]
    if row["effect_size"] is None or low is None or low * high <= 0:
        return 0.0
    nearest = min(abs(low), abs(high))
    return float(abs(row["effect_size"]) * nearest / abs(difference))


@dataclass(frozen=True)
class Finding:
    """One sentence, with what decides on its place.

    strength: how large the effect is at least (the end of its interval nearest to none,
    as Cohen's d or h), so that it weighs both effect and base. residual: about a group
    or answer such as 'other', told only where there is nothing else.
    """

    year: int
    kind: str
    finding: str
    sig_table: str
    sig_key: str
    topic: str = ""
    question: str = ""
    option: str = ""
    dimension: str = ""
    loket: str = ""
    arrow: str = ""
    strength: float = 0.0
    residual: bool = False


@dataclass(frozen=True)
class Words:
    """The codebook and the policy, as the sentences need them."""

    questions: dict[str, Row]
    topics: list[str]
    options: dict[tuple[str, str], Row]
    subgroups: dict[tuple[str, str], Row]
    phrases: dict[tuple[str, str], str]
    settings: dict[str, str]
    exceptions: dict[tuple[str, str], str]
    bands: dict[str, Row]
    firm_base: float
    test_base: float
    alpha: float
    residual: set[tuple[str, str]]

    @classmethod
    def from_tables(cls, tables: Tables) -> Words:
        """Read dim_question, dim_answer_option, dim_subgroup, phrases and policy."""
        questions = {row["question"]: row for row in records(tables["dim_question"])}
        last: dict[str, int] = {}
        for row in questions.values():
            last[row["topic"]] = max(last.get(row["topic"], 0), row["position"])
        table = tables["report_policy"]
        policy = Policy.from_table(table)
        phrases = records(tables["phrases"])
        return cls(
            questions=questions,
            topics=sorted(last, key=lambda topic: last[topic]),
            options={
                (row["question"], row["option"]): row
                for row in records(tables["dim_answer_option"])
            },
            subgroups={
                (row["dimension"], row["subgroup"]): row
                for row in records(tables["dim_subgroup"])
            },
            phrases={
                (row["kind"].removeprefix("residual_"), row["id"]): row["phrase"]
                for row in phrases
            },
            settings=general_settings(table),
            exceptions={
                (row["setting"], row["question"]): str(row["value"])
                for row in records(table)
                if row["question"]
            },
            bands={row["band"]: row for row in records(tables["score_bands"])},
            firm_base=policy.min_base_firm,
            test_base=policy.min_base_test,
            alpha=policy.alpha,
            residual={
                (row["kind"].removeprefix("residual_"), row["id"])
                for row in phrases
                if row["kind"].startswith("residual_")
            },
        )

    def setting(self, name: str, question: str = "") -> float:
        """A number of the report policy: the question's exception, or the general one.

        Raises ValueError where the policy has no such setting, or it is no number.
        """
        text = self.exceptions.get((name, question), self.settings.get(name))
        if text is None:
            raise ValueError(
                f"report_policy has no setting '{name}': add a row for it to "
                "seeds/policy/report_policy.csv."
            )
        try:
            return float(text)
        except ValueError:
            raise ValueError(
                f"report_policy: {name} is '{text}'; expected a number."
            ) from None

    def topic(self, question: str) -> str:
        """Topic of a question."""
        return str(self.questions[question]["topic"])

    def is_residual(self, kind: str, *ids: str) -> bool:
        """Whether a subgroup or option, such as 'gender|undisclosed', tells little."""
        return (kind, "|".join(ids)) in self.residual

    def question(self, question: str) -> str:
        """What a mark is given for: 'de website'."""
        label = self.questions[question]["question_label"]
        return self.phrases.get(("question", question), f"‘{label}’")

    def label(self, question: str) -> str:
        """A question by its label."""
        return f"‘{self.questions[question]['question_label']}’"

    def asked(self, question: str) -> str:
        """'Op de vraag …': how answers to a question are introduced."""
        clause = self.phrases.get(("asked", question))
        return f"op de vraag {clause}," if clause else f"bij {self.label(question)}"

    def chose(self, question: str, option: str, more: str) -> str:
        """What those who chose an option do more (or less) often."""
        phrase = self.phrases.get(("option", f"{question}|{option}"))
        if phrase is None:
            label = self.options[question, option]["option_label"]
            phrase = f"antwoorden {{more}} ‘{label}’ bij {self.label(question)}"
        return phrase.replace("{more}", more)

    def dimension(self, dimension: str) -> str:
        """A dimension by its label."""
        labels = (
            r["dimension_label"]
            for (d, _), r in self.subgroups.items()
            if d == dimension
        )
        return f"‘{next(labels)}’"

    def group(self, dimension: str, subgroup: str) -> str:
        """A subgroup: 'klanten tot 27 jaar'."""
        label = self.subgroups[dimension, subgroup]["subgroup_label"]
        other = f"klanten met ‘{label}’ bij {self.dimension(dimension)}"
        return self.phrases.get(("subgroup", f"{dimension}|{subgroup}"), other)

    def figure(self, value: float, is_share: bool, extra: int = 0) -> str:
        """A mark (7,9) or a share (42%), with more decimals than usual if need be."""
        if is_share:
            return f"{dutch_number(100 * value, extra)}%"
        return dutch_number(value, int(self.setting("mean_decimals")) + extra)

    def decimals(self, low: Iterable[float], high: Iterable[float], share: bool) -> int:
        """How many extra decimals show that all low values are below the high ones."""
        below, above = max(low), min(high)
        for extra in range(3):
            if self.figure(below, share, extra) != self.figure(above, share, extra):
                return extra
        return 0

    def is_tentative(self, base: float) -> bool:
        """Whether a figure on this base is indicative only."""
        return base < self.firm_base

    def tentative(self, figure: str, base: float) -> str:
        """A figure between brackets, flagged where its base is too small to be firm."""
        return f"{figure}; indicatief" if self.is_tentative(base) else figure

    def flag(self, base: float) -> str:
        """The same flag for a figure without brackets."""
        return " (indicatief)" if self.is_tentative(base) else ""


def in_turns(found: list[Finding], of: Callable[[Finding], object]) -> list[Finding]:
    """Strongest first, but no second of a group before each has had its first."""
    turns: Counter[object] = Counter()
    placed: list[tuple[int, Finding]] = []
    for finding in sorted(found, key=lambda f: -f.strength):
        placed.append((turns[of(finding)], finding))
        turns[of(finding)] += 1
    return [finding for _, finding in sorted(placed, key=lambda pair: pair[0])]
