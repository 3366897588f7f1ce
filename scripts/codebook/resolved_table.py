"""The resolved codebook as one table, for the warehouse."""

from __future__ import annotations

import pandas as pd

from scripts.codebook.resolved import CODES, INHERITED, resolve
from scripts.codebook.rows import Tables, records
from scripts.codebook.seeds import SeedRow

# A row of any seed has some of these; the others are null.
COLUMNS = (
    *("seed", "questionnaire", "from_questionnaire", "question", "option"),
    *("number", "wording", "label", "source"),
    *("comparable_with_previous", "remark", "series", "is_net"),
    *("routing_question", "routing_answer"),
    *("file_kind", "column_name", "content", "required", "code_list", "delimiter"),
    *("code_set", "raw_value", "score", "missing_kind", "is_chosen"),
)
SEEDS = {**dict.fromkeys(INHERITED), CODES: "answer_codes"}


def resolved_table(tables: Tables) -> pd.DataFrame:
    """What each questionnaire has, its own and inherited, from the seeds as tables.

    Args:
        tables: The seeds that scripts.codebook.resolved needs, by name.

    Returns:
        A row per row of a seed and questionnaire, with `COLUMNS` as text; `seed` is the
        seed that it stands in. `code_set` numbers the code lists as the columns of one
        question of one questionnaire read them: columns and codes that belong together
        have the same number.
    """
    found = resolve({name: _as_text(name, frame) for name, frame in tables.items()})
    sets: dict[tuple[str, ...], str] = {}
    rows = []
    for name, of in SEEDS.items():
        for row in found.tables[name]:
            cells = {**row.cells, "seed": of or name}
            if cells.get("code_list"):
                key = row.at("questionnaire", "question", "code_list")
                cells["code_set"] = sets.setdefault(key, str(len(sets) + 1))
            rows.append([cells.get(column) or None for column in COLUMNS])
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def _as_text(name: str, frame: pd.DataFrame) -> list[SeedRow]:
    return [
        SeedRow(name, 0, {column: _text(value) for column, value in row.items()})
        for row in records(frame)
    ]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).lower() if isinstance(value, bool) else str(value)
