"""Columns of exports, and the codes in their cells."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.codebook.mistakes import Mistake, did_you_mean, listed, shown
from scripts.codebook.resolved import ANYTHING_ELSE, is_true
from scripts.codebook.seeds import SeedRow, Seeds, grouped

# The kinds of question that a column with this content can answer.
KINDS = {
    "score": ("scale",),
    "choice": ("single",),
    "option_flag": ("multiple",),
    "option_list": ("multiple",),
    "text": ("open",),
}
# An option's own text ('anders, namelijk') goes with a choice.
KINDS_OF_OPTION_TEXT = ("single", "multiple")
WITH_CODES = ("score", "choice", "option_flag", "option_list")
# What a file of a kind holds besides answers, at most once.
HELD_ONCE = {
    "responses": (
        *("respondent", "loket", "invited_at", "started_at", "completed_at"),
        "origin",
    ),
    "invitations": ("loket", "invited", "origin"),
}
# What it must hold; the loket only where there are more of them.
NEEDED = {"responses": ("respondent", "loket"), "invitations": ("loket", "invited")}
OF_FILE_KIND = {**HELD_ONCE, "responses": (*HELD_ONCE["responses"], *KINDS)}
# The column of answer_codes that each content reads.
READS = {
    "score": "score",
    "choice": "option",
    "option_list": "option",
    "option_flag": "is_chosen",
}


def columns_say_what_they_hold(seeds: Seeds) -> Iterator[Mistake]:
    """Each content has the cells that it needs, and none that it does not read."""
    scales = set(seeds.column("scales", "scale"))
    kinds = {
        row["question"]: "scale" if row["kind"] in scales else row["kind"]
        for row in seeds["questions"]
    }
    for row in seeds["export_columns"]:
        content, file_kind = row.at("content", "file_kind")
        if content not in OF_FILE_KIND[file_kind]:
            expected = listed(OF_FILE_KIND[file_kind], "or", most=20)
            yield row.mistake(
                f"{content} is not in {file_kind}; expected {expected}", "content"
            )
            continue
        yield from _needed_cells(row, content)
        yield from _fitting_kind(row, content, kinds)


def _needed_cells(row: SeedRow, content: str) -> Iterator[Mistake]:
    needs = {
        "question": content in KINDS,
        "option": content == "option_flag",
        "code_list": content in WITH_CODES,
        "delimiter": content == "option_list",
    }
    allowed = {"option": content == "text", "code_list": content == "origin"}
    for column, is_needed in needs.items():
        if is_needed and not row[column]:
            yield row.mistake(
                f"the cell is empty; a column with the content {content} needs its "
                f"{column}",
                column,
            )
        if row[column] and not (is_needed or allowed.get(column)):
            yield row.mistake(
                f"{shown(row[column])} is not read; a column with the "
                f"content {content} "
                f"has no {column}, so empty the cell or correct the content",
                column,
            )


def _fitting_kind(
    row: SeedRow, content: str, kinds: dict[str, str]
) -> Iterator[Mistake]:
    kind = kinds.get(row["question"])
    fits: tuple[str, ...] = KINDS.get(content, ())
    if content == "text" and row["option"]:
        fits = KINDS_OF_OPTION_TEXT
    if kind and fits and kind not in fits:
        wanted = [name for name, of in KINDS.items() if kind in of]
        yield row.mistake(
            f"{row['question']} has the kind {kind}, which {content} can't hold; "
            f"expected {listed(wanted, 'or')}",
            "content",
        )


def files_have_what_they_need(seeds: Seeds) -> Iterator[Mistake]:
    """Files have a column of what every row must have, and no two of a kind."""
    groups = grouped(seeds["export_columns"], "questionnaire", "file_kind", "content")
    has_files = seeds.values("export_columns", "questionnaire", "file_kind")
    one_loket = len(seeds["lokets"]) == 1
    for questionnaire in seeds.column("questionnaires", "questionnaire"):
        for file_kind, contents in HELD_ONCE.items():
            # a survey may have no files of invitations
            is_there = (questionnaire, file_kind) in has_files
            if not is_there and file_kind != "responses":
                continue
            missing = []
            for content in contents:
                held = groups.get((questionnaire, file_kind, content), [])
                is_needed = content in NEEDED[file_kind] and not (
                    content == "loket" and one_loket
                )
                if not held and is_needed:
                    missing.append(content)
                if len(held) > 1:
                    what = (
                        f"{questionnaire} has {len(held)} columns with the content "
                        f"{content} in its {file_kind}; keep one"
                    )
                    lines = tuple(column.line for column in held)
                    yield Mistake(held[0].file, what, lines, "content")
            if missing:
                yield seeds.mistake(
                    "export_columns",
                    f"{questionnaire} has no column with the content "
                    f"{listed(missing, 'or')} in its {file_kind}; add what is missing",
                )


def answers_come_from_one_column(seeds: Seeds) -> Iterator[Mistake]:
    """Each question that is asked has its column, each option at most one."""
    rows = [row for row in seeds["export_columns"] if row["content"] in KINDS]
    texts = [row for row in rows if row["content"] == "text" and row["option"]]
    answers = [row for row in rows if not (row["content"] == "text" and row["option"])]
    for held in (answers, texts):
        yield from _held_twice(held)
    held_questions = {row.at("questionnaire", "question") for row in answers}
    for row in seeds["question_versions"]:
        if row.at("questionnaire", "question") not in held_questions:
            yield row.mistake(
                f"{row['question']} is asked in {row['questionnaire']} "
                "and no column of "
                "its files holds the answers; add it to "
                f"{seeds.file('export_columns')}",
                "question",
            )


def _held_twice(columns: list[SeedRow]) -> Iterator[Mistake]:
    for key, group in grouped(columns, "questionnaire", "question", "option").items():
        if len(group) > 1:
            names = listed([row["column_name"] for row in group], "and")
            of = f" ({key[2]})" if key[2] else ""
            what = (
                f"{names} hold the same answer, {key[1]}{of} in {key[0]}; correct the "
                "question or the option of one"
            )
            lines = tuple(row.line for row in group)
            yield Mistake(group[0].file, what, lines)


def codes_stand_for_one_thing(seeds: Seeds) -> Iterator[Mistake]:
    """A code is an option, a mark, a kind of missing, or chosen or not."""
    columns = ("option", "score", "missing_kind", "is_chosen")
    for row in seeds["answer_codes"]:
        filled = [column for column in columns if row[column]]
        if len(filled) != 1 and not is_true(row["dropped"]):
            said = listed(filled, "and") if filled else "nothing"
            yield row.mistake(
                f"{shown(row['raw_value'])} of {row['code_list']} stands for {said}; "
                f"fill one of {listed(columns, 'and')}"
            )


def anything_else_is_an_option(seeds: Seeds) -> Iterator[Mistake]:
    """The code for anything else stands for an option, in columns with options."""
    rows = [r for r in seeds["answer_codes"] if r["raw_value"] == ANYTHING_ELSE]
    columns = grouped(seeds["export_columns"], "code_list")
    for row in rows:
        contents = {c["content"] for c in columns.get(row.at("code_list"), [])}
        if not row["option"] and not is_true(row["dropped"]):
            yield row.mistake(
                f"the asterisk of {row['code_list']} is anything else, which can only "
                "be an option; fill its option",
                "option",
            )
        elif contents - {"choice", "option_list"}:
            yield row.mistake(
                f"the asterisk of {row['code_list']} is anything else, which only a "
                "choice or an option_list can hold; remove it",
                "raw_value",
            )


def codes_come_once(seeds: Seeds) -> Iterator[Mistake]:
    """No code is there in two spellings: 7 and 7.0 are the same cell of a file."""
    spelled = grouped(seeds["answer_codes"], "code_list", "questionnaire")
    for (code_list, _), rows in spelled.items():
        codes: dict[str, SeedRow] = {}
        for row in rows:
            code = row["raw_value"].strip().lower()
            for ending in (".0", ",0"):
                if code.endswith(ending) and code.removesuffix(ending).isdigit():
                    code = code.removesuffix(ending)
            first = codes.setdefault(code, row)
            if first is not row:
                what = (
                    f"{shown(first['raw_value'])} and {shown(row['raw_value'])} of "
                    f"{code_list} are the same code; keep one"
                )
                yield Mistake(row.file, what, (first.line, row.line), "raw_value")


def code_lists_exist(seeds: Seeds) -> Iterator[Mistake]:
    """Code lists that columns name have codes that they can read, and are all used."""
    lists = grouped(seeds["answer_codes"], "code_list")
    named: dict[str, list[SeedRow]] = {}
    for row in seeds["export_columns"]:
        if row["content"] in WITH_CODES and row["code_list"]:
            named.setdefault(row["code_list"], []).append(row)
    known = [name for (name,) in lists]
    for name, columns in named.items():
        lines = tuple(row.line for row in columns)
        if (name,) not in lists:
            yield Mistake(
                columns[0].file,
                f"the code list {name} is not in {seeds.file('answer_codes')}"
                f"{did_you_mean(name, known)}; add its codes there or correct it here",
                lines,
                "code_list",
            )
            continue
        for content, group in grouped(columns, "content").items():
            codes = lists[name,]
            column = READS[content[0]]
            if not any(code[column] for code in codes):
                yield Mistake(
                    group[0].file,
                    f"no code of {name} stands for "
                    f"a{'n' if column == 'option' else ''} "
                    f"{column}, which the content {content[0]} reads; choose another "
                    "code list",
                    tuple(row.line for row in group),
                    "code_list",
                )
    for (name,), rows in lists.items():
        if name not in named:
            what = (
                f"no column of {seeds.file('export_columns')} uses the code list {name}"
                f"{did_you_mean(name, named)}; remove it, or name it there"
            )
            yield Mistake(rows[0].file, what, tuple(r.line for r in rows), "code_list")
