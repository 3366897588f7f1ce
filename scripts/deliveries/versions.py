"""Which delivered rows count: the last version of each part, a respondent once.

What counts depends on what has been delivered, never on the order of loading. Within
one file name, and only there, the latest delivery replaces the earlier ones.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb

from scripts.deliveries.names import part_of, version_key

FILE_AGAIN = "file delivered again"
NEWER_VERSION = "newer version of the wave"
RESPONDENT_AGAIN = "respondent delivered again"

Place = tuple[str, str, str]


@dataclass(frozen=True)
class Delivery:
    """A loaded delivery, as far as its place among the versions goes."""

    delivery_id: int
    file_name: str
    kind: str
    wave: str

    @property
    def place(self) -> Place:
        """What its versions are versions of: a kind, a wave and a part of it."""
        return self.kind, self.wave, part_of(self.file_name)


def versions_in_force(deliveries: Iterable[Delivery]) -> dict[Place, Delivery]:
    """The delivery that counts for each part of a wave: the last by file name.

    In the order of their names.
    """
    in_force: dict[Place, Delivery] = {}
    for delivery in sorted(
        _latest_by_name(deliveries).values(),
        key=lambda delivery: version_key(delivery.file_name),
    ):
        # the order of a dictionary is that of its first entries
        in_force.pop(delivery.place, None)
        in_force[delivery.place] = delivery
    return in_force


def replaced_deliveries(
    deliveries: Iterable[Delivery],
) -> dict[int, tuple[str, int]]:
    """Why a delivery doesn't count, and the delivery that replaced it, by its id."""
    everything = list(deliveries)
    latest = _latest_by_name(everything)
    in_force = versions_in_force(everything)
    replaced = {}
    for delivery in everything:
        current = latest[delivery.file_name].delivery_id
        last = in_force[delivery.place].delivery_id
        if delivery.delivery_id != current:
            replaced[delivery.delivery_id] = (FILE_AGAIN, current)
        elif delivery.delivery_id != last:
            replaced[delivery.delivery_id] = (NEWER_VERSION, last)
    return replaced


def _latest_by_name(deliveries: Iterable[Delivery]) -> dict[str, Delivery]:
    ordered = sorted(deliveries, key=lambda delivery: delivery.delivery_id)
    return {delivery.file_name: delivery for delivery in ordered}


def supersede(
    connection: duckdb.DuckDBPyConnection,
    new: Delivery,
    withdrawn: Sequence[Delivery] = (),
) -> None:
    """Bring raw.superseded and the log's counts up to date with a new delivery.

    Expects the delivery's rows and its log row, within the caller's transaction.
    `withdrawn` are deliveries that no longer count; their rows are still there. Only
    the respondents of what is in force now and of what was before are looked at again.
    """
    deliveries = [
        Delivery(*row)
        for row in connection.execute(
            "select delivery_id, file_name, kind, wave from raw.load_log "
            "where status = 'loaded'"
        ).fetchall()
    ]
    earlier = [delivery for delivery in deliveries if delivery != new]
    remaining = [delivery for delivery in deliveries if delivery not in withdrawn]
    before, after = replaced_deliveries(earlier), replaced_deliveries(remaining)
    changed = [key for key, value in after.items() if before.get(key) != value]
    for delivery_id in changed:
        _supersede_whole(connection, new.kind, delivery_id, *after[delivery_id])
    # what a withdrawn delivery had replaced under its own name counts again
    gone = {delivery.delivery_id for delivery in withdrawn}
    restored = before.keys() - after.keys() - gone
    connection.execute(
        "delete from raw.superseded where list_contains(?, delivery_id)",
        [sorted(restored)],
    )
    recount = {new.delivery_id, *changed, *restored}
    now = versions_in_force(remaining)
    was_in_force = versions_in_force(earlier).get(new.place)
    is_in_force = now[new.place]
    if new.kind == "responses" and is_in_force != was_in_force:
        affected = [is_in_force.delivery_id]
        if was_in_force is not None:
            affected.append(was_in_force.delivery_id)
        current = [one for one in now.values() if one.kind == new.kind]
        recount |= _supersede_respondents(connection, affected, current)
    _recount(connection, sorted(recount - gone))


def _supersede_whole(
    connection: duckdb.DuckDBPyConnection,
    kind: str,
    delivery_id: int,
    reason: str,
    by_delivery_id: int,
) -> None:
    connection.execute(
        "delete from raw.superseded where delivery_id = ?", [delivery_id]
    )
    connection.execute(
        f"""
        insert into raw.superseded
        select delivery_id, line_number, $reason, $by_delivery_id, null
        from raw.{kind}
        where delivery_id = $delivery_id
        """,
        {
            "delivery_id": delivery_id,
            "reason": reason,
            "by_delivery_id": by_delivery_id,
        },
    )


def _supersede_respondents(
    connection: duckdb.DuckDBPyConnection,
    affected: list[int],
    current: list[Delivery],
) -> set[int]:
    """Let each respondent of the affected deliveries count once among the current.

    Expects the current ones in the order of their names: the last part of a wave wins.
    Returns the deliveries of which rows were or are superseded.
    """
    connection.execute(
        """
        create or replace temp table current_waves as
        select
            unnest($deliveries) as delivery_id,
            unnest($waves) as wave,
            generate_subscripts($waves, 1) as place
        """,
        {
            "deliveries": [delivery.delivery_id for delivery in current],
            "waves": [delivery.wave for delivery in current],
        },
    )
    # Narrow columns only: this is the one look at all that was ever delivered.
    connection.execute(
        """
        create or replace temp table again as
        select
            responses.delivery_id,
            responses.line_number,
            responses.respondent,
            current_waves.wave,
            current_waves.place
        from raw.responses as responses
        inner join current_waves using (delivery_id)
        where
            responses.respondent in (
                select respondent from raw.responses
                where list_contains($affected, delivery_id)
            )
        """,
        {"affected": affected},
    )
    recount = {
        row[0]
        for row in connection.execute(
            """
            delete from raw.superseded
            using again
            where
                superseded.delivery_id = again.delivery_id
                and superseded.line_number = again.line_number
            returning superseded.delivery_id
            """
        ).fetchall()
    }
    recount |= {
        row[0]
        for row in connection.execute(
            """
            insert into raw.superseded
            with ranked as (
                select
                    delivery_id,
                    line_number,
                    first_value(delivery_id) over latest_first as by_delivery_id,
                    first_value(line_number) over latest_first as by_line_number
                from again
                window latest_first as (
                    partition by respondent
                    order by wave desc, place desc, line_number desc
                )
            )

            select delivery_id, line_number, $reason, by_delivery_id, by_line_number
            from ranked
            where (delivery_id, line_number) != (by_delivery_id, by_line_number)
            returning delivery_id
            """,
            {"reason": RESPONDENT_AGAIN},
        ).fetchall()
    }
    connection.execute("drop table again")
    connection.execute("drop table current_waves")
    return recount


def _recount(connection: duckdb.DuckDBPyConnection, deliveries: list[int]) -> None:
    connection.execute(
        """
        update raw.load_log
        set
            rows_superseded = counted.n,
            rows_loaded
                = rows_delivered - rows_quarantined - rows_forgotten - counted.n
        from (
            select log.delivery_id, count(superseded.delivery_id) as n
            from raw.load_log as log
            left join raw.superseded as superseded using (delivery_id)
            where list_contains($deliveries, log.delivery_id)
            group by log.delivery_id
        ) as counted
        where load_log.delivery_id = counted.delivery_id
        """,
        {"deliveries": deliveries},
    )
