"""A proposal told as differences to the questionnaire that it is based on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scripts.codebook.resolved import INHERITED
from scripts.suggestions.previous import Row as Known
from scripts.suggestions.previous import codes_known, nets_of
from scripts.suggestions.proposal import Proposal, Row


def differences(
    proposal: Proposal, tables: Mapping[str, Sequence[Known]]
) -> dict[str, list[Row]]:
    """The rows that a person keeps: what is new, changed or dropped.

    What stays as it was is inherited and has no row; what goes takes along what belongs
    to it, as the seeds' own rules say.

    Args:
        proposal: Complete rows of a questionnaire.
        tables: The seeds, with what questionnaires inherit filled in.
    """
    previous = proposal.target.previous
    before = {
        seed: [dict(r) for r in tables[seed] if r["questionnaire"] == previous]
        for seed in INHERITED
    }
    nets = nets_of(tables)
    before["option_versions"] = [
        row for row in before["option_versions"] if _option(row) not in nets
    ]
    asked = {row["question"] for row in proposal.rows("question_versions")}
    offered = {_option(row) for row in proposal.rows("option_versions")}
    rows: dict[str, list[Row]] = {
        "question_versions": _versions(proposal, before["question_versions"]),
        "option_versions": _options(proposal, before["option_versions"], asked),
        "routing": _routing(proposal, before["routing"], asked, offered),
        "export_columns": _columns(proposal, before["export_columns"], asked, offered),
        "answer_codes": _codes(proposal, codes_known(tables, previous)),
    }
    others = {seed: r for seed, r in proposal.tables.items() if seed not in rows}
    return {seed: found for seed, found in {**others, **rows}.items() if found}


def _versions(proposal: Proposal, before: Sequence[Row]) -> list[Row]:
    known = {row["question"]: row for row in before}
    rows = []
    for row in proposal.rows("question_versions"):
        old = known.pop(row["question"], None)
        is_same = old is not None and all(
            row[cell] == old[cell] for cell in ("number", "wording")
        )
        if not (is_same and row["comparable_with_previous"] == "true"):
            rows.append(row)
    return rows + [_dropped(proposal, question=question) for question in known]


def _options(proposal: Proposal, before: Sequence[Row], asked: set[str]) -> list[Row]:
    known = {_option(row): row for row in before}
    rows = []
    for row in proposal.rows("option_versions"):
        old = known.pop(_option(row), None)
        if old is None or row["label"] != old["label"]:
            rows.append(row)
    return rows + [
        _dropped(proposal, question=question, option=option)
        for question, option in known
        if question in asked
    ]


def _routing(
    proposal: Proposal,
    before: Sequence[Row],
    asked: set[str],
    offered: set[tuple[str, str]],
) -> list[Row]:
    """Own rows of a question replace all that it inherits."""
    own: dict[str, list[Row]] = {}
    for row in proposal.rows("routing"):
        own.setdefault(row["question"], []).append(row)
    inherited: dict[str, set[tuple[str, str]]] = {}
    with_options = {question for question, _ in offered}
    for row in before:
        deciding, answer = row["routing_question"], row["routing_answer"]
        goes = deciding not in asked or (
            deciding in with_options and (deciding, answer) not in offered
        )
        if row["question"] in asked and not goes:
            inherited.setdefault(row["question"], set()).add((deciding, answer))
    rows = []
    for question, found in own.items():
        told = {(row["routing_question"], row["routing_answer"]) for row in found}
        if told != inherited.pop(question, set()):
            rows += found
    return rows + [_dropped(proposal, question=question) for question in inherited]


def _columns(
    proposal: Proposal,
    before: Sequence[Row],
    asked: set[str],
    offered: set[tuple[str, str]],
) -> list[Row]:
    cells = ("column_name", "content", "required", "code_list", "delimiter")
    known = {_holds(row): row for row in before}
    rows, contents = [], {}
    for row in proposal.rows("export_columns"):
        old = known.pop(_holds(row), None)
        if not row["option"] or row["content"] != "text":
            contents[row["file_kind"], row["question"]] = row["content"]
        if old is None or any(row[cell] != old[cell] for cell in cells):
            rows.append(row)
    for old in known.values():
        question, option = old["question"], old["option"]
        goes_along = question and (
            question not in asked
            or (option and (question, option) not in offered)
            or contents.get((old["file_kind"], question)) != old["content"]
        )
        may_be_missing = old["required"].lower() == "false"
        if not (goes_along or may_be_missing):
            kept = ("file_kind", "column_name", "content", "question", "option")
            rows.append(_dropped(proposal, **{cell: old[cell] for cell in kept}))
    return rows


def _codes(proposal: Proposal, tables: Sequence[Known]) -> list[Row]:
    """Codes that their list does not have yet, or that stand for something else now."""
    cells = ("option", "score", "missing_kind", "is_chosen")
    names = {row["code_list"] for row in tables}
    known = {_code(row): tuple(row[cell].lower() for cell in cells) for row in tables}
    rows = []
    for row in proposal.rows("answer_codes"):
        if tuple(row[cell].lower() for cell in cells) == known.get(_code(row)):
            continue
        is_old = row["code_list"] in names
        questionnaire = proposal.target.questionnaire if is_old else ""
        rows.append({**row, "questionnaire": questionnaire})
    return rows


def _dropped(proposal: Proposal, **cells: str) -> Row:
    own = {"questionnaire": proposal.target.questionnaire}
    return {**own, **cells, "dropped": "true"}


def _option(row: Row) -> tuple[str, str]:
    return row["question"], row["option"]


def _holds(row: Row) -> tuple[str, ...]:
    """What a column holds: by it an inherited column is found again."""
    if not row["question"]:
        return row["file_kind"], row["content"]
    is_text = str(row["content"] == "text" and bool(row["option"]))
    return row["file_kind"], row["question"], row["option"], is_text


def _code(row: Known) -> tuple[str, str]:
    return row["code_list"], row["raw_value"].strip().casefold()
