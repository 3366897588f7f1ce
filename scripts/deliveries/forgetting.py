"""Respondents of whom nothing may be kept any more: out of the raw tables, for good."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from scripts.deliveries import raw
from scripts.deliveries.rejected import RefusedError
from scripts.deliveries.rekeying import keyed_id
from scripts.warehouse.forgotten import read_forgotten, remember_forgotten
from scripts.warehouse.key import KeyLostError
from scripts.warehouse.rewriting import InUseError, remove_rewritten, rewrite

ERASURE = "right to erasure"
AGAIN = "forgotten before"


@dataclass(frozen=True)
class Forgotten:
    """What was forgotten.

    `not_held` are the places (from 1) of the ids of whom no row was there.
    """

    n_respondents: int
    n_rows: int
    not_held: list[int]


def forget(warehouse: Path, delivered_ids: Sequence[str]) -> Forgotten:
    """Forget respondents by their delivered ids, down to the bytes of the file.

    An id of whom there is no row is remembered too, as a keyed hash: when a file of
    theirs comes, nothing of them is loaded. Raises RefusedError when the warehouse
    isn't there or in use, or its key is gone.
    """
    if not warehouse.is_file():
        raise RefusedError(
            f"There is no warehouse {warehouse}: name it with --warehouse or in "
            "KTO_WAREHOUSE."
        )
    with raw.open_warehouse(warehouse) as connection:
        key = raw.key_of_warehouse(connection, warehouse)
        ids = [keyed_id(key, one) for one in delivered_ids]
        held = rows_held(connection, ids)
    try:
        # first the list: should this break off, the next load forgets them
        remember_forgotten(warehouse, key, ids)
    except KeyLostError as error:
        raise RefusedError(str(error)) from error
    _rewrite_without(warehouse, set(ids), ERASURE)
    return Forgotten(
        n_respondents=len(set(ids)),
        n_rows=sum(held.values()),
        not_held=[place for place, one in enumerate(ids, start=1) if one not in held],
    )


def forget_again(warehouse: Path) -> int:
    """Forget whom the list beside the warehouse has and the warehouse doesn't know of.

    So a new warehouse, or an old copy that was put back, holds nobody who was
    forgotten; returns how many rows of theirs were there. Raises RefusedError as
    `forget` does.
    """
    with raw.open_warehouse(warehouse) as connection:
        key = raw.key_of_warehouse(connection, warehouse)
        remove_rewritten(warehouse)
        try:
            unknown = read_forgotten(warehouse, key) - raw.forgotten_ids(connection)
        except KeyLostError as error:
            raise RefusedError(str(error)) from error
        n_rows = sum(rows_held(connection, unknown).values())
        if unknown and not n_rows:
            forget_ids(connection, unknown, AGAIN)
    if n_rows:
        _rewrite_without(warehouse, unknown, AGAIN)
    return n_rows


def _rewrite_without(warehouse: Path, ids: Collection[str], rule: str) -> None:
    try:
        rewrite(
            warehouse,
            raw.SCHEMA,
            lambda connection: forget_ids(connection, ids, rule),
        )
    except InUseError as error:
        raise RefusedError(str(error)) from error


def rows_held(
    connection: duckdb.DuckDBPyConnection, ids: Collection[str]
) -> dict[str, int]:
    """How many rows there are of each of some keyed ids; of none, no entry."""
    rows = connection.execute(
        """
        select respondent, count(*)
        from (
            select respondent from raw.responses
            union all
            select respondent from raw.quarantine
        )
        where list_contains($ids, respondent)
        group by respondent
        """,
        {"ids": sorted(ids)},
    ).fetchall()
    return dict(rows)


def forget_ids(
    connection: duckdb.DuckDBPyConnection, ids: Collection[str], rule: str
) -> None:
    """Take respondents, by keyed id, out of the raw tables, and log it without them."""
    n_rows = sum(rows_held(connection, ids).values())
    chosen = {"ids": sorted(ids)}
    connection.execute(
        """
        insert or ignore into raw.forgotten select unnest($ids)
        """,
        chosen,
    )
    for table in ("superseded", "kept_themes"):
        connection.execute(
            f"""
            delete from raw.{table} as rows_of
            using raw.responses as responses
            where
                rows_of.delivery_id = responses.delivery_id
                and rows_of.line_number = responses.line_number
                and list_contains($ids, responses.respondent)
            """,
            chosen,
        )
    for table in ("responses", "quarantine"):
        connection.execute(
            f"delete from raw.{table} where list_contains($ids, respondent)", chosen
        )
    recount(connection)
    connection.execute(
        "insert into raw.erasures values (now()::timestamp, ?, ?, ?)",
        [rule, len(ids), n_rows],
    )


def recount(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring the counts of raw.load_log up to date with the rows that are left."""
    connection.execute(_RECOUNT)


# what is no longer there of a delivery was forgotten: nothing else is ever taken out
_RECOUNT = """
with held as (
    select delivery_id, count(*) as n
    from (
        select delivery_id from raw.responses
        union all
        select delivery_id from raw.invitations
        union all
        select delivery_id from raw.quarantine
    )
    group by delivery_id
),

quarantined as (
    select delivery_id, count(*) as n from raw.quarantine group by delivery_id
),

superseded as (
    select delivery_id, count(*) as n from raw.superseded group by delivery_id
),

counted as (
    select
        load_log.delivery_id,
        coalesce(held.n, 0) as n_held,
        coalesce(quarantined.n, 0) as n_quarantined,
        coalesce(superseded.n, 0) as n_superseded
    from raw.load_log as load_log
    left join held using (delivery_id)
    left join quarantined using (delivery_id)
    left join superseded using (delivery_id)
    where load_log.status = 'loaded'
)

update raw.load_log
set
    rows_forgotten = rows_delivered - n_held,
    rows_quarantined = n_quarantined,
    rows_superseded = n_superseded,
    rows_loaded = n_held - n_quarantined - n_superseded
from counted
where load_log.delivery_id = counted.delivery_id
"""
