"""The report policy: its one home is the seed report_policy, its one reader is here."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd

# Where the policy is kept; the warehouse has it as a table of the same shape.
POLICY_SEED = Path(__file__).parents[2] / "seeds" / "policy" / "report_policy.csv"

CORRECTIONS = {"none": "p_value", "holm": "p_holm", "bh": "p_bh"}
TESTS_AGAINST_REST = ("hall_t", "welch_t", "permutation")


@dataclass(frozen=True)
class Settings:
    """The report policy as it is written: settings, and exceptions for questions.

    Attributes:
        general: Per setting its value for all questions, as text.
        exceptions: The same per setting and question.
    """

    general: dict[str, str]
    exceptions: dict[tuple[str, str], str]

    @classmethod
    def from_table(cls, table: pd.DataFrame) -> Settings:
        """Read the report_policy table: setting, question (empty for all), value."""
        general: dict[str, str] = {}
        exceptions: dict[tuple[str, str], str] = {}
        columns = (table["setting"], table["question"].fillna(""), table["value"])
        for setting, question, value in zip(*columns, strict=True):
            text = str(value).strip()
            if question:
                exceptions[setting, question] = text
            else:
                general[setting] = text
        return cls(general, exceptions)

    def text(self, name: str, question: str = "") -> str:
        """A setting: the question's exception, or else the one for all.

        Raises ValueError where the policy has no such setting.
        """
        text = self.exceptions.get((name, question), self.general.get(name))
        if text is None:
            raise ValueError(
                f"report_policy has no setting '{name}': add a row for it to "
                "seeds/policy/report_policy.csv."
            )
        return text

    def number(self, name: str, question: str = "") -> float:
        """A setting that is a number.

        Raises ValueError where the policy has no such setting, or it is no number.
        """
        text = self.text(name, question)
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise ValueError(f"report_policy: {name} is '{text}'; expected a number.")
        return number


@dataclass(frozen=True)
class Policy:
    """What the tests need of the report policy, checked."""

    alpha: float
    headline_correction_years: str
    headline_correction_subgroups: str
    headline_correction_lokets: str
    mean_against_rest: str
    min_base_test: float
    min_base_firm: float
    min_expected_count: float
    visible_power: float

    def __post_init__(self) -> None:
        """Refuse an impossible alpha or power and an unknown correction or test."""
        for setting, example in (("alpha", "0.05"), ("visible_power", "0.8")):
            value = getattr(self, setting)
            if not 0 < value < 1:
                raise ValueError(
                    f"report_policy: {setting} is {value}; expected a number between 0 "
                    f"and 1, such as {example}."
                )
        for setting, known in (
            ("headline_correction_years", CORRECTIONS),
            ("headline_correction_subgroups", CORRECTIONS),
            ("headline_correction_lokets", CORRECTIONS),
            ("mean_against_rest", TESTS_AGAINST_REST),
        ):
            value = getattr(self, setting)
            if value not in known:
                raise ValueError(
                    f"report_policy: {setting} is '{value}'; "
                    f"expected one of {', '.join(known)}."
                )

    def correction(self, table: str) -> str:
        """The correction that decides on direction: of years, subgroups or lokets."""
        return str(getattr(self, f"headline_correction_{table}"))

    @classmethod
    def from_table(cls, table: pd.DataFrame) -> Policy:
        """Read the policy from the report_policy table (setting, question, value).

        Rows with a question are exceptions to other settings and are not read.
        Raises ValueError where a setting is absent or is not a number.
        """
        settings = Settings.from_table(table)
        values: dict[str, Any] = {
            field.name: settings.text(field.name)
            if field.type == "str"
            else settings.number(field.name)
            for field in fields(cls)
        }
        return cls(**values)
