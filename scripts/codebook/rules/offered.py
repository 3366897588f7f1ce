"""What codes and columns can deliver, held against what a questionnaire offers."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.codebook.mistakes import Mistake, did_you_mean, one_of, shown
from scripts.codebook.resolved import CODES, is_true
from scripts.codebook.rules.columns import WITH_CODES
from scripts.codebook.seeds import SeedRow, Seeds, grouped

CODED_OPTIONS = ("choice", "option_list")


def codes_are_offered(seeds: Seeds) -> Iterator[Mistake]:
    """A code stands for an option that some questionnaire with its list offers."""
    lists = grouped(seeds["answer_codes"], "code_list")
    offered = grouped(seeds["option_versions"], "questionnaire", "question")
    for (code_list,), columns in grouped(_coded(seeds), "code_list").items():
        options = [
            row["option"]
            for key in grouped(columns, "questionnaire", "question")
            for row in offered.get(key, [])
        ]
        first = columns[0]
        for code in lists.get((code_list,), []):
            option = code["option"]
            if option and option not in options:
                yield code.mistake(
                    f"{shown(option)} is not offered at {first['question']} in "
                    f"{first['questionnaire']}{did_you_mean(option, options)}; "
                    f"expected {one_of(options)}; correct it, remove the row, or add "
                    f"the option to {seeds.file('option_versions')}",
                    "option",
                )


def offered_options_can_be_chosen(seeds: Seeds) -> Iterator[Mistake]:
    """An option that is offered has a code or a column of its own."""
    lists = grouped(seeds[CODES], "questionnaire", "question", "code_list")
    as_written = grouped(seeds["answer_codes"], "code_list")
    reached: dict[tuple[str, ...], set[str]] = {}
    named: dict[tuple[str, ...], set[str]] = {}
    homes: dict[tuple[str, ...], str] = {}
    for column in seeds["export_columns"]:
        key = column.at("questionnaire", "question")
        if column["content"] == "option_flag":
            reached.setdefault(key, set()).add(column["option"])
            named.setdefault(key, set()).add(column["option"])
            homes[key] = f"a column in {seeds.file('export_columns')}"
        if column["content"] in CODED_OPTIONS:
            codes = lists.get((*key, column["code_list"]), [])
            reached.setdefault(key, set()).update(
                code["option"] for code in codes if code["option"]
            )
            named.setdefault(key, set()).update(
                code["option"]
                for code in as_written.get(column.at("code_list"), [])
                if code["option"]
            )
            file = seeds.file("answer_codes")
            homes[key] = f"a code of {column['code_list']} in {file}"
    known = {
        question: {row["option"] for row in rows}
        for (question,), rows in grouped(seeds["option_versions"], "question").items()
    }
    for row in seeds["option_versions"]:
        if is_true(row.get("is_net", "")):
            continue
        key = row.at("questionnaire", "question")
        # a code or column for an option that nobody offers is told by itself
        is_told = not named.get(key, set()) <= known[row["question"]]
        if key in reached and row["option"] not in reached[key] and not is_told:
            yield row.mistake(
                f"{row['option']} is offered at {row['question']} in "
                f"{row['questionnaire']} and can't be found in its files; give it "
                f"{homes[key]}, or remove it here",
                "option",
            )


def flags_say_yes_and_no(seeds: Seeds) -> Iterator[Mistake]:
    """A code list of 0/1 columns has a code for chosen and one for not chosen."""
    lists = grouped(seeds["answer_codes"], "code_list")
    flags = [row for row in seeds["export_columns"] if row["content"] == "option_flag"]
    for (name,) in grouped(flags, "code_list"):
        rows = lists.get((name,), [])
        said = {row["is_chosen"].lower() for row in rows}
        if len(said & {"true", "false"}) == 1:
            other = "false" if "true" in said else "true"
            what = (
                f"{name} has no code with is_chosen {other}; add the "
                "value of an option "
                f"that was {'not ' if other == 'false' else ''}chosen"
            )
            lines = tuple(row.line for row in rows)
            yield Mistake(rows[0].file, what, lines, "is_chosen")


def _coded(seeds: Seeds) -> list[SeedRow]:
    return [
        row
        for row in seeds["export_columns"]
        if row["content"] in WITH_CODES and row["code_list"]
    ]
