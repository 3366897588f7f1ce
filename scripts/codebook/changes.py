"""What changed between two questionnaires, from the seeds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from scripts.codebook.mistakes import one_of
from scripts.codebook.resolved import resolved
from scripts.codebook.seeds import SeedRow, Seeds

_YEARS = ("from_year", "to_year")


class UnknownQuestionnaireError(Exception):
    """No questionnaire is called so; its text is one sentence."""


@dataclass(frozen=True)
class OptionChange:
    """An option that is new, gone, or worded otherwise.

    `was` and `is_now` are its wordings; one is empty where it was not offered.
    """

    option: str
    was: str
    is_now: str


@dataclass(frozen=True)
class LoketChange:
    """A loket that begins, ends or merges between the years of two questionnaires.

    `into` is the label of the loket that it merged into; empty where it ended.
    """

    label: str
    year: int
    begins: bool
    into: str = ""


@dataclass(frozen=True)
class QuestionChange:
    """A question of either questionnaire, as it was and as it is now.

    Attributes:
        question: Question id.
        label: Its short Dutch label.
        was: Earlier wording; empty where it was not asked.
        is_now: Later wording; empty where it is no longer asked.
        options: Options that differ, in the codebook's order.
        were_led: Answers that led to it, as (question, answer); empty for all.
        are_led: The same in the later questionnaire.
        is_comparable: Whether the codebook compares the later answers with earlier
            ones; None where the question is not in both.
        options_not_comparable: Wordings of options in both that may not be compared.
        remark: What the codebook says about the change, in Dutch.
        was_marked: Marks that could be delivered, lowest and highest; None for none.
        is_marked: The same in the later questionnaire.
    """

    question: str
    label: str
    was: str
    is_now: str
    options: list[OptionChange] = field(default_factory=list)
    were_led: frozenset[tuple[str, str]] = frozenset()
    are_led: frozenset[tuple[str, str]] = frozenset()
    is_comparable: bool | None = None
    options_not_comparable: list[str] = field(default_factory=list)
    remark: str = ""
    was_marked: tuple[int, int] | None = None
    is_marked: tuple[int, int] | None = None

    @property
    def has_other_marks(self) -> bool:
        """Whether it was, and is, answered with a mark, and not with the same ones."""
        both = (self.was_marked, self.is_marked)
        return None not in both and self.was_marked != self.is_marked

    @property
    def is_changed(self) -> bool:
        """Whether anything is told about it but its number."""
        return (
            self.was != self.is_now
            or bool(self.options or self.options_not_comparable or self.remark)
            or self.were_led != self.are_led
            or self.is_comparable is False
            or self.has_other_marks
        )


@dataclass(frozen=True)
class Changes:
    """What changed from one questionnaire to another.

    Attributes:
        earlier: Name of the earlier questionnaire, and its year.
        later: The same of the later one.
        questions: Questions of either, changed or not, in the codebook's order.
        labels: Short Dutch label per question id.
        answers: Dutch wording per (question, option), as last used.
        lokets: Lokets that came, went or merged, in the codebook's order.
        scales: Dutch name, lowest and highest mark of scales that only the later
            questionnaire has questions on.
        scales_gone: The same of those that only the earlier one has.
    """

    earlier: tuple[str, str]
    later: tuple[str, str]
    questions: list[QuestionChange]
    labels: dict[str, str]
    answers: dict[tuple[str, ...], str]
    lokets: list[LoketChange] = field(default_factory=list)
    scales: list[tuple[str, int, int]] = field(default_factory=list)
    scales_gone: list[tuple[str, int, int]] = field(default_factory=list)


def changes_between(seeds: Seeds, earlier: str, later: str) -> Changes:
    """Compare two questionnaires of a codebook without mistakes.

    Args:
        seeds: The seeds.
        earlier: Year or id of the questionnaire to compare with.
        later: Year or id of the questionnaire that is compared.

    Raises:
        UnknownQuestionnaireError: A year or id is not in the codebook, or both are the
            same questionnaire.
    """
    seeds = resolved(seeds)
    before = _questionnaire(seeds, earlier)
    after = _questionnaire(seeds, later)
    if before is after:
        raise UnknownQuestionnaireError(
            f"{earlier} and {later} are the same questionnaire; name two."
        )
    rows = sorted(seeds["questions"], key=lambda row: int(row["position"]))
    questions = [_question(seeds, row, before, after) for row in rows]
    options = seeds["options"]
    return Changes(
        earlier=_name(before),
        later=_name(after),
        questions=[q for q in questions if q.was or q.is_now],
        labels={row["question"]: row["label"] for row in rows},
        answers={row.at("question", "option"): row["label"] for row in options},
        lokets=list(_lokets(seeds, int(before["year"]), int(after["year"]))),
        scales=_scales(seeds, after, before),
        scales_gone=_scales(seeds, before, after),
    )


def _lokets(seeds: Seeds, earlier: int, later: int) -> Iterator[LoketChange]:
    """Lokets that were there in one of two years and not in the other."""
    labels = seeds.pairs("lokets", "loket", "label")
    for row in sorted(seeds["lokets"], key=lambda row: int(row["position"])):
        first, last = (int(cell) if cell else None for cell in row.at(*_YEARS))
        into = labels.get(row["merged_into"], "")
        if first is not None and earlier < first <= later:
            yield LoketChange(row["label"], first, True)
        if last is not None and earlier <= last < later:
            yield LoketChange(row["label"], last, False, into)


def _scales(
    seeds: Seeds, questionnaire: SeedRow, other: SeedRow
) -> list[tuple[str, int, int]]:
    """Scales that one questionnaire has questions on and the other has not."""
    kinds = seeds.pairs("questions", "question", "kind")
    used = {row["questionnaire"]: set[str]() for row in seeds["questionnaires"]}
    for row in seeds["question_versions"]:
        used[row["questionnaire"]].add(kinds[row["question"]])
    only = used[questionnaire["questionnaire"]] - used[other["questionnaire"]]
    return [
        (row["label"], int(row["lowest"]), int(row["highest"]))
        for row in seeds["scales"]
        if row["scale"] in only
    ]


def _marks(
    seeds: Seeds, questionnaire: SeedRow, question: str
) -> tuple[int, int] | None:
    """The lowest and highest mark that the columns of a question can hold.

    They are told by its codes: a question that moved from 1-10 to 1-5 has others.
    """
    key = (questionnaire["questionnaire"], question)
    lists = {
        row["code_list"]
        for row in seeds["export_columns"]
        if row.at("questionnaire", "question") == key and row["content"] == "score"
    }
    marks = [
        int(row["score"])
        for row in seeds["answer_codes"]
        if row["code_list"] in lists and row["score"]
    ]
    return (min(marks), max(marks)) if marks else None


def _questionnaire(seeds: Seeds, name: str) -> SeedRow:
    rows = seeds["questionnaires"]
    found = [row for row in rows if name in row.at("year", "questionnaire")]
    if len(found) > 1:
        names = one_of(row["questionnaire"] for row in found)
        raise UnknownQuestionnaireError(
            f"{name} has {len(found)} questionnaires; name one of them: {names}."
        )
    if not found:
        years = [row["year"] for row in rows]
        known = one_of([*years, *(row["questionnaire"] for row in rows)])
        raise UnknownQuestionnaireError(
            f"'{name}' is no questionnaire of the codebook; expected {known}."
        )
    return found[0]


def _name(questionnaire: SeedRow) -> tuple[str, str]:
    label = questionnaire["label"] or questionnaire["questionnaire"]
    return label, questionnaire["year"]


def _question(
    seeds: Seeds, question: SeedRow, before: SeedRow, after: SeedRow
) -> QuestionChange:
    name = question["question"]
    was, now = _version(seeds, before, name), _version(seeds, after, name)
    is_in_both = was is not None and now is not None
    offered, offers = _offered(seeds, before, name), _offered(seeds, after, name)
    order = [row["option"] for row in _in_order(seeds, name)]
    differing = [
        OptionChange(
            option,
            offered[option]["label"] if option in offered else "",
            offers[option]["label"] if option in offers else "",
        )
        for option in order
        if is_in_both and _words(offered.get(option)) != _words(offers.get(option))
    ]
    is_compared = is_in_both and _is_same_series(was, now)
    not_compared = [
        offers[option]["label"]
        for option in order
        if option in offered
        and option in offers
        and not _is_same_series(offered[option], offers[option])
    ]
    return QuestionChange(
        question=name,
        label=question["label"],
        was=was["wording"] if was else "",
        is_now=now["wording"] if now else "",
        options=differing,
        were_led=_led(seeds, before, name),
        are_led=_led(seeds, after, name),
        is_comparable=is_compared if is_in_both else None,
        options_not_comparable=not_compared if is_compared else [],
        remark=now["remark"] if now else "",
        was_marked=_marks(seeds, before, name) if was else None,
        is_marked=_marks(seeds, after, name) if now else None,
    )


def _version(seeds: Seeds, questionnaire: SeedRow, question: str) -> SeedRow | None:
    key = (questionnaire["questionnaire"], question)
    rows = seeds["question_versions"]
    return next((r for r in rows if r.at("questionnaire", "question") == key), None)


def _offered(seeds: Seeds, questionnaire: SeedRow, question: str) -> dict[str, SeedRow]:
    """Versions of options by option; a net is worked out of others, nobody sees it."""
    key = (questionnaire["questionnaire"], question)
    return {
        row["option"]: row
        for row in seeds["option_versions"]
        if row.at("questionnaire", "question") == key and not row.get("is_net")
    }


def _in_order(seeds: Seeds, question: str) -> list[SeedRow]:
    rows = [row for row in seeds["options"] if row["question"] == question]
    return sorted(rows, key=lambda row: int(row["position"]))


def _is_same_series(was: SeedRow | None, now: SeedRow | None) -> bool:
    """Whether two versions may be compared."""
    return was is not None and now is not None and was["series"] == now["series"]


def _led(
    seeds: Seeds, questionnaire: SeedRow, question: str
) -> frozenset[tuple[str, str]]:
    key = (questionnaire["questionnaire"], question)
    return frozenset(
        (row["routing_question"], row["routing_answer"])
        for row in seeds["routing"]
        if row.at("questionnaire", "question") == key
    )


def _words(option: SeedRow | None) -> str | None:
    """A wording without the spaces and signs that respondents read over."""
    return None if option is None else re.sub(r"\W+", " ", option["label"]).strip()
