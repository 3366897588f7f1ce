"""The tables that are published, as the seed `published_tables` lists them."""

from dataclasses import dataclass

import duckdb

# The columns that tell the parts of a total apart, per way of cutting respondents.
PARTS = {"loket": ["loket"], "wave": ["wave"], "subgroup": ["dimension", "subgroup"]}


@dataclass(frozen=True)
class PublishedTable:
    """A row of the seed; the lists are space-separated there.

    Attributes:
        name: Table in the schema marts.
        title: Dutch title.
        keys: Columns that identify a row.
        cut: What the rows are: none (of nobody), total, loket, subgroup, wave or
            wave_loket (parts of a total).
        totals: Table of the totals that the rows are parts of.
        bases: Columns with the respondents that a row stands on.
        estimates: Columns that are emptied where a row is hidden.
        windows: Columns that look at several parts of a total at once; emptied in all
            of them where one is hidden.
    """

    name: str
    title: str
    keys: list[str]
    cut: str
    totals: str
    bases: list[str]
    estimates: list[str]
    windows: list[str]

    @property
    def respondent_keys(self) -> list[str]:
        """Keys that tell apart whom a row is about.

        The options of a question share their base, so they are hidden together.
        """
        return [key for key in self.keys if key != "option"]

    @property
    def total_keys(self) -> list[str]:
        """Keys of the total that a row is a part of."""
        parts = PARTS.get(self.cut, [])
        return [key for key in self.respondent_keys if key not in parts]


def published_tables(connection: duckdb.DuckDBPyConnection) -> list[PublishedTable]:
    """Read the seed from the attached `warehouse`, in its order."""
    rows = connection.sql(
        "select table_name, title, keys, cut, totals, bases, estimates, windows"
        " from warehouse.codebook.published_tables order by position"
    ).fetchall()
    return [
        PublishedTable(
            name,
            title,
            keys.split(),
            cut,
            totals or "",
            *((columns or "").split() for columns in lists),
        )
        for name, title, keys, cut, totals, *lists in rows
    ]


def setting(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """Read a setting of the report policy from the attached `warehouse`."""
    rows = connection.execute(
        "select value from warehouse.codebook.report_policy"
        " where setting = ? and question is null",
        [name],
    ).fetchall()
    return str(rows[0][0])
