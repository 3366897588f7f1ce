"""Groups of which everyone gave the same answer to a question that is sensitive.

Such a figure stands on enough respondents, and still tells what each of them answered:
that all clients of a loket have no job, or that all found its service insufficient. The
policy says for which questions that is not shown. An answer that nobody gave is shown.
"""

import duckdb
import numpy as np
import pandas as pd

from scripts.publication.cells import bases_of, is_among, per_group
from scripts.publication.suppression import Bools, Ints
from scripts.publication.tables import NOT_A_NET, PublishedTable, policy

HIDDEN = "hidden"


def tells_of_all(
    connection: duckdb.DuckDBPyConnection, table: PublishedTable, cells: pd.DataFrame
) -> Bools:
    """Find groups that answered as one, and of each total another that hides them.

    Args:
        connection: With the database `warehouse` attached.
        table: A published table.
        cells: Its groups: keys and bases.

    Returns:
        As long as the groups: those that answered a sensitive question as one, and the
        smallest other part of their total, since what is left of it would tell.
    """
    nobody = np.zeros(len(cells), dtype=bool)
    is_part = table.cut in ("loket", "subgroup") and bool(table.content)
    if not is_part or "question" not in cells:
        return nobody
    settings = policy(connection)
    asked = cells["question"].unique()
    sensitive = [q for q in asked if settings.text("all_the_same", q) == HIDDEN]
    if not sensitive:
        return nobody
    same = "share_insufficient = 1"
    if table.has_options:
        same = f"n_chosen = n_base and n_base > 0 and {NOT_A_NET}"
    if table.cut == "subgroup":
        # a subgroup is made of the answers to its own question
        same += (
            " and (dimension, question) not in"
            " (select (dimension, question) from warehouse.codebook.dimensions)"
        )
    found = connection.execute(
        f"select distinct {', '.join(table.group_keys)}"
        f" from warehouse.marts.{table.name} where {same} and question in"
        " (select unnest(cast(? as varchar[])))",
        [sensitive],
    ).df()
    if found.empty:
        return nobody
    told = is_among(cells, found)
    size = bases_of(cells, table)[:, 0]

    def with_another(rows: Ints) -> Bools:
        result = told[rows].copy()
        others = np.flatnonzero(~result & (size[rows] > 0))
        if result.any() and len(others):
            result[others[np.argmin(size[rows][others])]] = True
        return result

    of_total = [*table.sum_keys, *(["dimension"] if table.cut == "subgroup" else [])]
    return per_group(cells, of_total, with_another)
