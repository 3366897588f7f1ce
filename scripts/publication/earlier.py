"""Rows that keep the figures of an earlier edition, and say so.

What was published once tells nothing new when it is published again: a row that may not
be shown anew is the row that the ledger last saw, with the month that its figures go up
to in the column `as_of`.
"""

import duckdb

from scripts.publication.ledger import tables_of_ledger
from scripts.publication.tables import DROPPED, PublishedTable, setting

AS_OF = "as_of"
# says of a hidden row that it is one answer that few gave, in a group that is shown
SMALL_ANSWER = "small_answer"
# a yes or a no, where `suppressed` is empty: an empty cell of a CSV file is a text in
# one program and a missing value in another
IS_SUPPRESSED = "suppressed is not null as is_suppressed"
P_VALUES = ("p_value", "p_holm", "p_bh")
# a smaller p-value is 0: a double has no power of ten to cut it off with
SMALLEST_P = 1e-290


def keep_earlier_rows(
    connection: duckdb.DuckDBPyConnection, table: PublishedTable, last_wave: str
) -> None:
    """Put what was shown before in the place of hidden rows; note what is shown now.

    Args:
        connection: With the databases `published`, where the table has its new rows,
            and `ledger` attached.
        table: The table.
        last_wave: Month of the latest answers.
    """
    mart, earlier = (
        f"published.marts.{table.name}",
        f"ledger.shown_{table.name}",
    )
    described = connection.sql(f"describe {mart}").fetchall()
    columns = [row[0] for row in described]
    decimals = int(setting(connection, "published_decimals"))
    p_digits = int(setting(connection, "published_p_digits"))
    cut_off = [
        f"{cut_off_at(name, decimals, p_digits)} as {name}"
        for name, kind, *_ in described
        if kind == "DOUBLE"
    ]
    replaced = f" replace ({', '.join(cut_off)})" if cut_off else ""
    rows = f"select *{replaced}, cast(null as varchar) as {AS_OF} from {mart}"
    is_list = table.cut in DROPPED
    is_hidden = "is_hidden" if is_list else "suppressed is not null"
    if SMALL_ANSWER in columns:
        # beside new figures of the other answers an earlier one would tell the new one
        is_hidden = f"{is_hidden} and not {SMALL_ANSWER}"
    unit = table.window_keys if is_list else table.keys
    same = " and ".join(f"new.{key} is not distinct from old.{key}" for key in unit)
    known = _is_known(connection, table)
    if known:
        same_old = same
        again = f"select {', '.join(unit)} from {mart} where {is_hidden} group by all"
        if "choice" in table.keys:
            # of the sentences at one place only the first that may be told is shown
            again = (
                f"select {', '.join(unit)},"
                " min(choice) filter (where not is_hidden) as choice_left"
                f" from {mart} group by all having arg_min(is_hidden, choice)"
            )
            is_before = "new.choice_left is null or old.choice < new.choice_left"
            same_old = f"{same} and ({is_before})"
        old = (
            f"select old.* from {earlier} as old"
            f" semi join ({again}) as new on {same_old}"
        )
        rows = (
            f"select new.* from ({rows}) as new"
            f" anti join ({old}) as old on {same} union all by name ({old})"
        )
    connection.execute(f"create temp table rows_now as {rows}")
    shown = [name for name in columns if name not in ("is_hidden", SMALL_ANSWER)]
    if is_list:
        connection.execute("delete from rows_now where is_hidden")
    if table.cut == "findings" and "choice" not in table.keys:
        # a gap in the numbers would tell that a sentence is hidden
        shown = [
            "row_number() over (partition by year order by position, kind, sig_key)"
            " as position"
            if name == "position"
            else name
            for name in shown
        ]
    # a list goes up to the last month also where it is the one before
    if is_list:
        shown.append(f"nullif({AS_OF}, '{last_wave}') as {AS_OF}")
    else:
        shown += [IS_SUPPRESSED, AS_OF]
    connection.execute(
        f"create or replace table {mart} as select {', '.join(shown)} from rows_now"
        f" order by {', '.join(table.keys)}"
    )
    visible = "" if is_list else " where suppressed is null"
    exclude = f"exclude ({SMALL_ANSWER})" if SMALL_ANSWER in columns else ""
    connection.execute(
        f"create temp table shown_now as select * {exclude} replace"
        f" (coalesce({AS_OF}, '{last_wave}') as {AS_OF}) from rows_now{visible}"
    )
    if known:
        small = f"where {SMALL_ANSWER}" if exclude else "where false"
        connection.execute(
            f"insert into shown_now by name select old.* from {earlier} as old"
            f" anti join (select {', '.join(unit)} from shown_now union all"
            f" select {', '.join(unit)} from rows_now {small}) as new on {same}"
        )
    connection.execute(f"create or replace table {earlier} as from shown_now")
    connection.execute("drop table rows_now; drop table shown_now")


def _is_known(connection: duckdb.DuckDBPyConnection, table: PublishedTable) -> bool:
    """Whether the ledger has rows of the table, told apart by the same keys as now."""
    name = f"shown_{table.name}"
    if name not in tables_of_ledger(connection):
        return False
    columns = connection.sql(f"describe ledger.{name}").fetchall()
    return set(table.keys) <= {column for column, *_ in columns}


def cut_off_at(column: str, decimals: int, p_digits: int) -> str:
    """SQL that leaves a figure the digits that a reader can use.

    More would give back the marks behind it. Cut off rather than rounded: what is
    rounded later, half up, to fewer digits comes out as it would of the figure itself.
    The nudge is for 7.65, which a double holds as a little less.

    Args:
        column: Name of the figure's column.
        decimals: Digits after the decimal point that are left.
        p_digits: Digits that are left of a p-value, from the first that is not 0.
    """
    if column.endswith(P_VALUES):
        digits = f"{p_digits} - 1 - cast(floor(log10({column})) as integer)"
        scale = f"power(10, {digits})"
        return (
            f"case when {column} > {SMALLEST_P} then"
            f" floor({column} * {scale} + 1e-6) / {scale}"
            f" when {column} is not null then 0.0 end"
        )
    scale = f"power(10, {decimals})"
    return f"sign({column}) * floor(abs({column}) * {scale} + 1e-6) / {scale}"
