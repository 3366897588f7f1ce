"""The previous questionnaire as it is compared with: each question with all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scripts.codebook.resolved import chain, is_true
from scripts.codebook.rules.scales import NO_SCALES

Row = Mapping[str, str]


@dataclass(frozen=True)
class Expected:
    """A question of the previous questionnaire.

    Attributes:
        question: Its id.
        kind: scale, single, multiple or open.
        label: Short label.
        wording: The words in which it was put.
        columns: Its columns of responses, as rows of export_columns.
        texts: Columns with the text of an option of it ('anders, namelijk').
        options: Wording per option, in order.
        codes: Rows of the code list of its columns.
    """

    question: str
    kind: str
    label: str
    wording: str
    columns: Sequence[Row] = ()
    texts: Sequence[Row] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    codes: Sequence[Row] = ()


def kind_of(kind: str) -> str:
    """The kind of a question as it is compared: every scale is one."""
    return kind if kind in NO_SCALES else "scale"


def expected_questions(
    tables: Mapping[str, Sequence[Row]], questionnaire: str
) -> list[Expected]:
    """The questions of a questionnaire, in the order of their columns.

    Args:
        tables: questions, question_versions, option_versions, export_columns and
            answer_codes, with what a questionnaire inherits filled in.
        questionnaire: Its id.
    """

    def own(seed: str) -> list[Row]:
        return [r for r in tables[seed] if r["questionnaire"] == questionnaire]

    about = {row["question"]: row for row in tables["questions"]}
    columns: dict[str, list[Row]] = {}
    texts: dict[str, list[Row]] = {}
    for row in own("export_columns"):
        if row["question"]:
            is_text = row["content"] == "text" and row["option"]
            (texts if is_text else columns).setdefault(row["question"], []).append(row)
    options: dict[str, dict[str, str]] = {}
    nets = nets_of(tables)
    for row in own("option_versions"):
        if (row["question"], row["option"]) in nets:
            continue
        options.setdefault(row["question"], {})[row["option"]] = row["label"]
    codes: dict[str, list[Row]] = {}
    for row in codes_known(tables, questionnaire):
        codes.setdefault(row["code_list"], []).append(row)
    versions = {row["question"]: row for row in own("question_versions")}
    order = list(dict.fromkeys([*columns, *versions]))
    return [
        Expected(
            question,
            kind_of(about[question]["kind"]),
            about[question]["label"],
            versions[question]["wording"],
            columns.get(question, []),
            texts.get(question, []),
            options.get(question, {}),
            [
                code
                for name in dict.fromkeys(
                    row["code_list"] for row in columns.get(question, [])
                )
                for code in codes.get(name, [])
            ],
        )
        for question in order
        if question in versions
    ]


def nets_of(tables: Mapping[str, Sequence[Row]]) -> set[tuple[str, str]]:
    """Options that are worked out of others: nobody is offered them."""
    return {
        (row["question"], row["option"])
        for row in tables["options"]
        if is_true(row["is_net"])
    }


def codes_known(tables: Mapping[str, Sequence[Row]], questionnaire: str) -> list[Row]:
    """Codes as a questionnaire has them: those that hold in all, then its own.

    A code of a questionnaire holds in those that are based on it as well.
    """
    sources = chain(questionnaire, tables["questionnaires"])
    found: dict[tuple[str, str], Row] = {}
    for source in ["", *reversed(sources)]:
        for row in tables["answer_codes"]:
            if row["questionnaire"] == source:
                found[row["code_list"], row["raw_value"].strip().casefold()] = row
    return [row for row in found.values() if not is_true(row["dropped"])]
