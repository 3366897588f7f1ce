"""Options, and the subgroups that they make up."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.codebook.mistakes import Mistake, did_you_mean, listed
from scripts.codebook.resolved import is_true
from scripts.codebook.seeds import Seeds, grouped

WITH_OPTIONS = ("single", "multiple")
# words that stand for something else in the same column of a published table
RESERVED_DIMENSIONS = ("total", "loket", "successor", "wave", "question")
RESERVED_SUBGROUPS = ("rest", "all")


def options_belong_to_choices(seeds: Seeds) -> Iterator[Mistake]:
    """Only questions with a choice have options."""
    kinds = seeds.pairs("questions", "question", "kind")
    for (question,), rows in grouped(seeds["options"], "question").items():
        kind = kinds.get(question, "single")
        if kind not in WITH_OPTIONS:
            what = (
                f"{question} has the kind {kind}, which has no options; "
                "remove them, or "
                f"make it single or multiple in {seeds.file('questions')}"
            )
            lines = tuple(row.line for row in rows)
            yield Mistake(rows[0].file, what, lines, "question")


def choices_have_options(seeds: Seeds) -> Iterator[Mistake]:
    """A question with a choice offers options in each questionnaire that asks it."""
    kinds = seeds.pairs("questions", "question", "kind")
    offered = seeds.values("option_versions", "questionnaire", "question")
    for row in seeds["question_versions"]:
        key = row.at("questionnaire", "question")
        if kinds.get(row["question"]) in WITH_OPTIONS and key not in offered:
            yield row.mistake(
                f"{row['question']} offers no option in "
                f"{row['questionnaire']}; add its "
                f"options to {seeds.file('option_versions')}",
                "question",
            )


def nets_are_of_options(seeds: Seeds) -> Iterator[Mistake]:
    """A net counts options that are no nets, of its own question, and has some."""
    nets = {
        row.at("question", "option")
        for row in seeds["options"]
        if is_true(row["is_net"])
    }
    for row in seeds["option_groups"]:
        if row.at("question", "net") not in nets:
            yield row.mistake(
                f"{row['net']} is an option by itself; give it is_net true in "
                f"{seeds.file('options')}, or name a net",
                "net",
            )
        if row.at("question", "option") in nets:
            yield row.mistake(
                f"{row['option']} is a net itself; list the options that it counts",
                "option",
            )
    counted = seeds.values("option_groups", "question", "net")
    for row in seeds["options"]:
        if is_true(row["is_net"]) and row.at("question", "option") not in counted:
            yield row.mistake(
                f"the net {row['option']} counts no option; list them in "
                f"{seeds.file('option_groups')}",
                "option",
            )


def options_are_offered(seeds: Seeds) -> Iterator[Mistake]:
    """Each option is offered by some questionnaire."""
    offered = seeds.values("option_versions", "question", "option")
    # one that is counted as a net without being one is told by itself
    nets = seeds.values("option_groups", "question", "net")
    for row in seeds["options"]:
        is_net = is_true(row["is_net"]) or row.at("question", "option") in nets
        if not is_net and row.at("question", "option") not in offered:
            others = [
                option for question, option in offered if question == row["question"]
            ]
            yield row.mistake(
                f"'{row['option']}' of {row['question']} is not in "
                f"{seeds.file('option_versions')}"
                f"{did_you_mean(row['option'], others)}; add it there or correct it "
                "here",
                "option",
            )


def dimensions_divide(seeds: Seeds) -> Iterator[Mistake]:
    """A dimension is of a question with one answer, and has subgroups."""
    kinds = seeds.pairs("questions", "question", "kind")
    divided = seeds.values("subgroups", "dimension")
    for row in seeds["dimensions"]:
        kind = kinds.get(row["question"], "single")
        if row["dimension"] in RESERVED_DIMENSIONS:
            yield row.mistake(
                f"'{row['dimension']}' means something else in published "
                "tables; choose "
                "another id",
                "dimension",
            )
        if kind != "single":
            yield row.mistake(
                f"{row['question']} has the kind {kind}; a dimension needs a question "
                "with one answer (single), so that each client is in one subgroup",
                "question",
            )
        if row.at("dimension") not in divided:
            yield row.mistake(
                f"{row['dimension']} has no subgroups; add them to "
                f"{seeds.file('subgroups')}",
                "dimension",
            )


def subgroups_have_their_own_names(seeds: Seeds) -> Iterator[Mistake]:
    """No subgroup is called as the rest of a comparison, or as everyone, is."""
    for row in seeds["subgroups"]:
        if row["subgroup"] in RESERVED_SUBGROUPS:
            yield row.mistake(
                f"'{row['subgroup']}' means something else in published tables; choose "
                "another id",
                "subgroup",
            )


def grouped_options_exist(seeds: Seeds) -> Iterator[Mistake]:
    """What makes up a subgroup, or none, are options of the dimension's question."""
    questions = seeds.pairs("dimensions", "dimension", "question")
    options = grouped(seeds["options"], "question")
    for seed in ("subgroup_options", "ungrouped_options"):
        for row in seeds[seed]:
            question = questions.get(row["dimension"], "")
            known = [option["option"] for option in options.get((question,), [])]
            if question and row["option"] not in known:
                yield row.mistake(
                    f"'{row['option']}' is no option of {question}"
                    f"{did_you_mean(row['option'], known)}; add it to "
                    f"{seeds.file('options')} or correct it here",
                    "option",
                )


def every_option_has_its_subgroup(seeds: Seeds) -> Iterator[Mistake]:
    """An option of a dimension's question is in a subgroup, or in none on purpose."""
    options = grouped(seeds["options"], "question")
    divided = seeds.values("subgroup_options", "dimension", "option")
    left_out = seeds.values("ungrouped_options", "dimension", "option")
    for dimension, question in zip(
        seeds.column("dimensions", "dimension"),
        seeds.column("dimensions", "question"),
        strict=True,
    ):
        missing = [
            row
            for row in options.get((question,), [])
            if not is_true(row["is_net"])
            and (dimension, row["option"]) not in divided | left_out
        ]
        if missing:
            names = listed([row["option"] for row in missing], "and")
            what = (
                f"{names} of {question} {'is' if len(missing) == 1 else 'are'} in no "
                f"subgroup of {dimension}, and who chose it would not be "
                "counted there; "
                f"add it to {seeds.file('subgroup_options')}, or to "
                f"{seeds.file('ungrouped_options')} where that is meant"
            )
            lines = tuple(row.line for row in missing)
            yield Mistake(seeds.file("options"), what, lines, "option")
    for row in seeds["ungrouped_options"]:
        if row.at("dimension", "option") in divided:
            yield row.mistake(
                f"{row['option']} is in a subgroup of {row['dimension']} "
                "as well; remove "
                f"it here or from {seeds.file('subgroup_options')}",
                "option",
            )
