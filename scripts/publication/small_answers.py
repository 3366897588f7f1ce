"""Answers that few of a group gave, or that a small group gave, and what would tell.

A group may be large enough and yet say something of one person: the only client of a
loket without a benefit. Counts of background answers that are fewer than the policy's
smallest number are hidden in lokets and in subgroups. And whoever is in a small group
is hidden, but the country's total less the other groups may tell what they answered.
Counts, comparisons and sentences from which either could be worked out go too. Those of
the country stay.
"""

from typing import TypeAlias

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from scripts.publication.answer_crosses import hide_in_subgroups, tells_of_few
from scripts.publication.answer_history import AnswerHistory, least_counts
from scripts.publication.answer_suppression import (
    Answers,
    Before,
    hide_in_answers,
)
from scripts.publication.cells import Groups, along_groups, in_groups, is_among
from scripts.publication.suppression import Bools
from scripts.publication.tables import (
    NOT_A_NET,
    PublishedTable,
    setting,
)

Texts: TypeAlias = npt.NDArray[np.object_]

ANSWER = ["year", "question", "option"]
# what is kept of the answers of an edition besides their keys
KEPT = [
    *("n_chosen", "n_base", "has_people", "total", "respondents", "least"),
    *("is_multiple", "is_hidden", "total_is_hidden", "width"),
]


def hide_small_answers(
    connection: duckdb.DuckDBPyConnection,
    tables: list[PublishedTable],
    hidden: dict[str, pd.DataFrame],
    history: AnswerHistory,
) -> list[tuple[PublishedTable, pd.DataFrame]]:
    """Find the answers to hide, in groups that are not hidden themselves.

    Args:
        connection: With the database `warehouse` attached.
        tables: The published tables.
        hidden: Per table the group keys of the rows that are hidden already.
        history: What was shown before; what is shown now is kept in it.

    Returns:
        Each table with options, and its rows to hide besides, with their bases.
    """
    width = int(setting(connection, "suppression_min_interval"))
    least = least_counts(connection)
    if width == 0 and (least["least"] == 1).all():
        return []
    groups: Groups = {}
    totals = next(
        table.totals
        for table in tables
        if table.cut == "subgroup" and table.has_options
    )
    for table in tables:
        if table.content and table.has_options and table.cut in ("loket", "subgroup"):
            counts = _counts(connection, table, totals, least)
            counts["is_hidden"] = is_among(counts, hidden[table.name])
            counts["total_is_hidden"] = is_among(counts, hidden[totals])
            counts["respondents"] = counts["year"].map(history.respondents)
            counts["width"] = width
            counts["stands"] = [
                history.stands(year, question)
                for year, question in zip(
                    counts["year"], counts["question"], strict=True
                )
            ]
            _add_before(counts, table, history.ledger.last_shown(table))
            answers = _of_years(connection, counts, table, history)
            answers = pd.concat([answers, _nets_of(connection, answers)])
            if len(answers):
                groups[tuple(sorted(answers.columns))] = answers.drop_duplicates()
    return [
        (table, _rows(connection, table, groups))
        for table in tables
        if "option" in table.keys and table.cut != "none"
    ]


def _of_years(
    connection: duckdb.DuckDBPyConnection,
    counts: pd.DataFrame,
    table: PublishedTable,
    history: AnswerHistory,
) -> pd.DataFrame:
    """The answers to hide; of a year in which nothing changed, those of before."""
    earlier = history.earlier(table)
    kept = [*table.keys, *KEPT]
    found = [pd.DataFrame(columns=table.keys)]
    for _, of_year in counts.groupby("year"):
        rows = of_year.reset_index(drop=True)
        year = int(rows["year"].iloc[0])
        before = earlier.get(year, [])
        if before and rows[kept].equals(before[-1][kept].astype(rows[kept].dtypes)):
            hides = ~before[-1]["is_shown"].to_numpy(dtype=bool)
        else:
            if before:
                _add_kept(rows, table, before[-1])
            if table.cut == "loket":
                hides = _of_lokets(rows, before)
            else:
                hides = hide_in_subgroups(connection, rows, before)
            # what did not change since is as it was
            hides |= (rows["stands"] & rows["was_hidden"]).to_numpy(dtype=bool)
            if year not in history.standing:
                is_shown = ~hides & ~rows["is_hidden"]
                history.keep(table, rows[kept].assign(is_shown=is_shown))
        found.append(rows.loc[hides & ~rows["is_hidden"], table.keys])
    return pd.concat(found)


def _counts(
    connection: duckdb.DuckDBPyConnection,
    table: PublishedTable,
    totals: str,
    least: pd.DataFrame,
) -> pd.DataFrame:
    """Rows of a mart of answers to these questions; nets are sums of others."""
    rows = connection.sql(
        f"select {', '.join(f'own.{key}' for key in table.keys)},"
        " coalesce(own.n_chosen, 0)::bigint as n_chosen,"
        " coalesce(own.n_base, 0)::bigint as n_base,"
        " coalesce(own.n_base, 0) > 0 as has_people,"
        " coalesce(totals.n_chosen, 0)::bigint as total"
        f" from warehouse.marts.{table.name} as own"
        f" left join warehouse.marts.{totals} as totals"
        f" using ({', '.join(ANSWER)}) where {NOT_A_NET} order by all"
    ).df()
    counts: pd.DataFrame = rows.merge(least, on="question")
    return counts


def _add_before(
    counts: pd.DataFrame, table: PublishedTable, before: pd.DataFrame | None
) -> None:
    """Add was_hidden and was_shown: of groups that nobody came to or left since."""
    if before is None or not {*table.keys, "n_chosen", "n_base"} <= set(before):
        counts["was_hidden"] = counts["was_shown"] = False
        return
    rows = counts[table.keys].merge(
        before[[*table.keys, "n_chosen", "n_base"]], on=table.keys, how="left"
    )
    # as long as the counts, in their order: keys identify the rows of both
    is_there = rows["n_chosen"].notna().to_numpy()
    other = is_there & (
        (rows["n_chosen"] != counts["n_chosen"].to_numpy())
        | (rows["n_base"] != counts["n_base"].to_numpy())
    )
    groups = [counts[key] for key in table.group_keys]
    seen = pd.DataFrame({"known": is_there, "changed": other}, index=counts.index)
    of_group = seen.groupby(groups).transform("any")
    stays = of_group["known"] & ~of_group["changed"] & ~counts["is_hidden"]
    counts["was_hidden"] = stays & ~is_there
    counts["was_shown"] = stays & is_there


def _add_kept(rows: pd.DataFrame, table: PublishedTable, before: pd.DataFrame) -> None:
    """Put in was_hidden and was_shown what is kept, also of groups all hidden then."""
    names = ["n_chosen", "n_base", "is_shown", "is_hidden"]
    same = rows[table.keys].merge(before[[*table.keys, *names]], "left", on=table.keys)
    is_kept = same["is_shown"].notna() & (rows["least"] > 1)
    stays = same["is_hidden"].eq(False) & ~rows["is_hidden"]
    stays &= (same["n_chosen"] == rows["n_chosen"]) & (same["n_base"] == rows["n_base"])
    stays = stays.groupby([rows[key] for key in table.group_keys]).transform("all")
    is_shown = same["is_shown"].eq(True)
    rows["was_hidden"] = rows["was_hidden"].where(~is_kept, stays & ~is_shown)
    rows["was_shown"] = rows["was_shown"].where(~is_kept, stays & is_shown)


def _of_lokets(counts: pd.DataFrame, earlier: list[pd.DataFrame]) -> Bools:
    """The answers to hide per loket: options by lokets, with the country's totals.

    Args:
        counts: k rows of one year.
        earlier: The rows of editions before that showed the year's answers anew.

    Returns:
        k; the answers to hide.
    """
    found = np.zeros(len(counts), dtype=bool)
    for question, rows in counts.groupby("question"):
        before = [] if rows["least"].iloc[0] == 1 else earlier
        if rows["stands"].any() or not (before or tells_of_few(rows).any()):
            continue
        names = rows["loket"].unique(), rows["option"].unique()
        tables = [
            _table_of(edition[edition["question"] == question], *names)
            for edition in before
        ]
        own = rows.assign(is_shown=False)
        now = _table_of(own, *names)
        of_people = _wide(rows, "has_people", *names).any(axis=1)
        hide = hide_in_answers(
            now.counts,
            ~now.groups & of_people,
            int(rows["least"].iloc[0]),
            int(rows["width"].iloc[0]),
            bool(rows["is_multiple"].any()),
            Before(
                *(_wide(rows, name, *names) for name in ("was_hidden", "was_shown"))
            ),
            tables,
            now.total_is_shown,
        )
        places = [
            pd.Index(index).get_indexer(rows[key])
            for key, index in zip(("loket", "option"), names, strict=True)
        ]
        found[rows.index] = hide[places[0], places[1]]
    return found


def _table_of(rows: pd.DataFrame, lokets: Texts, options: Texts) -> Answers:
    """The answers to a question as lokets by options."""
    counts = rows.pivot(index="loket", columns="option", values="n_chosen")
    counts = counts.reindex(index=lokets, columns=options).fillna(0)
    hidden = _wide(rows, "is_hidden", lokets, options).any(axis=1)
    return Answers(
        counts.to_numpy(dtype=np.int64),
        _wide(rows, "is_shown", lokets, options),
        ~hidden & np.isin(lokets, rows["loket"]),
        not rows["total_is_hidden"].any(),
    )


def _wide(rows: pd.DataFrame, name: str, lokets: Texts, options: Texts) -> Bools:
    """A column of yes and no as lokets by options."""
    wide = rows.pivot(index="loket", columns="option", values=name)
    return wide.reindex(index=lokets, columns=options).eq(True).to_numpy(dtype=bool)


def _nets_of(
    connection: duckdb.DuckDBPyConnection, answers: pd.DataFrame
) -> pd.DataFrame:
    """The nets of hidden options: what is left of a net would give the option."""
    nets = connection.sql("from warehouse.codebook.option_groups").df()
    nets = nets[["question", "option", "net"]]
    of_answers = answers.merge(nets, on=["question", "option"])
    return of_answers.assign(option=of_answers["net"])[answers.columns]


def _rows(
    connection: duckdb.DuckDBPyConnection, table: PublishedTable, groups: Groups
) -> pd.DataFrame:
    """The rows of a table that are about one of these answers, with their bases."""
    columns = [*table.keys, *table.bases]
    if "previous_base" in table.bases:
        columns.append("previous_year")
    rows = connection.sql(
        f"select {', '.join(columns)} from warehouse.marts.{table.name} order by all"
    ).df()
    about = in_groups(rows, groups)
    if table.cut == "along_groups":
        about |= along_groups(rows, groups, table.parts)
    found: pd.DataFrame = rows[about]
    return found
