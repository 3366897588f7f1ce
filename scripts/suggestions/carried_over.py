"""What a new questionnaire keeps of the previous one: numbers, routing, invitations."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from scripts.codebook.mistakes import one_of
from scripts.suggestions.delivered import Delivered
from scripts.suggestions.items import items_of
from scripts.suggestions.previous import Expected, Row
from scripts.suggestions.proposal import DECIDE, UNPLACED, Proposal
from scripts.suggestions.words import Recognised

_OF_INVITATIONS = ("loket", "invited", "origin")


def number_questions(
    proposal: Proposal, coded: Mapping[str, int], before: Sequence[Row]
) -> None:
    """Fill in the numbers of questions: from coded names, else as before, else on.

    Args:
        proposal: Its question_versions are filled in.
        coded: The number in the name of each question's column; 0 where it has none.
        before: Rows of question_versions of the previous questionnaire.
    """
    rows = proposal.rows("question_versions")
    known = {row["question"]: row["number"] for row in before}
    is_coded = bool(rows) and all(coded[row["question"]] for row in rows)
    last = max([0, *map(int, known.values())])
    for row in rows:
        name = row["question"]
        if is_coded:
            row["number"] = str(coded[name])
        elif name in known:
            row["number"] = known[name]
        else:
            last += 1
            row["number"] = str(last)


def tell_dropped(proposal: Proposal, expected: Sequence[Expected]) -> None:
    """Say which questions of the previous questionnaire have no column any more."""
    asked = {row["question"] for row in proposal.rows("question_versions")}
    for question in expected:
        if question.question not in asked:
            proposal.note(
                DECIDE,
                question.question,
                f"'{question.label}' was asked before and has no column now: proposed "
                "as dropped",
            )


def tell_main_question(proposal: Proposal, tables: Mapping[str, Sequence[Row]]) -> None:
    """Say where the report policy's main question is none that is asked."""
    asked = [row["question"] for row in tables["questions"]]
    asked += [row["question"] for row in proposal.rows("questions")]
    scales = {row["scale"] for row in [*tables["scales"], *proposal.rows("scales")]}
    for row in tables["report_policy"]:
        if row["setting"] != "main_question" or row["value"] in asked:
            continue
        marks = [
            r["question"] for r in proposal.rows("questions") if r["kind"] in scales
        ]
        proposal.note(
            DECIDE,
            "main_question",
            f"is {row['value']} in seeds/policy/report_policy.csv, which nobody is "
            f"asked; put there the mark that stands for the whole: {one_of(marks)}",
        )


def tell_overlap(proposal: Proposal, questionnaires: Sequence[Row]) -> None:
    """Say which questionnaire has to end before the new one begins."""
    first = proposal.target.first_wave
    for row in questionnaires:
        if row["first_wave"] < first <= row["last_wave"]:
            proposal.note(
                DECIDE,
                row["questionnaire"],
                f"goes on until {row['last_wave']} and the new one begins in {first}: "
                "shorten its last_wave in seeds/codebook/questionnaires.csv",
            )


def route(
    proposal: Proposal, before: Sequence[Row], expected: Sequence[Expected]
) -> None:
    """Keep the routing of questions that are asked, where its answers are offered."""
    asked = {row["question"] for row in proposal.rows("question_versions")}
    offered = {
        (row["question"], row["option"]) for row in proposal.rows("option_versions")
    }
    kinds = {question.question: question.kind for question in expected}
    for row in before:
        deciding, answer = row["routing_question"], row["routing_answer"]
        if row["question"] not in asked:
            continue
        is_there = kinds.get(deciding) == "scale" or (deciding, answer) in offered
        if deciding in asked and is_there:
            questionnaire = proposal.target.questionnaire
            proposal.add("routing", **{**row, "questionnaire": questionnaire})
        else:
            proposal.note(
                DECIDE,
                row["question"],
                f"was asked of those who answered {answer} at {deciding}, which is not "
                "there: its routing is left out",
            )


def columns_of_invitations(
    proposal: Proposal,
    delivered: Delivered | None,
    before: Sequence[Row],
    words: Recognised,
    lokets: Collection[str],
) -> None:
    """Propose the columns of files with invitations: those before, or of a file."""
    questionnaire = proposal.target.questionnaire
    if delivered is None:
        for row in before:
            if row["file_kind"] == "invitations":
                proposal.add(
                    "export_columns", **{**row, "questionnaire": questionnaire}
                )
        return
    held: set[str] = set()
    for item in items_of(delivered, words, lokets):
        column = item.columns[0]
        content = item.content if item.content in _OF_INVITATIONS else ""
        is_number = bool(column.values) and all(v.isdecimal() for v in column.values)
        if not content and is_number and "invited" not in held:
            content = "invited"
        if not content or content in held:
            proposal.note(UNPLACED, item.name, "is no column of invitations")
            continue
        held.add(content)
        proposal.add(
            "export_columns",
            questionnaire=questionnaire,
            file_kind="invitations",
            column_name=column.name,
            content=content,
            required=str(content != "origin").lower(),
            question="",
            option="",
            code_list="origin" if content == "origin" else "",
            delimiter="",
        )
