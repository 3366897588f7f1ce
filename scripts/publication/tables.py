"""The tables that are published, as the seed `published_tables` lists them."""

from dataclasses import dataclass

import duckdb
import pandas as pd

from scripts.codebook.policy import Settings

# The columns that tell the parts of a total apart, per way of cutting respondents.
PARTS = {
    "loket": ["loket"],
    "wave": ["wave"],
    "period_loket": ["period", "loket"],
    "subgroup": ["dimension", "subgroup"],
}
# By whom an option was offered: those have its base, so that in a year with several
# questionnaires the options of one question may have different ones.
OFFERED_IN = "offered_in"
# Rows about hidden groups leave these tables whole: what is left would name the group.
DROPPED = ("dropped", "findings")


@dataclass(frozen=True)
class PublishedTable:
    """A row of the seed; the lists are space-separated there.

    Attributes:
        name: Table in the schema marts.
        title: Dutch title.
        keys: Columns that identify a row.
        cut: What the rows are; the seed's description lists the values.
        totals: Table of the totals that the rows are parts of, where those are not
            simply the sum of the rows.
        parts: Of rows that take parts together, the columns that name these.
        bases: Columns with the respondents that a row stands on.
        content: Columns that tell whether the respondents behind a row changed; none
            where a row is worked out of other tables.
        kept: Columns that a hidden row keeps, besides its keys and their labels.
        windows: Columns that look at several rows at once.
        window_keys: Keys of the rows that these columns look at together.
        window_base: Setting with the smallest base that they look at; any if empty.
    """

    name: str
    title: str
    keys: list[str]
    cut: str
    totals: str
    parts: list[str]
    bases: list[str]
    content: list[str]
    kept: list[str]
    windows: list[str]
    window_keys: list[str]
    window_base: str

    @property
    def group_keys(self) -> list[str]:
        """Keys that tell apart whom a row is about.

        The options of a question share their base, so they are hidden together.
        """
        return [key for key in self.keys if key != "option"]

    @property
    def total_keys(self) -> list[str]:
        """Keys of the total that a row is a part of."""
        parts = PARTS.get(self.cut, [])
        return [key for key in self.group_keys if key not in parts]

    @property
    def may_lack_option(self) -> bool:
        """Whether its key may be empty in part: the test of a mark has no option."""
        return self.name.startswith("sig_") and "option" in self.keys

    @property
    def has_options(self) -> bool:
        """Whether its rows are options, of which `mart_with_offers` tells the offer."""
        return "option" in self.keys and bool(self.content)

    @property
    def sum_keys(self) -> list[str]:
        """Keys of the rows that add up to one total."""
        return [*self.total_keys, *([OFFERED_IN] if self.has_options else [])]


def mart_with_offers(table: PublishedTable, name: str) -> str:
    """The mart `name`, with `offered_in` where the rows of `table` are options."""
    mart = f"warehouse.marts.{name}"
    if not table.has_options:
        return mart
    return (
        f"(select mart.*, coalesce({OFFERED_IN}, '') as {OFFERED_IN}"
        f" from {mart} as mart"
        " left join (select year, question, option,"
        f" string_agg(questionnaire, ' ' order by questionnaire) as {OFFERED_IN}"
        " from warehouse.marts.dim_offered_option"
        " join warehouse.codebook.questionnaires using (questionnaire) group by all)"
        " using (year, question, option))"
    )


def published_tables(connection: duckdb.DuckDBPyConnection) -> list[PublishedTable]:
    """Read the seed from the attached `warehouse`, in its order."""
    rows = connection.sql(
        "from warehouse.codebook.published_tables order by position"
    ).df()
    texts = rows.drop(columns="position").fillna("").to_dict("records")
    lists = ("keys", "parts", "bases", "content", "kept", "windows", "window_keys")
    return [
        PublishedTable(
            **{
                "name" if column == "table_name" else str(column): (
                    value.split() if column in lists else value
                )
                for column, value in row.items()
            }
        )
        for row in texts
    ]


def setting(connection: duckdb.DuckDBPyConnection, name: str) -> float:
    """Read a number of the report policy from the attached `warehouse`.

    Raises ValueError where the policy has no such setting, or it is no number.
    """
    return _policy(connection).number(name)


def text_setting(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """Read a text of the report policy; ValueError where there is no such setting."""
    return _policy(connection).text(name)


def _policy(connection: duckdb.DuckDBPyConnection) -> Settings:
    names = ["setting", "question", "value"]
    rows = connection.sql(
        f"select {', '.join(names)} from warehouse.codebook.report_policy"
    ).fetchall()
    return Settings.from_table(pd.DataFrame(rows, columns=names))
