"""Which sentences rest on a hidden row: findings, and the texts of the story."""

import duckdb
import pandas as pd

from scripts.publication.cells import is_among
from scripts.publication.suppression import Bools
from scripts.publication.tables import PublishedTable


def hidden_sentences(
    connection: duckdb.DuckDBPyConnection,
    table: PublishedTable,
    hidden_rows: dict[str, pd.DataFrame],
    hidden_answers: dict[str, pd.DataFrame],
) -> pd.DataFrame:
    """Find the sentences that rest on a hidden row, or on one not published.

    `sig_key` names the rows of `sig_table` as 'year=2023|question=overall', several
    divided by semicolons; a key that is left out stands for all rows. A sentence
    without a table rests on no figure. Of sentences at one place the lowest choice
    that is left is kept. A sentence about every option of a question, such as that none
    differs, tells nothing of one of them.

    Args:
        connection: With the database `warehouse` attached.
        table: The table of sentences.
        hidden_rows: Per table the group keys of its hidden rows.
        hidden_answers: Per table of options the keys of answers that are hidden
            besides.

    Returns:
        `table.keys` of the hidden sentences.
    """
    findings = connection.sql(
        f"select {', '.join(table.keys)}, sig_table,"
        " unnest(string_split(coalesce(sig_key, ''), ';')) as sig_key"
        f" from warehouse.marts.{table.name}"
    ).df()
    places = findings[table.keys].drop_duplicates()
    findings = findings[findings["sig_table"].notna()]
    findings["given"] = findings["sig_key"].str.replace(r"=[^|]*", "", regex=True)
    hidden = [findings[~findings["sig_table"].isin(list(hidden_rows))]]
    for (name, given), rows in findings.groupby(["sig_table", "given"]):
        if name not in hidden_rows:
            continue
        named = rows["sig_key"].str.replace(r"(^|\|)[^=|]*=", r"\1", regex=True)
        parts = named.str.split("|", expand=True).set_axis(given.split("|"), axis=1)
        hidden.append(rows[_names(parts, hidden_rows[name])])
        if name in hidden_answers and "option" in parts:
            about_some = rows[~_names_every_option(connection, str(name), rows, parts)]
            few = _names(parts.loc[about_some.index], hidden_answers[name])
            hidden.append(about_some[few])
    keys: pd.DataFrame = pd.concat(hidden)[table.keys].drop_duplicates()
    if "choice" in table.keys:
        left = places[~is_among(places, keys)]
        same = [key for key in table.keys if key != "choice"]
        is_first = left["choice"] == left.groupby(same)["choice"].transform("min")
        keys = pd.concat([keys, left[~is_first]])
    return keys


def _names(parts: pd.DataFrame, hidden: pd.DataFrame) -> Bools:
    """Whether what a sentence rests on is among these rows, as far as it says."""
    known = [key for key in hidden if key in parts]
    return is_among(parts, hidden[known].astype(str))


def _names_every_option(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    rows: pd.DataFrame,
    parts: pd.DataFrame,
) -> Bools:
    """Whether a sentence rests on as many options of a question as there are."""
    offered = connection.sql(
        "select cast(year as varchar) as year, question, count(distinct option) as n"
        f" from warehouse.marts.{name} where (question, option) not in"
        " (select (question, net) from warehouse.codebook.option_groups) group by all"
    ).df()
    asked = parts[["year", "question"]].merge(
        offered, on=["year", "question"], how="left"
    )
    place = rows.drop(columns=["sig_table", "sig_key", "given"])
    named = parts.groupby([*(place[key] for key in place), parts["question"]])["option"]
    every: Bools = (named.transform("nunique") >= asked["n"].to_numpy()).to_numpy()
    return every
