"""Between which numbers a hidden count must lie, and what to hide until that is wide.

Whoever reads published counts knows sums of numbers that are not published, and that
none of these is negative: by linear programming the lowest and the highest number that
a hidden count may be follow.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import csr_array, diags_array, hstack, vstack

from scripts.publication.suppression import Bools, Ints

Floats: TypeAlias = npt.NDArray[np.float64]

# linear programming ends this near to a whole number
ZERO = 1e-6
UNBOUNDED = 3


@dataclass(frozen=True)
class Sums:
    """Counts and totals that are sums of the same unknown numbers of respondents.

    Attributes:
        cells: k x a; which of the unknown numbers each count is the sum of.
        counts: k; respondents per count.
        known: t x a; which of them each total is the sum of that is always published.
        totals: t; respondents per total.
    """

    cells: csr_array
    counts: Ints
    known: csr_array
    totals: Ints

    def is_possible(self) -> bool:
        """Whether there are numbers of which the totals are the sums."""
        nothing = np.zeros(self.known.shape[1])
        best = linprog(nothing, A_eq=self.known, b_eq=self.totals, method="highs")
        return bool(best.status == 0)

    def extremes(self, secret: int, shown: Ints) -> list[tuple[Floats, Bools]]:
        """The unknown numbers where a count is lowest, and where it is highest.

        Args:
            secret: Position of the count.
            shown: Positions of the counts that are published.

        Returns:
            Twice the unknown numbers, and which of the shown counts keep the secret
            from being lower, or higher; none where it may be as high as one likes.
        """
        found = []
        row = self.cells[[secret]].toarray()[0]
        for sign in (1, -1):
            best = linprog(
                sign * row,
                A_eq=vstack([self.cells[shown], self.known]),
                b_eq=np.concatenate([self.counts[shown], self.totals]),
                method="highs",
            )
            if best.status == UNBOUNDED:
                continue
            if best.status != 0:
                raise ValueError(
                    f"published counts contradict each other: {best.message}"
                )
            weights = np.asarray(best.eqlin.marginals)[: len(shown)]
            found.append((np.asarray(best.x), np.abs(weights) > ZERO))
        return found


@dataclass(frozen=True)
class Edition:
    """What one of several editions tells of the same groups.

    Attributes:
        counts: k; respondents per count.
        shown: k; which of the counts it shows; of the one to come, which it may show.
        secret: k; which of them nobody may work out.
        known: t x a; which of its unknown numbers each total is the sum of.
        totals: t; respondents per total that it shows.
        grew: a; which of the unknown numbers are not less than one edition before.
        still: a; which of them are what they were then, as everybody sees.
    """

    counts: Ints
    shown: Bools
    secret: Bools
    known: csr_array
    totals: Ints
    grew: Bools
    still: Bools


def side_by_side(cells: csr_array, editions: list[Edition]) -> list[csr_array]:
    """Write the counts of each edition as sums of numbers that all editions share.

    The unknown numbers of an edition are who were there one edition before and who came
    since; where somebody left they are numbers by themselves.

    Args:
        cells: k x a; which of an edition's unknown numbers each count is the sum of.
        editions: e editions, the first one first.

    Returns:
        Per edition a x (e a); which of the shared numbers each of its own is the sum
        of.
    """
    size = cells.shape[1]
    found: list[csr_array] = []
    before = csr_array((size, 0))
    for place, edition in enumerate(editions):
        stays = (edition.grew | edition.still) & (place > 0)
        new = ~edition.still | (place == 0)
        own = hstack(
            [diags_array(stays.astype(float)) @ before, diags_array(new * 1.0)]
        )
        before = csr_array(own)
        left = size * (len(editions) - place - 1)
        found.append(csr_array(hstack([before, csr_array((size, left))])))
    return found


def hide_until_wide(
    sums: Sums,
    hidden: Bools,
    secrets: Ints,
    width: int | Ints,
    may_be: tuple[Ints, Ints] | None = None,
    stays: Bools | None = None,
) -> Bools:
    """Hide further counts until no secret one is known to lie in a narrow interval.

    Args:
        sums: The counts.
        hidden: k; which of them are hidden.
        secrets: Positions of the counts of which the interval must be wide.
        width: Least difference between the highest and the lowest number that these, or
            each of them, may be, as far as the totals leave room for it.
        may_be: A low and a high number that each of the secrets may be, if any is known
            to save solving for the lowest and the highest.
        stays: k; counts that are not hidden for others, if any.

    Returns:
        k; the counts to hide.
    """
    now = hidden.copy()
    stays = np.zeros_like(hidden) if stays is None else stays
    own = sums.cells[secrets]
    ends = may_be or (sums.counts[secrets], sums.counts[secrets])
    # what a secret may be it may be still when more is hidden
    low, high = (end.astype(float) for end in ends)
    widths = np.broadcast_to(width, len(secrets))
    for place, secret in enumerate(secrets):
        if _whole(low[place], high[place]) < widths[place]:
            now, solutions = _widened(sums, now, stays, int(secret), int(widths[place]))
            found = [own @ numbers for numbers in solutions]
            low, high = np.min([low, *found], axis=0), np.max([high, *found], axis=0)
    return now


def _widened(
    sums: Sums, hidden: Bools, stays: Bools, secret: int, width: int
) -> tuple[Bools, list[Floats]]:
    """Hide counts, smallest first, that keep one in a narrow interval.

    Returns:
        The counts to hide, and unknown numbers with which the interval is as wide.
    """
    now, added = hidden.copy(), []
    while True:
        shown = np.flatnonzero(~now)
        extremes = sums.extremes(secret, shown)
        reached = _width(sums, secret, extremes)
        held = shown[np.logical_or.reduce([used for _, used in extremes])]
        held = held[~stays[held]]
        if reached >= width or not len(held):
            break
        some = held[sums.counts[held] > 0]
        choice = some if len(some) else held
        added.append(choice[np.argmin(sums.counts[choice])])
        now[added[-1]] = True
    # of several that held it, one may have been enough
    for cell in added if len(added) > 1 else []:
        now[cell] = False
        without = sums.extremes(secret, np.flatnonzero(~now))
        if _width(sums, secret, without) >= min(width, reached):
            extremes = without
        else:
            now[cell] = True
    return now, [numbers for numbers, _ in extremes]


def _width(sums: Sums, secret: int, extremes: list[tuple[Floats, Bools]]) -> float:
    """The highest number that a count may be, less the lowest."""
    if len(extremes) < 2:
        return np.inf
    row = sums.cells[[secret]]
    return _whole(*(float((row @ numbers)[0]) for numbers, _ in extremes))


def _whole(low: float, high: float) -> float:
    """How far apart the whole numbers between two numbers are."""
    return float(np.floor(high + ZERO) - np.ceil(low - ZERO))
