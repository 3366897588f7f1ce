"""Which counts of answers to hide, in groups that are large enough by themselves.

Nobody may work out from published counts one that is smaller than the policy allows,
nor that a count of few, or of a hidden group, lies between two numbers that are nearer
than its smallest interval. A sum of hidden counts that follows is an upper limit of
each of them, so that no sum is small either:

- `hide_in_answers`: a table of groups by options;
- `hide_in_crosses`: counts that are sums of the same unknown numbers, such as ages by
  education and education by ages.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, eye_array

from scripts.publication.intervals import Sums, hide_until_wide
from scripts.publication.suppression import Bools, Ints, is_small


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
) -> Bools:
    """Hide counts of answers per group, where every total of an option is published.

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

    Returns:
        k x m; the counts to hide.
    """
    flat, at = counts.ravel(), np.arange(counts.size).reshape(counts.shape)
    secret = is_small(counts, least) | hidden[:, None]
    lines = [*at.T] if is_multiple else [*at.T, *at[~hidden]]
    known = np.array([np.bincount(line, minlength=len(flat)) for line in lines])
    sums = Sums(csr_array(eye_array(len(flat))), flat, csr_array(known), known @ flat)
    may_be = None if is_multiple else _exchanged(counts, secret)
    secrets = np.flatnonzero(secret)
    before = before or Before(np.zeros_like(secret), np.zeros_like(secret))
    now = hide_until_wide(
        sums,
        (secret | before.hidden).ravel(),
        secrets,
        max(width, least),
        may_be,
        before.shown.ravel(),
    )
    return now.reshape(counts.shape)


def hide_in_crosses(
    sums: Sums,
    least: Ints,
    hidden: Bools,
    has_people: Bools,
    width: int,
    before: Before | None = None,
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

    Returns:
        k; the counts to hide.
    """
    before = before or Before(np.zeros_like(hidden), np.zeros_like(hidden))
    small = (sums.counts > 0) & (sums.counts < least)
    secrets = np.flatnonzero(small | (hidden & has_people))
    widths = np.maximum(least[secrets], width)
    start = hidden | small | before.hidden
    return hide_until_wide(sums, start, secrets, widths, stays=before.shown)


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
