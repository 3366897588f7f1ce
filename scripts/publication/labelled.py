"""Published tables in Dutch: which columns a reader wants, their titles and words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import duckdb

# ids, which stand beside their labels, and details that only a statistician wants
NOT_SHOWN = "omitted"

# the codes of a column and their Dutch words
Words: TypeAlias = Mapping[str, Mapping[str, str]]

LABELS = """
select column_name, value, label
from codebook.value_labels
union all
select distinct unnest(['factor', 'control', 'dimension']), dimension, dimension_label
from marts.dim_subgroup
union all
-- a subgroup's id says what it is together with its dimension only
select unnest(['level', 'reference', 'subgroup']), subgroup, subgroup_label
from marts.dim_subgroup
where dimension in (
    select value from codebook.report_policy where setting = 'adjusted_factor'
)
union all
select 'question', question, question_label
from marts.dim_question
union all
select 'wave', wave, wave_label
from marts.dim_wave
"""


@dataclass(frozen=True)
class Title:
    """How a reader sees a column.

    Attributes:
        name: Its name in the mart.
        heading: Dutch heading.
        kind: Its format, as in the seed `headings`.
    """

    name: str
    heading: str
    kind: str


def readable_titles(
    names: Sequence[str],
    keys: Iterable[str],
    headings: Mapping[str, tuple[str, str]],
    with_words: Iterable[str],
) -> list[Title]:
    """Choose and order the columns that a reader wants.

    Args:
        names: Columns of a published table.
        keys: Its keys; they come first, then whether a row is hidden, then the arrow.
        headings: Heading and format per column.
        with_words: Columns whose codes have Dutch words.

    Returns:
        The columns, without ids that have a label beside them.
    """
    first = {*keys, *(f"{key}_label" for key in keys)}
    words = set(with_words)
    titles: list[Title] = []
    for name in names:
        heading, kind = headings[name]
        if f"{name}_label" in names:
            continue
        if kind == NOT_SHOWN:
            # of an id the label may be known from elsewhere
            if name not in words or f"{name}_label" not in headings:
                continue
            heading, kind = headings[f"{name}_label"]
        titles.append(Title(name, heading, kind))
    return sorted(
        titles,
        key=lambda title: (
            title.name not in first,
            title.name != "suppressed",
            title.kind != "arrow",
        ),
    )


def read_headings(
    connection: duckdb.DuckDBPyConnection, database: str = ""
) -> dict[str, tuple[str, str]]:
    """Read heading and format per column, in the seed's order.

    Args:
        connection: To the published database.
        database: Its name and a dot, where it is attached.
    """
    rows = connection.sql(f"from {database}codebook.headings").fetchall()
    return {name: (heading, kind) for name, heading, kind in rows}


def read_words(
    connection: duckdb.DuckDBPyConnection, query: str
) -> dict[str, dict[str, str]]:
    """Read Dutch words per column and code; of a code without a word an empty text.

    Args:
        connection: To the published database.
        query: SQL of column name, code and word: `LABELS`, or the seed value_labels.
    """
    words: dict[str, dict[str, str]] = {}
    for name, code, label in connection.sql(query).fetchall():
        words.setdefault(name, {})[code] = label or ""
    return words


def in_words(column: str, words: Mapping[str, str]) -> str:
    """SQL that puts the Dutch word in the place of a code; null where it has none.

    What is no code stays as it is, except for an empty text, which is null.

    Args:
        column: Name of the column.
        words: Its words per code.
    """
    cases = " ".join(
        f"when {_text(code)} then {_text(word) if word else 'null'}"
        for code, word in words.items()
    )
    text = f"case {column} {cases} else {column} end" if words else column
    return f"nullif({text}, '')"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def survey_name(connection: duckdb.DuckDBPyConnection) -> str:
    """What the survey is called, as the story of its latest year has it."""
    found = connection.sql(
        "select text from marts.story where place = 'about/name'"
        " order by year desc limit 1"
    ).fetchall()
    return str(found[0][0]) if found else ""
