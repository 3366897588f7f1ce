"""Settings of the report policy: known, present, and of the right kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from scripts.codebook.mistakes import Mistake, did_you_mean, one_of, shown
from scripts.codebook.rules.tables import NUMBER, WHOLE, decimal_meant
from scripts.codebook.seeds import SeedRow, Seeds, grouped

ROOT = Path(__file__).resolve().parents[3]
# Where a setting can be read, and the ways in which code names one that it reads.
CODE = (
    ("scripts", "*.py"),
    ("models", "*.py"),
    ("models", "*.sql"),
    ("macros", "*.sql"),
)
PAGES = (
    ("dashboard/pages", "*.md"),
    ("dashboard/components", "*.svelte"),
    ("dashboard/queries", "*.sql"),
)
READS = re.compile(
    r"""(?:settings(?:\.(?:text|number)\(|\[)|\bsetting\((?:[\w.]+,\s*)?
    |\bsetting\s=\s)["'](\w+)["']""",
    re.VERBOSE,
)
POLICY_FIELD = re.compile(r"^    (\w+): (?:float|int|str)$", re.MULTILINE)


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
        if value in known:
            return None
        return (
            f"{setting} is {shown(value)}{did_you_mean(value, known)}; expected "
            f"{one_of(known)}"
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
        groups = grouped(seeds[seed], "dimension").get((settings.get(beside, ""),))
        # a factor that is no dimension is told by itself
        return [subgroup["subgroup"] for subgroup in groups or seeds[seed]]
    return list(dict.fromkeys(seeds.column(seed, column)))


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


def settings_are_read(seeds: Seeds) -> Iterator[Mistake]:
    """A setting that the code reads is there, and what is there is read."""
    rows = seeds["report_policy"]
    present = {row["setting"] for row in rows}
    read = settings_that_code_reads()
    missing = sorted(set(read) - present)
    of_tables = set(seeds.column("published_tables", "window_base"))
    strange = {
        row["setting"]: row
        for row in rows
        if not row["question"]
        and row["setting"] not in read
        and row["setting"] not in of_tables
        and not _is_named(row["setting"])
    }
    for setting in missing:
        meant = did_you_mean(setting, strange).replace("did you mean", "written as")
        rows_meant = [strange.pop(name) for name in list(strange) if name in meant]
        yield Mistake(
            seeds.file("report_policy"),
            f"the setting {setting} is missing{meant}, and {read[setting]} reads it; "
            "add or correct its row",
            tuple(row.line for row in rows_meant),
        )
    for setting, row in strange.items():
        yield row.mistake(
            f"nothing reads the setting {shown(setting)}"
            f"{did_you_mean(setting, missing or read)}; correct its name or remove the "
            "row",
            "setting",
        )


def settings_that_code_reads() -> dict[str, str]:
    """The settings that scripts, models and macros name, each with such a file."""
    return {name: file for file, text in _code() for name in _settings_in(file, text)}


def _settings_in(file: str, text: str) -> list[str]:
    names = READS.findall(text) if "setting" in text else []
    if file.endswith("codebook/policy.py"):
        names += POLICY_FIELD.findall(text)
    return names


def _is_named(setting: str) -> bool:
    """Whether code, or a page of the dashboard, has the word at all."""
    word = re.compile(rf"\b{re.escape(setting)}\b")
    return any(word.search(text) for _, text in (*_code(), *_pages()))


@cache
def _code() -> list[tuple[str, str]]:
    return list(_texts(CODE))


@cache
def _pages() -> list[tuple[str, str]]:
    return list(_texts(PAGES))


def _texts(places: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    for folder, pattern in places:
        for path in sorted((ROOT / folder).rglob(pattern)):
            # the demo is made from the policy; these rules only speak of it
            if "demo" not in path.parts and "rules" not in path.parts:
                text = path.read_text(encoding="utf-8", errors="replace")
                yield path.relative_to(ROOT).as_posix(), text
