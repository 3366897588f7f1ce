"""The codebook of each questionnaire in full: its own rows and those that it inherits.

A questionnaire with `based_on` lists its differences from another one. Whoever wants to
know what it asks, offers, delivers or codes reads the seeds as they are here; no other
code or SQL knows how rows are inherited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scripts.codebook.seeds import SeedRow, Seeds, grouped

# Seeds with rows per questionnaire that another can inherit.
INHERITED = ("question_versions", "option_versions", "routing", "export_columns")
# What the resolution looks at besides.
NEEDED = (
    *INHERITED,
    *("answer_codes", "questionnaires", "questions", "scales"),
    *("options", "option_groups"),
)
# The table that it adds: codes as each column of each questionnaire reads them.
CODES = "resolved_codes"
# The code for whatever a list does not name.
ANYTHING_ELSE = "*"

Key = tuple[str, ...]
Tables = Mapping[str, Sequence[SeedRow]]


@dataclass(frozen=True)
class Resolution:
    """The resolved tables, and what was said in vain.

    Attributes:
        tables: Rows per seed of `INHERITED`, and `CODES`. Each row has the cells of the
            row that it comes from, with the `questionnaire` that it holds for and that
            it comes from (`from_questionnaire`); versions also have the `series` of
            versions that may be compared, named after its first questionnaire.
        useless: Rows that drop what is not inherited.
        unrouted: Inherited rows of routing of which no answer is left, so that the
            question would be asked of all.
    """

    tables: dict[str, list[SeedRow]]
    useless: list[SeedRow]
    unrouted: list[SeedRow]


def resolved(seeds: Seeds) -> Seeds:
    """Seeds in which each questionnaire has all of its rows; see `Resolution`.

    Seeds of which a table that is needed could not be read come back as they are.
    """
    if not seeds.tables.keys() >= set(NEEDED):
        return seeds
    return replace(seeds, tables={**seeds.tables, **resolve(seeds.tables).tables})


def resolve(tables: Tables) -> Resolution:
    """Resolve the rows of `NEEDED`, in the order of the questionnaires' first waves.

    A questionnaire inherits from an earlier one only; `based_on` anything else gives it
    nothing, which the rules of the codebook tell.
    """
    found: dict[str, list[SeedRow]] = {name: [] for name in INHERITED}
    useless: list[SeedRow] = []
    unrouted: list[SeedRow] = []
    done: dict[str, dict[str, list[SeedRow]]] = {}
    order = sorted(tables["questionnaires"], key=lambda row: row["first_wave"])
    for questionnaire in order:
        name, base = questionnaire.at("questionnaire", "based_on")
        inherited = done.get(base, {seed: [] for seed in INHERITED})
        rows = {}
        for seed in INHERITED:
            own = [r for r in tables[seed] if r["questionnaire"] == name]
            useless += _useless(seed, own, inherited[seed])
            rows[seed] = _with_own(seed, name, own, inherited[seed])
        unrouted += _drop_along(rows, inherited)
        done[name] = rows
        for seed in INHERITED:
            found[seed] += rows[seed]
        found["option_versions"] += _nets(tables, name, rows["option_versions"])
    series = _series(found["question_versions"], order, ("question",), {})
    options = _series(found["option_versions"], order, ("question", "option"), series)
    return Resolution(
        {
            **found,
            "question_versions": _with_series(found["question_versions"], series),
            "option_versions": _with_series(found["option_versions"], options),
            CODES: list(_codes(tables, found, order)),
        },
        useless,
        unrouted,
    )


def _nets(tables: Tables, name: str, versions: list[SeedRow]) -> Iterator[SeedRow]:
    """Versions of the nets of which a questionnaire offers any option."""
    offered = {row.at("question", "option") for row in versions}
    members = grouped(tables["option_groups"], "question", "net")
    for row in tables["options"]:
        of = members.get(row.at("question", "option"), [])
        if is_true(row["is_net"]) and any(
            member.at("question", "option") in offered for member in of
        ):
            yield _row(
                row,
                questionnaire=name,
                from_questionnaire=name,
                comparable_with_previous="true",
                source="",
            )


def is_true(cell: str) -> bool:
    """Whether a cell says true; an empty one does not."""
    return cell.lower() == "true"


def chain(name: str, questionnaires: Iterable[Mapping[str, str]]) -> list[str]:
    """A questionnaire and those that it is based on, the nearest first."""
    base = {row["questionnaire"]: row["based_on"] for row in questionnaires}
    names = [name]
    while base.get(names[-1]) and base[names[-1]] not in names:
        names.append(base[names[-1]])
    return names


def holds(column: SeedRow) -> Key:
    """What a column of a file holds, in whatever questionnaire."""
    kind, content, question, option = column.at(
        "file_kind", "content", "question", "option"
    )
    if not question:
        return kind, content
    is_text = content == "text" and bool(option)
    return kind, "text of" if is_text else "answer", question, option


def _keys(seed: str, row: SeedRow) -> set[Key]:
    """What a row is about; an own row takes the place of one that shares any."""
    if seed == "export_columns":
        name = ("name", row["file_kind"], row["column_name"].strip().lower())
        return {name} if is_true(row["dropped"]) else {name, ("holds", *holds(row))}
    columns = ("question", "option") if seed == "option_versions" else ("question",)
    return {row.at(*columns)}


def _with_own(
    seed: str, name: str, own: list[SeedRow], inherited: list[SeedRow]
) -> list[SeedRow]:
    taken = {key for row in own for key in _keys(seed, row)}
    contents = {
        row["question"]: row["content"]
        for row in own
        if seed == "export_columns" and _is_answer(row)
    }
    kept = [
        _inherited(seed, row, name)
        for row in inherited
        if not taken & _keys(seed, row)
        and not (
            seed == "export_columns"
            and _is_answer(row)
            and contents.get(row["question"], row["content"]) != row["content"]
        )
    ]
    stays = [row for row in own if not is_true(row["dropped"])]
    return kept + [_row(row, from_questionnaire=name) for row in stays]


def _is_answer(column: SeedRow) -> bool:
    return holds(column)[1] == "answer"


def _inherited(seed: str, row: SeedRow, name: str) -> SeedRow:
    if seed == "question_versions":
        row = _row(row, comparable_with_previous="true", remark="")
    if seed == "option_versions":
        row = _row(row, comparable_with_previous="true")
    return _row(row, questionnaire=name)


def _row(row: SeedRow, **cells: str) -> SeedRow:
    return replace(row, cells={**row.cells, **cells})


def _useless(
    seed: str, own: list[SeedRow], inherited: list[SeedRow]
) -> Iterator[SeedRow]:
    there = {key for row in inherited for key in _keys(seed, row)}
    for row in own:
        if is_true(row["dropped"]) and not there & _keys(seed, row):
            yield row


def _drop_along(
    rows: dict[str, list[SeedRow]], before: dict[str, list[SeedRow]]
) -> list[SeedRow]:
    """Drop what was inherited of questions and options that are there no more.

    Changes `rows`; returns the inherited routing of which nothing is left.
    """
    asked = {row["question"] for row in rows["question_versions"]}
    had_options = {row.at("question", "option") for row in before["option_versions"]}

    def is_offered(question: str, option: str) -> bool:
        return (question, option) in offered

    def stays(seed: str, row: SeedRow) -> bool:
        if row["from_questionnaire"] == row["questionnaire"]:
            return True
        question = row["question"]
        if question and question not in asked:
            return False
        if seed == "export_columns" and row["option"]:
            return is_offered(question, row["option"])
        if seed == "routing":
            leads, answer = row.at("routing_question", "routing_answer")
            # an answer that never was one is told as such
            was_offered = (leads, answer) in had_options
            return leads in asked and (not was_offered or is_offered(leads, answer))
        return True

    offered: set[Key] = set()
    unrouted = []
    for seed in ("option_versions", "routing", "export_columns"):
        kept = [row for row in rows[seed] if stays(seed, row)]
        if seed == "option_versions":
            offered = {row.at("question", "option") for row in kept}
        if seed == "routing":
            left = {row["question"] for row in kept}
            gone = [r for r in rows[seed] if r["question"] not in left]
            unrouted = [row for row in gone if row["question"] in asked]
        rows[seed] = kept
    return unrouted


def _series(
    versions: Iterable[SeedRow],
    order: Sequence[SeedRow],
    columns: tuple[str, ...],
    of_question: Mapping[Key, str],
) -> dict[Key, str]:
    """The series of each version, by questionnaire and key.

    An inherited version is in the series of the one that it was. Another one goes on
    with that of the questionnaire it is based on, or else of the latest earlier one
    that has it, where the two may be compared; an option only where its question does.
    """
    bases = {row["questionnaire"]: row["based_on"] for row in order}
    place = {row["questionnaire"]: n for n, row in enumerate(order)}
    by_key = grouped(versions, *columns)
    series: dict[Key, str] = {}
    for key, rows in by_key.items():
        latest = ""
        for row in sorted(rows, key=lambda row: place[row["questionnaire"]]):
            name = row["questionnaire"]
            base = bases[name] if (bases[name], *key) in series else ""
            previous = base or latest
            question = (name, key[0])
            goes_on = (
                previous
                and is_true(row["comparable_with_previous"])
                and of_question.get(question) == of_question.get((previous, key[0]))
            )
            series[name, *key] = series[previous, *key] if goes_on else name
            latest = name
    return series


def _with_series(rows: list[SeedRow], series: Mapping[Key, str]) -> list[SeedRow]:
    names = ("questionnaire", "question", "option")
    told = []
    for row in rows:
        key = tuple(row[name] for name in names if name in row)
        told.append(_row(row, series=series[key]))
    return told


def _codes(
    tables: Tables, found: dict[str, list[SeedRow]], order: Sequence[SeedRow]
) -> Iterator[SeedRow]:
    """The codes of each list as the columns of a question read them.

    Cells beside those of the seed: questionnaire, question, from_questionnaire (empty
    where the code holds in all). A code for an option that is not offered is left out.
    """
    lists = grouped(tables["answer_codes"], "code_list")
    turned = {
        row["scale"]: int(row["lowest"]) + int(row["highest"])
        for row in tables["scales"]
        if row["direction"] == "down"
    }
    kinds = {row["question"]: row["kind"] for row in tables["questions"]}
    offered = {
        row.at("questionnaire", "question", "option")
        for row in found["option_versions"]
    }
    columns = grouped(found["export_columns"], "questionnaire", "question", "code_list")
    for name, question, code_list in columns:
        sources = ["", *reversed(chain(name, order))]
        codes: dict[str, SeedRow] = {}
        for source in sources:
            for row in lists.get((code_list,), []):
                if row["questionnaire"] == source:
                    codes[row["raw_value"].strip().lower()] = row
        for row in codes.values():
            option, score = row.at("option", "score")
            if is_true(row["dropped"]):
                continue
            if option and (name, question, option) not in offered:
                continue
            if score and kinds.get(question) in turned:
                score = str(turned[kinds[question]] - int(score))
            yield _row(
                row,
                from_questionnaire=row["questionnaire"],
                questionnaire=name,
                question=question,
                score=score,
            )
