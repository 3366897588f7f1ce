"""What the report reads: one published edition, one year of it."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import duckdb

from scripts.codebook.dutch import dutch_number
from scripts.publication.editions import read_mark

Row: TypeAlias = dict[str, Any]
HIDDEN = "–"
DATABASE = "kto.duckdb"


class ReportError(Exception):
    """What stands in the way of a report, in one sentence."""


class Edition:
    """The published tables of one year.

    Rows are dictionaries, in the order of the published table. A hidden row has
    `suppressed` and no figures. Each table is read once: a report asks it hundreds of
    small questions.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, year: int) -> None:
        """Read from a published database, of one year."""
        self.connection = connection
        self.year = year
        self._tables: dict[str, list[Row]] = {}
        self._columns: dict[str, list[str]] = {}
        self._story: dict[tuple[str, str], list[Row]] = defaultdict(list)

    @classmethod
    def open(cls, published: Path, year: int | None = None) -> Edition:
        """Open what was published; without a year its latest one.

        Raises:
            ReportError: Nothing was published there, or not this year.
        """
        file = published / DATABASE
        if not file.exists():
            raise ReportError(
                f"{published} holds no {DATABASE}; publish first (`make build`), or "
                "name the published folder with --published."
            )
        connection = duckdb.connect(str(file.resolve()), read_only=True)
        connection.execute("set python_enable_replacements = false")
        known = [
            int(row[0])
            for row in connection.sql(
                "select year from marts.mart_fieldwork_per_year order by year"
            ).fetchall()
        ]
        if not known or (year is not None and year not in known):
            years = ", ".join(map(str, known)) or "none"
            raise ReportError(
                f"{file} has no answers of {year or 'any year'}; it has those of "
                f"{years}: choose one with --year."
            )
        return cls(connection, known[-1] if year is None else year)

    def rows(self, table: str, **where: Any) -> list[Row]:
        """Rows of a published table; of those with a year only the report's.

        Args:
            table: Its name.
            where: The value of each column that matters; None is null, a list is any
                of its values.
        """
        if table not in self._tables:
            self._tables[table] = self.all_years(table, self.year)
        return [
            row
            for row in self._tables[table]
            if all(
                row[name] in value if isinstance(value, list) else row[name] == value
                for name, value in where.items()
            )
        ]

    def all_years(self, table: str, *years: int) -> list[Row]:
        """Rows of a published table of some years; of all without any.

        Rows about a net of answers are left out: beside its parts it would show the
        same clients twice.
        """
        columns = self.columns(table)
        only = "year" in columns and bool(years)
        found = self.connection.execute(
            f"select * from marts.{table}"
            f"{' where list_contains(?, year)' if only else ''} order by rowid",
            [list(years)] if only else [],
        ).fetchall()
        rows = [dict(zip(columns, row, strict=True)) for row in found]
        return [
            row
            for row in rows
            if (row.get("question"), row.get("option")) not in self._nets
        ]

    def row(self, table: str, **where: Any) -> Row:
        """The one row of a table, or an empty one."""
        found = self.rows(table, **where)
        return found[0] if found else {}

    def columns(self, table: str) -> list[str]:
        """The columns of a published table; none where there is no such table."""
        if table not in self._columns:
            found = self.connection.execute(
                "select column_name from information_schema.columns where table_schema"
                " = 'marts' and table_name = ? order by ordinal_position",
                [table],
            ).fetchall()
            self._columns[table] = [name for (name,) in found]
        return self._columns[table]

    def told(self, place: str, kind: str = "title", **ids: str) -> list[Row]:
        """The texts of the story at a place, in their order."""
        if not self._story:
            for row in self.rows("story"):
                self._story[row["place"], row["kind"]].append(row)
        found = self._story.get((place, kind), [])
        found = [row for row in found if ids.items() <= row.items()]
        return sorted(found, key=lambda row: row["position"])

    def text(self, place: str, kind: str = "title", **ids: str) -> str:
        """The first text at a place, or nothing."""
        found = self.told(place, kind, **ids)
        return str(found[0]["text"]) if found else ""

    def titles(self, place: str) -> tuple[str, ...]:
        """The title at a place and its short form, of which a slide takes what fits."""
        found = self.told(place)
        if not found:
            return ()
        return tuple(t for t in (found[0]["text"], found[0]["headline"]) if t)

    def base(self, place: str) -> str:
        """Whom the figures at a place are about, how many, and up to which month.

        The month is told where the figures are of an earlier edition.
        """
        found = self.told(place)
        if not found or not found[0]["base_text"]:
            return ""
        base, wave = found[0]["base_text"], found[0]["as_of"]
        return f"{base}, stand t/m {self.month(wave)}" if wave else str(base)

    def month(self, wave: str) -> str:
        """A month of the survey in words: '2023-10' is oktober 2023."""
        return self._months.get(wave, wave)

    @cached_property
    def _months(self) -> dict[str, str]:
        return {row["wave"]: row["wave_label"] for row in self.all_years("dim_wave")}

    def setting(self, name: str) -> str:
        """A setting of the report policy that holds for all questions.

        Raises:
            ReportError: The edition has no such setting.
        """
        if name not in self._settings:
            raise ReportError(
                f"the published report policy has no setting {name}; publish again "
                "with this version."
            )
        return self._settings[name]

    @cached_property
    def _nets(self) -> set[tuple[str, str]]:
        found = self.connection.execute(
            "select question, option from marts.dim_answer_option where is_net"
        ).fetchall()
        return set(found)

    @cached_property
    def _settings(self) -> dict[str, str]:
        found = self.connection.execute(
            "select setting, value from codebook.report_policy where question is null"
        ).fetchall()
        return dict(found)

    def label(self, column: str, value: str | None) -> str:
        """The Dutch word of a code, as in the seed value_labels; else the code."""
        return self._labels.get((column, value or ""), value) or ""

    @cached_property
    def _labels(self) -> dict[tuple[str, str], str | None]:
        found = self.connection.execute(
            "select column_name, value, label from codebook.value_labels"
        ).fetchall()
        return {(column, value): label for column, value, label in found}

    @property
    def decimals(self) -> int:
        """The decimals of a mark."""
        return int(self.setting("mean_decimals"))

    def mark(self, value: float | None) -> str:
        """A mark as it is printed."""
        return HIDDEN if value is None else dutch_number(value, self.decimals)

    @property
    def dataset(self) -> Row:
        """The one row that says which edition this is."""
        return self.row("dataset")

    @cached_property
    def name(self) -> str:
        """The name of the edition."""
        return read_mark(self.connection).edition


def share(value: float | None) -> str:
    """A share, a fraction, as it is printed."""
    return HIDDEN if value is None else f"{dutch_number(100 * value)}%"


def count(value: float | None) -> str:
    """A number of people as it is printed."""
    return HIDDEN if value is None else dutch_number(value)
