"""Which counts of answers to hide, in groups that are large enough by themselves.

Nobody may work out from published counts one that is smaller than the policy allows,
nor that a count of few, or of a hidden group, lies between two numbers that are nearer
than its smallest interval. A sum of hidden counts that follows is an upper limit of
each of them, so that no sum is small either:

- `hide_in_answers`: a table of groups by options;
- `hide_in_crosses`: counts that are sums of the same unknown numbers, such as ages by
  education and education by ages.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, eye_array, vstack

from scripts.publication.intervals import Edition, Sums, hide_until_wide, side_by_side
from scripts.publication.suppression import Bools, Ints, is_small


@dataclass(frozen=True)
class Answers:
    """A table of answers as an edition has it.

    Attributes:
        counts: k x m; respondents per group and option.
        shown: k x m; which of the counts it shows.
        groups: k; the groups that it shows.
        total_is_shown: Whether it shows the total of each option.
    """

    counts: Ints
    shown: Bools
    groups: Bools
    total_is_shown: bool


@dataclass(frozen=True)
class Before:
    """What an earlier edition showed of groups that nobody came to or left since.

    What it showed is known whatever is hidden now, and what it hid would be told by
    what it showed of others: so both stay as they are.

    Attributes:
        hidden: Of each count whether it was hidden.
        shown: Of each count whether it was shown.
    """

    hidden: Bools
    shown: Bools


def hide_in_answers(
    counts: Ints,
    hidden: Bools,
    least: int,
    width: int,
    is_multiple: bool = False,
    before: Before | None = None,
    earlier: list[Answers] | None = None,
    total_is_shown: bool = True,
) -> Bools:
    """Hide counts of answers per group.

    Args:
        counts: k x m; respondents per group and option.
        hidden: k; the groups with respondents that are hidden for another reason, their
            totals as well.
        least: Fewest respondents that a published count may be of; 0 is one of nobody.
        width: Least difference between the highest and the lowest number that a small
            count may be, and one of a hidden group, as far as the total of its option
            leaves room for it; at least `least`.
        is_multiple: Whether several answers may be given: then those of a group do not
            add up to its respondents.
        before: k x m each; of groups that did not change since an earlier edition.
        earlier: What earlier editions showed of the same groups and options, the first
            one first.
        total_is_shown: Whether the total of each option is published.

    Returns:
        k x m; the counts to hide.
    """
    secret = is_small(counts, least) | hidden[:, None]
    nothing = np.zeros_like(secret)
    before = before or Before(nothing, nothing)
    start = (secret | before.hidden).ravel()
    own = csr_array(eye_array(counts.size))
    editions = _editions_of(
        [*(earlier or []), Answers(counts, ~secret, ~hidden, total_is_shown)],
        least,
        is_multiple,
    )
    if earlier:
        many = np.full(counts.size, least)
        now = _hide_beside(own, editions, start, many, width, before.shown)
    else:
        (edition,) = editions
        now = hide_until_wide(
            Sums(own, edition.counts, edition.known, edition.totals),
            start,
            np.flatnonzero(secret),
            max(width, least),
            _exchanged(counts, secret),
            before.shown.ravel(),
        )
    return now.reshape(counts.shape)


def _editions_of(
    answers: list[Answers], least: int, is_multiple: bool
) -> list[Edition]:
    """Tables of groups by options, with the totals that each of them shows."""
    found: list[Edition] = []
    last: Answers | None = None
    for table in answers:
        counts, size = table.counts, table.counts.size
        at = np.arange(size).reshape(counts.shape)
        lines = [*at.T] if table.total_is_shown else []
        lines += [] if is_multiple else [*at[table.groups]]
        known = np.zeros((len(lines), size), dtype=np.int64)
        for row, line in enumerate(lines):
            known[row, line] = 1
        # the first one is beside none
        than = counts if last is None else last.counts
        is_same = (counts == than).all(axis=1)
        flat = counts.ravel()
        found.append(
            Edition(
                flat,
                table.shown.ravel(),
                (is_small(counts, least) | ~table.groups[:, None]).ravel(),
                csr_array(known),
                known @ flat,
                (counts >= than).ravel(),
                np.repeat(is_same, counts.shape[1]),
            )
        )
        last = table
    return found


def hide_in_crosses(
    sums: Sums,
    least: Ints,
    hidden: Bools,
    has_people: Bools,
    width: int,
    before: Before | None = None,
    earlier: list[Edition] | None = None,
) -> Bools:
    """Hide counts that are sums of the same unknown numbers, with known totals.

    Args:
        sums: The k counts, and the totals.
        least: k; fewest respondents that each may be published of.
        hidden: k; the counts that are hidden for another reason.
        has_people: k; those of groups with respondents.
        width: Least difference between the highest and the lowest number that a small
            count may be, and one of a hidden group, as far as the totals leave room for
            it; at least `least`.
        before: k each; of groups that did not change since an earlier edition.
        earlier: What earlier editions told of the same counts, the first one first. Of
            these the numbers that are added up are taken for ones that only grew, where
            that may be so.

    Returns:
        k; the counts to hide.
    """
    nothing = np.zeros_like(hidden)
    before = before or Before(nothing, nothing)
    small = (sums.counts > 0) & (sums.counts < least)
    secrets = np.flatnonzero(small | (hidden & has_people))
    widths = np.maximum(least[secrets], width)
    start = hidden | small | before.hidden
    if earlier:
        anything = np.zeros(sums.cells.shape[1], dtype=bool)
        secret = np.isin(np.arange(len(start)), secrets)
        now = Edition(
            sums.counts, ~start, secret, sums.known, sums.totals, ~anything, anything
        )
        editions = [*earlier, now]
        if not _side_by_side(sums.cells, editions).is_possible():
            editions = [replace(edition, grew=anything) for edition in editions]
        return _hide_beside(sums.cells, editions, start, least, width, before.shown)
    return hide_until_wide(sums, start, secrets, widths, stays=before.shown)


def _hide_beside(
    cells: csr_array,
    editions: list[Edition],
    start: Bools,
    least: Ints,
    width: int,
    stays: Bools,
) -> Bools:
    """Hide counts of the last of several editions; nothing secret of any is told.

    A small number of respondents who came between two editions is as secret as one.
    """
    of_each = [cells @ shared for shared in side_by_side(cells, editions)]
    now = editions[-1]
    rows, counts = [of_each[-1]], [now.counts]
    widths = [least[now.secret]]

    def keep_secret(row: csr_array, count: Ints, which: Bools) -> None:
        rows.append(row[which])
        counts.append(count[which])
        widths.append(least[which])

    for place, (own, edition) in enumerate(zip(of_each, editions, strict=True)):
        if edition is not now:
            keep_secret(own, edition.counts, edition.secret & ~edition.shown)
        for other, before in zip(of_each[:place], editions[:place], strict=True):
            change = edition.counts - before.counts
            few = (change != 0) & (np.abs(change) < least)
            if edition is not now:
                few &= ~(edition.shown & before.shown)
            keep_secret(own - other, change, few)
    told = _side_by_side(cells, editions)
    beside = sum(map(len, counts[1:]))
    every = np.arange(len(start) + beside)
    found = hide_until_wide(
        Sums(csr_array(vstack(rows)), np.concatenate(counts), told.known, told.totals),
        np.append(start, np.ones(beside, dtype=bool)),
        np.append(np.flatnonzero(now.secret), every[len(start) :]),
        np.maximum(np.concatenate(widths), width),
        stays=np.append(stays.ravel(), np.zeros(beside, dtype=bool)),
    )
    return found[: len(start)]


def _side_by_side(cells: csr_array, editions: list[Edition]) -> Sums:
    """What is known of the last of several editions without any count that it shows."""
    known, totals = [], []
    shared = side_by_side(cells, editions)
    for own, edition in zip(shared, editions, strict=True):
        known.append(edition.known @ own)
        totals.append(edition.totals)
        if edition is not editions[-1]:
            known.append((cells @ own)[edition.shown])
            totals.append(edition.counts[edition.shown])
    now = editions[-1].counts
    return Sums(
        csr_array(cells @ shared[-1]),
        now,
        csr_array(vstack(known)),
        np.concatenate(totals),
    )


def _exchanged(counts: Ints, hidden: Bools) -> tuple[Ints, Ints]:
    """A low and a high number that each hidden count may be, of four hidden ones.

    Two groups may exchange respondents between two options: every sum stays, and so
    most intervals are seen to be wide without solving for their ends.
    """
    low, high = counts[hidden], counts[hidden]
    for place, (group, option) in enumerate(np.argwhere(hidden)):
        corners = hidden & np.outer(hidden[:, option], hidden[group])
        corners[group], corners[:, option] = False, False
        if corners.any():
            more = np.minimum.outer(counts[:, option], counts[group])[corners].max()
            low[place] -= min(counts[group, option], counts[corners].max())
            high[place] += more
    return low, high
