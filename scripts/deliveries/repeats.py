"""Lokets that an invitations file names twice: nobody can tell which count holds."""

from collections.abc import Mapping

import duckdb
import pyarrow as pa


def quarantine_repeated_lokets(
    connection: duckdb.DuckDBPyConnection,
    delivery_id: int,
    column_name: str | None,
    lokets: Mapping[str, str],
) -> int:
    """Move every row of such a loket to quarantine; returns how many.

    `column_name` is that of the loket, None where the file has none: all its rows are
    of one loket then. `lokets` has the loket by each of its names in lower case: two
    names of one loket are one loket. Adding the counts up would double a row that was
    copied, and taking one of them could lose invitations: the response rate would be
    wrong, silently.
    """
    names = pa.table({"name": list(lokets), "loket": list(lokets.values())})
    connection.register("loket_names", names)
    connection.execute(
        """
        create or replace temp table repeated as
        select
            invitations.line_number,
            count(*) over (
                partition by coalesce(loket_names.loket, lower(invitations.loket))
            ) as n
        from raw.invitations as invitations
        left join loket_names on lower(invitations.loket) = loket_names.name
        where invitations.delivery_id = $delivery_id
        qualify n > 1
        """,
        {"delivery_id": delivery_id},
    )
    connection.unregister("loket_names")
    connection.execute(
        """
        insert into raw.quarantine
        select
            invitations.delivery_id,
            invitations.line_number,
            $column_name,
            invitations.loket,
            'expected one row per loket, and this loket has ' || repeated.n,
            invitations.cells,
            null
        from raw.invitations as invitations
        inner join repeated using (line_number)
        where invitations.delivery_id = $delivery_id
        """,
        {"delivery_id": delivery_id, "column_name": column_name},
    )
    moved = connection.execute(
        """
        delete from raw.invitations
        where
            delivery_id = $delivery_id
            and line_number in (select line_number from repeated)
        """,
        {"delivery_id": delivery_id},
    ).fetchone()
    connection.execute("drop table repeated")
    return int(moved[0]) if moved else 0
