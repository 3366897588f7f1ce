"""Which years' answers on background are shown anew, and what was shown of them before.

Newcomers between two editions are a group like any other: an answer that few of them
gave must not follow. So the answers of a year are not shown anew every month but when
the year has grown by a part that is policy, or when its last month is there. What each
of these editions showed, and what it hid, is in the ledger.
"""

from dataclasses import dataclass

import duckdb
import pandas as pd

from scripts.publication.ledger import Ledger
from scripts.publication.tables import PublishedTable, setting, text_setting

# the respondents of each year at the editions that showed its answers anew
RESPONDENTS = "respondents"


def least_counts(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The questions with options, and the fewest respondents of a count of each.

    Of a question that others are routed on an answer is the base of those; of one that
    is not on somebody's background a count may be of one.

    Args:
        connection: With the database `warehouse` attached.

    Returns:
        question, is_multiple, least.
    """
    topic = text_setting(connection, "background_topic")
    usual = int(setting(connection, "suppression_min_answers"))
    base = int(setting(connection, "suppression_min_base"))
    rows: pd.DataFrame = connection.execute(
        "select question, kind = 'multiple' as is_multiple, cast(case"
        " when topic is distinct from ? and question not in"
        " (select question from warehouse.codebook.dimensions) then 1"
        " when question in (select routing_question from warehouse.codebook.routing)"
        " then ? else ? end as bigint) as least"
        " from warehouse.marts.dim_question order by question",
        [topic, base, usual],
    ).df()
    return rows


@dataclass(frozen=True)
class AnswerHistory:
    """What earlier editions showed of the answers of each year.

    Attributes:
        ledger: Where it is written down.
        respondents: Of the country per year, as far as published tables tell.
        standing: The years of which answers on background are not shown anew.
        questions: The questions on background.
    """

    ledger: Ledger
    respondents: dict[int, int]
    standing: set[int]
    questions: set[str]

    @classmethod
    def read(
        cls, connection: duckdb.DuckDBPyConnection, ledger: Ledger
    ) -> "AnswerHistory":
        """Read the ledger, and decide which years stand."""
        respondents = _respondents(connection)
        growth = setting(connection, "suppression_answers_growth")
        complete = _complete_years(connection)
        last = _last_respondents(ledger)
        standing = {
            year
            for year, n in respondents.items()
            if year in last and year not in complete and n < last[year] * (1 + growth)
        }
        for year, n in respondents.items():
            if year not in standing and last.get(year) != n:
                row = pd.DataFrame({"year": [year], "n": [n]})
                ledger.keep_answers(RESPONDENTS, row)
        least = least_counts(connection)
        protected = set(least.loc[least["least"] > 1, "question"])
        return cls(ledger, respondents, standing, protected)

    def stands(self, year: int, question: str) -> bool:
        """Whether answers to a question are not shown anew."""
        return year in self.standing and question in self.questions

    def earlier(self, table: PublishedTable) -> dict[int, list[pd.DataFrame]]:
        """The answers of each year as earlier editions had them, the first one first.

        Returns:
            Per year frames with the columns that were kept.
        """
        rows = self.ledger.answers(table.name)
        found: dict[int, list[pd.DataFrame]] = {}
        if rows is not None:
            for _, edition in rows.groupby(["year", "number"]):
                own = edition.drop(columns="number").reset_index(drop=True)
                found.setdefault(int(own["year"].iloc[0]), []).append(own)
        return found

    def keep(self, table: PublishedTable, rows: pd.DataFrame) -> None:
        """Write down the answers of years that are shown anew, and which are shown."""
        self.ledger.keep_answers(table.name, rows)


def _last_respondents(ledger: Ledger) -> dict[int, int]:
    """The respondents of each year when its answers were shown last."""
    rows = ledger.answers(RESPONDENTS)
    if rows is None:
        return {}
    last = rows.groupby("year", as_index=False)["n"].last()
    return dict(last.itertuples(index=False, name=None))


def _respondents(connection: duckdb.DuckDBPyConnection) -> dict[int, int]:
    """The respondents of the country per year, as far as published tables tell."""
    rows = connection.sql(
        "select year, max(n)::bigint as n from ("
        "select year, n_asked as n from warehouse.marts.mart_scores_per_year union all"
        " select year, n_base from warehouse.marts.mart_answers_per_year union all"
        " select year, n_responses from warehouse.marts.mart_fieldwork_per_year)"
        " group by year"
    ).fetchall()
    return dict(rows)


def _complete_years(connection: duckdb.DuckDBPyConnection) -> set[int]:
    """The years of which the last wave that the codebook knows is there."""
    rows = connection.sql(
        "select year::integer from warehouse.codebook.questionnaires group by year"
        " having max(last_wave) <= (select max(wave) from warehouse.raw.load_log"
        " where status = 'loaded')"
    ).fetchall()
    return {year for (year,) in rows}
