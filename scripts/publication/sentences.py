"""Which sentences rest on a hidden row: findings, and the texts of the story."""

import duckdb
import pandas as pd

from scripts.publication.cells import is_among
from scripts.publication.tables import PublishedTable


def hidden_sentences(
    connection: duckdb.DuckDBPyConnection,
    table: PublishedTable,
    hidden_rows: dict[str, pd.DataFrame],
) -> pd.DataFrame:
    """Find the sentences that rest on a hidden row, or on one not published.

    `sig_key` names the rows of `sig_table` as 'year=2023|question=overall', several
    divided by semicolons; a key that is left out stands for all rows. A sentence
    without a table rests on no figure. Of sentences at one place the lowest choice
    that is left is kept.

    Args:
        connection: With the database `warehouse` attached.
        table: The table of sentences.
        hidden_rows: Per table the group keys of its hidden rows.

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
        known = [key for key in hidden_rows[name] if key in parts]
        of_table = hidden_rows[name][known].astype(str)
        hidden.append(rows[is_among(parts, of_table)])
    keys: pd.DataFrame = pd.concat(hidden)[table.keys].drop_duplicates()
    if "choice" in table.keys:
        left = places[~is_among(places, keys)]
        same = [key for key in table.keys if key != "choice"]
        is_first = left["choice"] == left.groupby(same)["choice"].transform("min")
        keys = pd.concat([keys, left[~is_first]])
    return keys
