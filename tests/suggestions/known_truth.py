"""2023 hidden from the seeds, to be proposed again from its own export."""

import csv
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from project import ROOT

from scripts.codebook.seeds import Seeds, read_seeds
from scripts.deliveries.policy import DeliveryPolicy, read_delivery_policy
from scripts.suggestions.delivered import Delivered, read_delivered
from scripts.suggestions.draft import Codebook
from scripts.suggestions.known import codebook_of
from scripts.suggestions.proposal import Proposal, Target

Row = dict[str, str]
SAV = ROOT / "data" / "responses_2023-09.sav"
INVITATIONS = ROOT / "data" / "invitations_2023-09.csv"
OF_QUESTIONNAIRE = ("question_versions", "option_versions", "export_columns", "routing")
# what a person knows and no file says: where a row comes from, and why it changed
NOT_PROPOSED = ("source", "remark")
# where a row comes from, in a codebook with what is inherited filled in
RESOLVED = ("from_questionnaire", "series", "dropped")
TARGET = Target(
    "kto_2023", "2023", "2023-01", "2023-12", "KTO 2023", "kto_2022", smallest=10
)


def seeds() -> Seeds:
    """The seeds of the repository."""
    return read_seeds(ROOT / "seeds")


def policy() -> DeliveryPolicy:
    """The delivery policy of the repository."""
    return read_delivery_policy(seeds()["delivery_policy"])


def delivered(path: Path = SAV) -> Delivered:
    """A file of the demo."""
    return read_delivered(path, policy())


def truth() -> dict[str, list[Row]]:
    """The rows of 2023, by seed."""
    tables = codebook_of(seeds()).tables
    rows = {
        seed: [dict(r) for r in tables[seed] if r["questionnaire"] == "kto_2023"]
        for seed in OF_QUESTIONNAIRE
    }
    lists = {row["code_list"] for row in rows["export_columns"]} - {"", "origin"}
    rows["answer_codes"] = [
        dict(row) for row in tables["answer_codes"] if row["code_list"] in lists
    ]
    nets = {
        (row["question"], row["option"])
        for row in tables["options"]
        if row.get("is_net", "").lower() == "true"
    }
    rows["option_versions"] = [
        row
        for row in rows["option_versions"]
        if (row["question"], row["option"]) not in nets
    ]
    return rows


def without_2023() -> Codebook:
    """The codebook as it was before 2023: its ids are not known either."""
    known = codebook_of(seeds())
    tables = {name: [dict(row) for row in rows] for name, rows in known.tables.items()}
    for seed in ("questionnaires", *OF_QUESTIONNAIRE):
        tables[seed] = [r for r in tables[seed] if r["questionnaire"] != "kto_2023"]
    asked = {row["question"] for row in tables["question_versions"]}
    offered = {(r["question"], r["option"]) for r in tables["option_versions"]}
    lists = {row["code_list"] for row in tables["export_columns"]}
    tables["questions"] = [r for r in tables["questions"] if r["question"] in asked]
    tables["options"] = [
        r for r in tables["options"] if (r["question"], r["option"]) in offered
    ]
    tables["answer_codes"] = [
        r for r in tables["answer_codes"] if r["code_list"] in lists
    ]
    return replace(known, tables=tables)


def right(
    proposal: Proposal, expected: dict[str, list[Row]]
) -> tuple[int, int, list[Row]]:
    """How many expected rows are proposed exactly, of how many; and the others."""
    good, total, missing = 0, 0, []
    for seed, rows in expected.items():
        proposed = {_key(row, rows[0]) for row in proposal.rows(seed)}
        for row in rows:
            total += 1
            if _key(row, row) in proposed:
                good += 1
            else:
                missing.append(row)
    return good, total, missing


def lists_named(proposal: Proposal, expected: dict[str, list[Row]]) -> Proposal:
    """The proposal with the expected names of code lists: those mean nothing."""
    columns = {
        (r["file_kind"], r["column_name"]): r for r in expected["export_columns"]
    }
    names = {
        row["code_list"]: columns[row["file_kind"], row["column_name"]]["code_list"]
        for row in proposal.rows("export_columns")
    }
    tables = {
        seed: [
            {**row, "code_list": names[row["code_list"]]} if "code_list" in row else row
            for row in rows
        ]
        for seed, rows in proposal.tables.items()
    }
    return Proposal(proposal.target, tables, proposal.notes)


def _key(row: Row, columns: Iterable[str]) -> tuple[str, ...]:
    left_out = (*NOT_PROPOSED, *RESOLVED)
    if "raw_value" in row:
        left_out = (*left_out, "questionnaire")
    return tuple(row.get(c, "") for c in columns if c not in left_out)


def renamed(proposal: Proposal, expected: dict[str, list[Row]]) -> Proposal:
    """The proposal with the ids that a person gives to what is new.

    Each new question and option has one id, however many rows it is in: what a column
    holds in the expected rows says which.
    """
    columns = {
        (r["file_kind"], r["column_name"]): r for r in expected["export_columns"]
    }
    questions, options, lists = {}, {}, {}
    for row in proposal.rows("export_columns"):
        known = columns[row["file_kind"], row["column_name"]]
        questions[row["question"]] = known["question"]
        lists[row["code_list"]] = known["code_list"]
        options[known["question"], row["option"]] = known["option"]
    labels = {
        (row["question"], row["label"]): row["option"]
        for row in expected["option_versions"]
    }
    for row in proposal.rows("option_versions"):
        question = questions[row["question"]]
        known_option = labels.get((question, row["label"]), row["option"])
        options[question, row["option"]] = known_option
    by_list = {r["code_list"]: r["question"] for r in expected["export_columns"]}

    def rename(row: Row) -> Row:
        new = dict(row)
        if "question" in row:
            new["question"] = questions.get(row["question"], row["question"])
        if row.get("code_list"):
            new["code_list"] = lists.get(row["code_list"], row["code_list"])
        home = new.get("question") or by_list.get(new.get("code_list", ""), "")
        if row.get("option"):
            new["option"] = options.get((home, row["option"]), row["option"])
        return new

    tables = {seed: list(map(rename, rows)) for seed, rows in proposal.tables.items()}
    return Proposal(proposal.target, tables, proposal.notes)


def write_csv(path: Path, rows: list[list[str]]) -> Path:
    """A CSV file with semicolons."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    return path
