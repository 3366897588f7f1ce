"""Which parts of a total may show new figures, given all that was shown before.

Whoever has two editions subtracts: a part that 4 respondents came to gives the figures
of these 4. So each part is shown anew at editions of its own, and what follows from all
of them together is found as within one edition: a hidden part there is a change that
was not shown here. Between two editions that show a part lies a run of changes.

Take some editions in a row, K. The total changed in K, and each run that lies in K as a
whole is known: subtract these. What is left is the sum, over all runs that only partly
lie in K, of what changed in that part. No other sums follow than these, and sums of
these and of whole runs (docs/decisions/2026-11-24-editions-side-by-side.md). So a group
of respondents is safe when every run and every such sum is of nobody or of at least the
smallest base.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from scripts.publication.suppression import Bools, Ints

Floats: TypeAlias = npt.NDArray[np.float64]


def few_changed(changes: Ints, touched: Bools, min_base: int) -> Bools:
    """Whether a change is of some respondents, but fewer than the smallest base.

    Args:
        changes: … x b; respondents more or fewer, counted in b ways.
        touched: …; whether figures changed that the first way of counting is the base
            of. Where they did and the number did not, it is not known how many
            respondents changed: a few.
        min_base: The smallest base.

    Returns:
        …; true where it is so in one of the ways.
    """
    is_change = changes != 0
    is_change[..., 0] |= touched
    few: Bools = (is_change & (np.abs(changes) < min_base)).any(axis=-1)
    return few


def hold_parts(
    counts: Ints, contents: Ints, shown: Bools, hidden: Bools, min_base: int
) -> Bools | None:
    """Find the parts of a total that keep their earlier figures, or stay hidden.

    The total is shown at every edition that is given.

    Args:
        counts: e x k x b; respondents per edition and part, counted in b ways; the last
            edition is the one to be shown.
        contents: e x k; a number that differs where the part's figures do.
        shown: (e - 1) x k; the parts that were shown anew at the earlier editions.
        hidden: k; the parts that are hidden for another reason.
        min_base: Fewest respondents that a change may stand on.

    Returns:
        k; the parts that are not shown anew. None where no choice of parts is safe:
        then the total must not be shown either.
    """
    # before the first edition there was nobody, and everybody knows that
    counts = np.concatenate([np.zeros_like(counts[:1]), counts]).astype(np.int64)
    contents = np.concatenate([np.full_like(contents[:1], -1), contents])
    contents[(counts == 0).all(axis=2)] = -1
    known = np.vstack([np.ones((1, counts.shape[1]), dtype=bool), shown])
    last = len(counts) - 1
    since = last - 1 - np.argmax(known[::-1], axis=0)
    every = np.arange(counts.shape[1])
    change = counts[last] - counts[since, every]
    touched = contents[last] != contents[since, every]
    changed = touched | (change != 0).any(axis=1)
    held: Bools = hidden | (changed & few_changed(change, touched, min_base))
    while _leaves_few(counts, contents, known, held, since, min_base):
        candidates = np.flatnonzero(changed & ~held)
        if not len(candidates):
            return None
        size = np.abs(change[candidates]).sum(axis=1)
        held[candidates[np.argmin(size)]] = True
    return held


def _leaves_few(
    counts: Ints,
    contents: Ints,
    known: Bools,
    held: Bools,
    since: Ints,
    min_base: int,
) -> bool:
    """Whether the parts of runs in some last editions are of a few respondents."""
    last = len(counts) - 1
    every = np.arange(counts.shape[1])
    is_known = np.vstack([known, ~held])
    for left in range(last):
        later = is_known[left + 1 :]
        ends = np.where(later.any(axis=0), left + 1 + later.argmax(axis=0), last)
        begun = ~is_known[left]
        # a run that began before, up to where the part was shown again
        change = (counts[ends, every] - counts[left])[begun].sum(axis=0)
        touched = (contents[ends, every] != contents[left])[begun].any()
        # and one that is not at its end yet
        open_ = held & (since >= left)
        change = change + (counts[last] - counts[since, every])[open_].sum(axis=0)
        touched |= (contents[last] != contents[since, every])[open_].any()
        if few_changed(change, touched, min_base):
            return True
    return False
