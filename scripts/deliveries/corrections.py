"""Corrections that lose rows, or are of other respondents: refused until confirmed.

A version is compared with the version before it, whichever of them was loaded first, so
that the order of loading makes no difference: a version that was loaded too early gives
way, as if it had been refused.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import duckdb

from scripts.deliveries.names import part_of, version_key
from scripts.deliveries.policy import DeliveryPolicy
from scripts.deliveries.raw import LogRow
from scripts.deliveries.rejected import RejectedError


@dataclass(frozen=True)
class Shared:
    """How many respondents one delivery has, and how many of them another has."""

    n_held: int
    n_shared: int


# of a version and what it takes the place of
SharedOf = Callable[[LogRow, LogRow], Shared]


@dataclass(frozen=True)
class Withdrawn:
    """A delivery that was loaded before the version that it loses rows of."""

    row: LogRow
    message: str


def reject_loss(
    new: LogRow, log: Iterable[LogRow], policy: DeliveryPolicy, shared_of: SharedOf
) -> list[Withdrawn]:
    """The later versions that lose too much of a new delivery: they give way.

    `log` are the loaded deliveries, without the new one. Raises RejectedError when the
    new delivery itself loses too many rows, or too many respondents, of what it
    replaces.
    """
    others = [
        row
        for row in log
        if (row.kind, row.wave, part_of(row.file_name))
        == (new.kind, new.wave, part_of(new.file_name))
    ]
    replaced = _replaced_by(new, others)
    if replaced is not None and (why := _loss(new, replaced, policy, shared_of)):
        raise RejectedError(why)
    withdrawn: list[Withdrawn] = []
    remaining = others
    while (later := _version_after(new, remaining)) and (
        why := _loss(later, new, policy, shared_of)
    ):
        withdrawn.append(Withdrawn(later, why))
        remaining = [row for row in remaining if row != later]
    return withdrawn


def shared_respondents(
    connection: duckdb.DuckDBPyConnection, version: LogRow, replaced: LogRow
) -> Shared:
    """The respondents of a delivery, and those of them whom a version has too.

    A row in quarantine is somebody's as well. Invitations have none.
    """
    row = connection.execute(
        """
        with held as (
            select distinct respondent from raw.responses where delivery_id = $replaced
        ),

        there as (
            select respondent from raw.responses where delivery_id = $version
            union
            select respondent from raw.quarantine where delivery_id = $version
        )

        select count(*), count(there.respondent)
        from held
        left join there on held.respondent = there.respondent
        """,
        {"version": version.delivery_id, "replaced": replaced.delivery_id},
    ).fetchone()
    assert row is not None
    return Shared(*row)


def _replaced_by(new: LogRow, others: Iterable[LogRow]) -> LogRow | None:
    """What a delivery takes the place of: its own name's, or the version before it."""
    latest = _latest_by_name(others)
    if new.file_name in latest:
        return latest[new.file_name]
    key = version_key(new.file_name)
    before = [row for row in latest.values() if version_key(row.file_name) < key]
    return max(before, key=lambda row: version_key(row.file_name), default=None)


def _version_after(new: LogRow, others: Iterable[LogRow]) -> LogRow | None:
    key = version_key(new.file_name)
    after = [
        row
        for row in _latest_by_name(others).values()
        if version_key(row.file_name) > key
    ]
    return min(after, key=lambda row: version_key(row.file_name), default=None)


def _latest_by_name(rows: Iterable[LogRow]) -> dict[str, LogRow]:
    ordered = sorted(rows, key=lambda row: row.delivery_id)
    return {row.file_name: row for row in ordered}


def _loss(
    version: LogRow, of: LogRow, policy: DeliveryPolicy, shared_of: SharedOf
) -> str:
    """Why a version that nobody confirmed may not take another's place; '' if it may.

    What it loses in rows is said first.
    """
    if version.is_confirmed:
        return ""
    if _loses(version, of, policy):
        return _sentence(version, of)
    shared = shared_of(version, of)
    if shared.n_held - shared.n_shared > policy.correction_max_others * shared.n_held:
        return _sentence_on_others(version, of, shared)
    return ""


def _loses(version: LogRow, of: LogRow, policy: DeliveryPolicy) -> bool:
    """Whether a version loses too many rows of another.

    Of a small file a few may go, but never more than half, and never all.
    """
    held = of.rows_readable
    lost = held - version.rows_readable
    few = min(policy.correction_few_rows, max(1, held // 2))
    is_emptied = version.rows_readable == 0 and held > 0
    too_many = lost > max(few, policy.correction_max_loss * held)
    return is_emptied or too_many


def _sentence(version: LogRow, replaced: LogRow) -> str:
    if version.rows_readable == 0:
        what = "has no row that can be read, and would take the place of"
    else:
        rows = "row" if version.rows_readable == 1 else "rows"
        what = f"has {version.rows_readable:,} {rows}, and would take the place of"
    rows = "row" if replaced.rows_readable == 1 else "rows"
    return (
        f"{version.file_name} {what} {_named(version, replaced)} "
        f"with {replaced.rows_readable:,} {rows}: deliver the whole wave again, or "
        f"confirm it with --accept-fewer-rows {version.file_name}."
    )


def _sentence_on_others(version: LogRow, replaced: LogRow, shared: Shared) -> str:
    respondents = "respondent" if shared.n_held == 1 else "respondents"
    return (
        f"{version.file_name} has {shared.n_shared:,} of the {shared.n_held:,} "
        f"{respondents} of {_named(version, replaced)}, whose place it would take: "
        "name files that count beside each other as parts "
        f"({version.kind}_{version.wave}_part-NAME.{version.format}), or confirm the "
        f"correction with --accept-other-respondents {version.file_name}."
    )


def _named(version: LogRow, replaced: LogRow) -> str:
    """What a version replaces, as a sentence names it."""
    if version.file_name == replaced.file_name:
        return f"what was delivered as {replaced.file_name} before"
    return replaced.file_name
