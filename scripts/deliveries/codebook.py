"""The part of the codebook that the loader needs, read from the seeds."""

from dataclasses import dataclass
from pathlib import Path

from scripts.codebook.check import CodebookError, require_sound_codebook
from scripts.codebook.resolved import resolved
from scripts.codebook.seeds import read_seeds
from scripts.deliveries.policy import DeliveryPolicy, read_delivery_policy
from scripts.deliveries.rejected import RefusedError

# What no row can do without; without a loket it can where there is one loket only.
_NEEDED = ("respondent", "loket", "invited")

# What a delivery says in its origin column when its respondents were made up.
DEMO_ORIGIN = "synthetisch"


@dataclass(frozen=True)
class Questionnaire:
    """A questionnaire, its year, and its first and last wave ('2023-05')."""

    name: str
    year: str
    first_wave: str
    last_wave: str


@dataclass(frozen=True)
class ExportColumn:
    """A column that the codebook expects in one kind of file of a questionnaire."""

    name: str
    content: str
    required: bool
    code_list: str


@dataclass(frozen=True)
class Codebook:
    """What the seeds say of deliveries.

    Questionnaires, their export columns, the raw values of each code list, the loket by
    each of its names, and the delivery policy.
    """

    questionnaires: tuple[Questionnaire, ...]
    columns: dict[tuple[str, str], tuple[ExportColumn, ...]]
    raw_values: dict[str, frozenset[str]]
    lokets: dict[str, str]
    policy: DeliveryPolicy

    def questionnaire_of(self, wave: str) -> str | None:
        """The name of the questionnaire that a wave used, None when none covers it."""
        for questionnaire in self.questionnaires:
            if questionnaire.first_wave <= wave <= questionnaire.last_wave:
                return questionnaire.name
        return None

    def columns_of(self, questionnaire: str, kind: str) -> tuple[ExportColumn, ...]:
        """The columns of a questionnaire's `responses` or `invitations` files."""
        return self.columns.get((questionnaire, kind), ())

    def knows(self, code_list: str, value: str) -> bool:
        """Whether a code list has this raw value."""
        return matchable(value) in self.raw_values.get(code_list, frozenset())


def matchable(text: str) -> str:
    """Text as it is compared with the codebook: trimmed and in lower case."""
    return text.strip().lower()


def read_codebook(seeds: Path) -> Codebook:
    """Read the seeds that the loader needs, after checking the whole codebook.

    Raises RefusedError, with a sentence per mistake, when the codebook has any.
    """
    try:
        require_sound_codebook(seeds)
    except CodebookError as error:
        raise RefusedError(str(error)) from error
    rows = resolved(read_seeds(seeds))
    columns: dict[tuple[str, str], list[ExportColumn]] = {}
    one_loket = len(rows["lokets"]) == 1
    for row in rows["export_columns"]:
        is_needed = row["content"] in _NEEDED and not (
            row["content"] == "loket" and one_loket
        )
        columns.setdefault((row["questionnaire"], row["file_kind"]), []).append(
            ExportColumn(
                name=row["column_name"],
                content=row["content"],
                required=is_needed or row["required"].lower() == "true",
                code_list=row["code_list"],
            )
        )
    raw_values: dict[str, set[str]] = {}
    for row in rows["answer_codes"]:
        values = raw_values.setdefault(row["code_list"], set())
        values.add(matchable(row["raw_value"]))
    lokets = {
        matchable(row[name]): row["loket"]
        for seed, name in (("lokets", "loket"), ("loket_aliases", "alias"))
        for row in rows[seed]
    }
    return Codebook(
        tuple(
            Questionnaire(
                row["questionnaire"], row["year"], row["first_wave"], row["last_wave"]
            )
            for row in rows["questionnaires"]
        ),
        {key: tuple(group) for key, group in columns.items()},
        {name: frozenset(values) for name, values in raw_values.items()},
        lokets,
        read_delivery_policy(rows["delivery_policy"]),
    )
