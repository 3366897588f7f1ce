"""Corrections that lose rows: refused until someone confirms that they should.

A version is compared with the version before it, whichever of them was loaded first, so
that the order of loading makes no difference: a version that was loaded too early gives
way, as if it had been refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from scripts.deliveries.names import version_key
from scripts.deliveries.policy import DeliveryPolicy
from scripts.deliveries.raw import LogRow
from scripts.deliveries.rejected import RejectedError


@dataclass(frozen=True)
class Withdrawn:
    """A delivery that was loaded before the version that it loses rows of."""

    row: LogRow
    message: str


def reject_loss(
    new: LogRow, log: Iterable[LogRow], policy: DeliveryPolicy
) -> list[Withdrawn]:
    """The later versions that lose too many of a new delivery's rows: they give way.

    `log` are the loaded deliveries, without the new one. Raises RejectedError when the
    new delivery itself loses too many rows of what it replaces.
    """
    others = [row for row in log if (row.kind, row.wave) == (new.kind, new.wave)]
    replaced = _replaced_by(new, others)
    if replaced is not None and _loses(new, replaced, policy):
        raise RejectedError(_sentence(new, replaced))
    withdrawn: list[Withdrawn] = []
    remaining = others
    while (later := _version_after(new, remaining)) and _loses(later, new, policy):
        withdrawn.append(Withdrawn(later, _sentence(later, new)))
        remaining = [row for row in remaining if row != later]
    return withdrawn


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


def _loses(version: LogRow, of: LogRow, policy: DeliveryPolicy) -> bool:
    """Whether a version that nobody confirmed loses too many rows of another.

    Of a small file a few may go, but never more than half, and never all.
    """
    held = of.rows_readable
    lost = held - version.rows_readable
    few = min(policy.correction_few_rows, max(1, held // 2))
    is_emptied = version.rows_readable == 0 and held > 0
    too_many = lost > max(few, policy.correction_max_loss * held)
    return not version.is_confirmed and (is_emptied or too_many)


def _sentence(version: LogRow, replaced: LogRow) -> str:
    if version.rows_readable == 0:
        what = "has no row that can be read, and would take the place of"
    else:
        rows = "row" if version.rows_readable == 1 else "rows"
        what = f"has {version.rows_readable:,} {rows}, and would take the place of"
    rows = "row" if replaced.rows_readable == 1 else "rows"
    before = (
        f"what was delivered as {replaced.file_name} before"
        if version.file_name == replaced.file_name
        else replaced.file_name
    )
    return (
        f"{version.file_name} {what} {before} with {replaced.rows_readable:,} {rows}: "
        "deliver the whole wave again, or confirm it with "
        f"--accept-fewer-rows {version.file_name}."
    )
