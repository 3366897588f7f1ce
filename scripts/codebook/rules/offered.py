"""What codes and columns can deliver, held against what a questionnaire offers."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.codebook.mistakes import Mistake, did_you_mean, listed, one_of, shown
from scripts.codebook.rules.columns import WITH_CODES
from scripts.codebook.rules.questionnaires import MARKS
from scripts.codebook.seeds import SeedRow, Seeds, grouped

CODED_OPTIONS = ("choice", "option_list")


def codes_are_offered(seeds: Seeds) -> Iterator[Mistake]:
    """A code stands for an option that each questionnaire with its list offers."""
    lists = grouped(seeds["answer_codes"], "code_list")
    offered = grouped(seeds["option_versions"], "questionnaire", "question")
    told: set[tuple[str, int]] = set()
    for column in _coded(seeds):
        options = [
            row["option"]
            for row in offered.get(column.at("questionnaire", "question"), [])
        ]
        for code in lists.get((column["code_list"],), []):
            option, place = code["option"], (column["code_list"], code.line)
            if option and option not in options and place not in told:
                told.add(place)
                yield code.mistake(
                    f"{shown(option)} is not offered at {column['question']} in "
                    f"{column['questionnaire']}{did_you_mean(option, options)}; "
                    f"expected {one_of(options)}, or add it to "
                    f"{seeds.file('option_versions')}",
                    "option",
                )


def offered_options_can_be_chosen(seeds: Seeds) -> Iterator[Mistake]:
    """An option that is offered has a code or a column of its own."""
    lists = grouped(seeds["answer_codes"], "code_list")
    reached: dict[tuple[str, ...], set[str]] = {}
    homes: dict[tuple[str, ...], str] = {}
    for column in seeds["export_columns"]:
        key = column.at("questionnaire", "question")
        if column["content"] == "option_flag":
            reached.setdefault(key, set()).add(column["option"])
            homes[key] = f"a column in {seeds.file('export_columns')}"
        if column["content"] in CODED_OPTIONS:
            codes = lists.get((column["code_list"],), [])
            reached.setdefault(key, set()).update(
                code["option"] for code in codes if code["option"]
            )
            file = seeds.file("answer_codes")
            homes[key] = f"a code of {column['code_list']} in {file}"
    offered = {
        key: {row["option"] for row in rows}
        for key, rows in grouped(
            seeds["option_versions"], "questionnaire", "question"
        ).items()
    }
    for row in seeds["option_versions"]:
        key = row.at("questionnaire", "question")
        # a code or column for an option that is not offered is told by itself
        is_told = not reached.get(key, set()) <= offered[key]
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


def marks_have_a_band(seeds: Seeds) -> Iterator[Mistake]:
    """The bands hold each mark once, and codes stand for marks on the scale."""
    bands = seeds["score_bands"]
    for row in bands:
        lowest, highest = map(int, row.at("lowest_score", "highest_score"))
        if lowest > highest:
            yield row.mistake(
                f"the lowest mark of {row['band']}, {lowest}, is above its highest, "
                f"{highest}; swap or correct them",
                "lowest_score",
            )
            return
    holders = {mark: [row for row in bands if _holds(row, mark)] for mark in MARKS}
    for rows, marks in _alike(holders).values():
        said = f"the mark{'' if len(marks) == 1 else 's'} {listed(marks, 'and')}"
        if not rows:
            what = f"{said} ha{'s' if len(marks) == 1 else 've'} no band"
            yield seeds.mistake("score_bands", f"{what}; let the bands cover 1 to 10")
        if len(rows) > 1:
            names = listed([row["band"] for row in rows], "and")
            yield Mistake(
                rows[0].file,
                f"{said} {'is' if len(marks) == 1 else 'are'} in "
                f"{names}; let each mark "
                "have one band",
                tuple(row.line for row in rows),
            )
    present = seeds.column("score_bands", "band")
    for band in seeds.schemas["score_bands"].values["band"]:
        if band not in present:
            yield seeds.mistake("score_bands", f"the band {band} is missing; add it")
    for code in seeds["answer_codes"]:
        if code["score"] and code["score"] not in MARKS:
            yield code.mistake(
                f"{code['score']} is no mark; expected a whole number from 1 to 10",
                "score",
            )


def _holds(row: SeedRow, mark: str) -> bool:
    return int(row["lowest_score"]) <= int(mark) <= int(row["highest_score"])


def _alike(
    holders: dict[str, list[SeedRow]],
) -> dict[tuple[int, ...], tuple[list[SeedRow], list[str]]]:
    """Marks that the same bands hold."""
    groups: dict[tuple[int, ...], tuple[list[SeedRow], list[str]]] = {}
    for mark, rows in holders.items():
        key = tuple(row.line for row in rows)
        groups.setdefault(key, (rows, []))[1].append(mark)
    return groups


def _coded(seeds: Seeds) -> list[SeedRow]:
    return [
        row
        for row in seeds["export_columns"]
        if row["content"] in WITH_CODES and row["code_list"]
    ]
