"""The report policy: its one home is the seed report_policy, its one reader is here."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd

# Where the policy is kept; the warehouse has it as a table of the same shape.
POLICY_SEED = Path(__file__).parents[2] / "seeds" / "policy" / "report_policy.csv"

CORRECTIONS = {"none": "p_value", "holm": "p_holm", "bh": "p_bh"}
TESTS_AGAINST_REST = ("hall_t", "welch_t", "permutation")


def general_settings(table: pd.DataFrame) -> dict[str, str]:
    """Settings of the report_policy table that hold for all questions, as text."""
    general = table[table["question"].fillna("") == ""]
    return dict(zip(general["setting"], general["value"].astype(str), strict=True))


@dataclass(frozen=True)
class Policy:
    """The report policy that the tests need; its one home is seed report_policy."""

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
        settings = general_settings(table)
        values: dict[str, Any] = {}
        for field in fields(cls):
            if field.name not in settings:
                raise ValueError(
                    f"report_policy has no setting '{field.name}': add a row for it to "
                    "seeds/policy/report_policy.csv."
                )
            text = settings[field.name].strip()
            if field.type == "str":
                values[field.name] = text
                continue
            try:
                values[field.name] = float(text)
            except ValueError:
                raise ValueError(
                    f"report_policy: {field.name} is '{text}'; expected a number."
                ) from None
        return cls(**values)
