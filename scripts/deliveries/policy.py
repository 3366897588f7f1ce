"""The delivery policy: its one home is the seed delivery_policy, its reader is here."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from scripts.codebook.seeds import SeedRow
from scripts.deliveries.rejected import RefusedError

_SEED = "seeds/policy/delivery_policy.csv"


@dataclass(frozen=True)
class DeliveryPolicy:
    """What a delivery may be, and how long it is kept.

    Units and meaning stand in the seed beside each value.
    """

    quarantine_max_share: float
    quarantine_few_rows: int
    correction_max_loss: float
    correction_few_rows: int
    correction_max_others: float
    moment_max_days_from_wave: int
    moment_usual_days_from_wave: int
    duration_max_days: int
    invited_max: int
    totals_words: str
    xlsx_max_cells: int
    xlsx_max_unpacked: int
    xlsx_max_memory: int
    xlsx_max_seconds: int
    retention_open_answers: int
    retention_answers: int

    @property
    def totals(self) -> list[str]:
        """The words of a row of totals, in lower case."""
        return [word.strip().lower() for word in self.totals_words.split("|")]


def read_delivery_policy(rows: Iterable[SeedRow]) -> DeliveryPolicy:
    """Read the policy from the rows of its seed.

    Raises RefusedError for a setting that is missing, there twice, unknown, or isn't a
    number in its range.
    """
    known = {field.name: field.type for field in fields(DeliveryPolicy)}
    values: dict[str, Any] = {}
    for row in rows:
        place = f"{row.file}, line {row.line}"
        name, text = row["setting"], row["value"].strip()
        if name not in known or name in values:
            what = "is there twice" if name in values else "is no setting"
            raise RefusedError(
                f"{place}: '{name}' {what}; expected each of {', '.join(known)} once."
            )
        values[name] = _value(f"{place}, {name}", text, known[name])
    if missing := sorted(known.keys() - values.keys()):
        raise RefusedError(f"{_SEED} lacks {', '.join(missing)}: add a row for each.")
    return DeliveryPolicy(**values)


def _value(place: str, text: str, kind: object) -> float | int | str:
    if kind is str:
        return text
    try:
        value = float(text) if kind is float else int(text)
    except ValueError:
        value = -1
    if value < 0 or (kind is float and not value <= 1):
        expected = (
            "a share from 0 to 1, such as 0.5"
            if kind is float
            else ("a whole number, 0 or more")
        )
        raise RefusedError(f"{place}: found '{text}'; expected {expected}.")
    return value
