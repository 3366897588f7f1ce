"""Settings of the report policy: of the right kind, exceptions beside their rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scripts.codebook.mistakes import Mistake, did_you_mean, one_of, shown
from scripts.codebook.rules.tables import NUMBER, WHOLE, decimal_meant
from scripts.codebook.seeds import SeedRow, Seeds, grouped

NONE = "none"
MAIN = "main_question"


def values_fit_their_unit(seeds: Seeds) -> Iterator[Mistake]:
    """A value is what its unit says: a probability, a number of people, a question."""
    units = seeds.schemas["report_policy"].units
    labels = seeds["value_labels"]
    counted = [row["value"] for row in labels if row["column_name"] == "unit"]
    for row in seeds["report_policy"]:
        name = row["unit"]
        if name not in units and name not in counted:
            known = [*units, *counted]
            yield row.mistake(
                f"{shown(name)} is no unit{did_you_mean(name, known)}; expected "
                f"{one_of(known)}, or add its Dutch word to "
                f"{seeds.file('value_labels')}",
                "unit",
            )
            continue
        what = _wrong_value(seeds, row, units.get(name, {"lowest": 0}))
        if what:
            yield row.mistake(what, "value")


def _wrong_value(seeds: Seeds, row: SeedRow, unit: dict[str, Any]) -> str | None:
    value, setting = row["value"], row["setting"]
    known = unit.get("values")
    if "in" in unit:
        known = _ids(seeds, unit["in"], row)
    if known is not None:
        # without any question, that is what is told
        if value in known or not known:
            return None
        # a survey need not have any
        may_be = [NONE] if row["unit"] in ("dimension", "subgroup") else []
        if value in may_be:
            return None
        return (
            f"{setting} is {shown(value)}{did_you_mean(value, known)}; expected "
            f"{one_of([*known, *may_be])}"
        )
    expected = _range(unit)
    if not NUMBER.fullmatch(value):
        return f"{setting} is {shown(value)}{decimal_meant(value)}; expected {expected}"
    if unit.get("whole") and not WHOLE.fullmatch(value):
        return f"{setting} is {value}; expected {expected}"
    number = float(value)
    if (
        number < unit.get("lowest", number)
        or number > unit.get("highest", number)
        or ("above" in unit and number <= unit["above"])
        or ("below" in unit and number >= unit["below"])
    ):
        return f"{setting} is {value}; expected {expected}"
    return None


def _range(unit: dict[str, Any]) -> str:
    kind = "a whole number" if unit.get("whole") else "a number"
    if "above" in unit:
        return f"{kind} between {unit['above']} and {unit['below']}, such as 0.05"
    if "highest" in unit:
        return f"{kind} from {unit['lowest']} to {unit['highest']}"
    return f"{kind} from {unit['lowest']} on"


def _ids(seeds: Seeds, seed: str, row: SeedRow) -> list[str]:
    """The ids that a setting can name; a group is one of the factor beside it."""
    column = row["unit"]
    if column == "subgroup":
        beside = row["setting"].rsplit("_", 1)[0] + "_factor"
        settings = seeds.pairs("report_policy", "setting", "value")
        if settings.get(beside) == NONE:
            return []
        groups = grouped(seeds[seed], "dimension").get((settings.get(beside, ""),))
        # a factor that is no dimension is told by itself
        return [subgroup["subgroup"] for subgroup in groups or seeds[seed]]
    known = seeds.column(seed, column)
    if column == "topic":
        # a survey need not have a question of each
        labels = seeds["value_labels"]
        known += [row["value"] for row in labels if row["column_name"] == "topic"]
    return list(dict.fromkeys(known))


def main_question_has_marks(seeds: Seeds) -> Iterator[Mistake]:
    """The question that stands for the whole is answered with a mark."""
    scales = set(seeds.column("scales", "scale"))
    kinds = seeds.pairs("questions", "question", "kind")
    marks = [question for question, kind in kinds.items() if kind in scales]
    for row in seeds["report_policy"]:
        value = row["value"]
        if row["setting"] == MAIN and value in kinds and value not in marks:
            yield row.mistake(
                f"{MAIN} is {shown(value)}, which is not answered with a mark; "
                f"expected {one_of(marks) if marks else 'a question on a scale'}",
                "value",
            )


def exceptions_have_a_rule(seeds: Seeds) -> Iterator[Mistake]:
    """What is an exception for a question has a value for all others."""
    rows = seeds["report_policy"]
    general = {row["setting"] for row in rows if not row["question"]}
    for row in rows:
        if row["setting"] not in general:
            yield row.mistake(
                f"{row['setting']} has an exception for {row['question']} and no value "
                f"for all questions{did_you_mean(row['setting'], general)}; add that "
                "or correct the name",
                "setting",
            )
