"""Which counts of answers to hide, in groups that are large enough by themselves.

Nobody may work out from published counts one that is smaller than the policy allows,
nor that it lies between two numbers that are nearer than its smallest interval:

- `hide_in_answers`: a table of groups by options;
- `hide_in_option`: an option of a question with several answers, per group;
- `hide_in_crosses`: counts that are sums of the same unknown numbers, such as ages by
  education and education by ages.

Each hides the smallest count that helps. A count of nobody is hidden where no other is
left that would help.
"""

import numpy as np
from scipy.sparse import csr_array, eye_array

from scripts.publication.intervals import Sums, hide_until_wide
from scripts.publication.suppression import Bools, Ints, is_small, small_cut


def hide_in_answers(counts: Ints, hidden: Bools, least: int, width: int) -> Bools:
    """Hide counts of answers per group, where every total of an option is published.

    Args:
        counts: k x m; respondents per group and option, of a question with one answer.
        hidden: k; the groups that are hidden for another reason, their totals as well.
        least: Fewest respondents that a published count may be of; 0 is one of nobody.
        width: Least difference between the highest and the lowest number that a small
            count may be, and one of a hidden group, as far as the total of its option
            leaves room for it.

    Returns:
        k x m; the counts to hide: of the hidden groups, the small ones, and further
        ones until no sum of hidden counts that can be worked out is small.
    """
    groups, options = np.indices(counts.shape)
    flat = counts.ravel()
    start = (is_small(counts, least) | hidden[:, None]).ravel()
    lines = [
        *(np.flatnonzero(groups.ravel() == k) for k in np.flatnonzero(~hidden)),
        *(np.flatnonzero(options.ravel() == k) for k in range(counts.shape[1])),
    ]
    nothing = np.zeros(len(lines), dtype=np.int64)
    now = _hide_along_lines(flat, start, lines, nothing, nothing + least)
    # an option that few in the country chose is hidden among zeros, as far as can be
    can_be_safe = (counts.sum(axis=0) >= least)[options.ravel()]
    n_groups, n_options = counts.shape
    # edges from groups to options, and to groups whose total is hidden as well
    every = n_groups + n_options
    start_node = np.append(groups.ravel(), np.full(n_groups, every))
    end_node = np.append(options.ravel() + n_groups, np.arange(n_groups))
    size = np.append(flat, counts.sum(axis=1))
    while True:
        unknown = np.append(now & can_be_safe, hidden) & (size > 0)
        inside = small_cut(start_node[unknown], end_node[unknown], size[unknown], least)
        if inside is None:
            break
        crosses = np.isin(start_node, inside) ^ np.isin(end_node, inside)
        helpful = np.flatnonzero(~now & (flat > 0) & crosses[: len(flat)])
        if not len(helpful):
            break
        now[helpful[np.argmin(flat[helpful])]] = True
    known = np.zeros((len(lines), len(flat)), dtype=np.int64)
    for row, line in enumerate(lines):
        known[row, line] = 1
    sums = Sums(csr_array(eye_array(len(flat))), flat, csr_array(known), known @ flat)
    secret = is_small(counts, least) | (hidden & (counts.sum(axis=1) > 0))[:, None]
    now = hide_until_wide(
        sums,
        now,
        np.flatnonzero(secret),
        width,
        lambda more: _hide_along_lines(flat, more, lines, nothing, nothing + least),
        _exchanged(counts, now.reshape(counts.shape), secret),
    )
    return now.reshape(counts.shape)


def hide_in_option(counts: Ints, hidden: Bools, least: int, width: int) -> Bools:
    """Hide counts of one answer per group, beside its total, where more may be given.

    Args:
        counts: k; respondents per group who gave it.
        hidden: k; the groups that are hidden for another reason.
        least: Fewest respondents that a published count may be of; 0 is one of nobody.
        width: Least difference between the highest and the lowest number that a hidden
            count may be, as far as the total leaves room for it.

    Returns:
        k; the counts to hide.
    """
    now = hidden | is_small(counts, least)
    if now.any():
        line, nothing = np.arange(len(counts)), np.zeros(1, dtype=np.int64)
        enough = nothing + max(least, width)
        now = _hide_along_lines(counts, now, [line], nothing, enough)
        left = np.flatnonzero(~now & (counts > 0))
        if not counts[now].any() and len(left):
            # that nobody gave it in any of the hidden groups is a count as well
            now[left[np.argmin(counts[left])]] = True
            now = _hide_along_lines(counts, now, [line], nothing, enough)
    return now


def hide_in_crosses(
    sums: Sums,
    least: Ints,
    hidden: Bools,
    has_people: Bools,
    lines: list[Ints],
    left_over: Ints,
    width: int,
) -> Bools:
    """Hide counts that are sums of the same unknown numbers, with known totals.

    Args:
        sums: The k counts, and the totals.
        least: k; fewest respondents that each may be published of.
        hidden: k; the counts that are hidden for another reason.
        has_people: k; those of groups with respondents.
        lines: Positions of counts that add up to a known total.
        left_over: Per line the respondents of the total who are in none of its counts.
        width: Least difference between the highest and the lowest number that a small
            or hidden count may be, as far as the totals leave room for it.

    Returns:
        k; the counts to hide: those of `hidden`, the small ones, and further ones until
        neither a small count nor the sum of what is hidden in a line can be worked out.
    """
    counts = sums.counts
    small = (counts > 0) & (counts < least)
    of_lines = np.array([least[line].max() for line in lines], dtype=np.int64)

    def hide_more(now: Bools) -> Bools:
        return _hide_along_lines(counts, now, lines, left_over, of_lines)

    secrets = np.flatnonzero(small | (hidden & has_people))
    return hide_until_wide(sums, hide_more(hidden | small), secrets, width, hide_more)


def _exchanged(counts: Ints, hidden: Bools, secret: Bools) -> tuple[Ints, Ints]:
    """A low and a high number that each secret count may be, of four hidden ones.

    Two groups may exchange respondents between two options: every sum stays, and so
    most intervals are seen to be wide without solving for their ends.
    """
    low, high = counts[secret], counts[secret]
    for place, (group, option) in enumerate(np.argwhere(secret)):
        corners = hidden & np.outer(hidden[:, option], hidden[group])
        corners[group], corners[:, option] = False, False
        if corners.any():
            more = np.minimum.outer(counts[:, option], counts[group])[corners].max()
            low[place] -= min(counts[group, option], counts[corners].max())
            high[place] += more
    return low, high


def _hide_along_lines(
    counts: Ints, hidden: Bools, lines: list[Ints], left_over: Ints, least: Ints
) -> Bools:
    """Hide the smallest count of a line as long as what is hidden in it is small.

    Where nobody is left to hide, a count of 0 is hidden, and what would tell that.
    """
    now, zero = hidden.copy(), counts == 0
    is_changed = True
    while is_changed:
        is_changed = False
        for line, rest, lowest in zip(lines, left_over, least, strict=True):
            while True:
                total = rest + counts[line][now[line]].sum()
                is_told = total == 0 and (now & zero & ~hidden)[line].any()
                left = line[~now[line]]
                if not len(left) or not (is_told or is_small(total, lowest)):
                    break
                some = left[counts[left] > 0]
                choice = some if len(some) else left[:1]
                now[choice[np.argmin(counts[choice])]] = is_changed = True
    return now
