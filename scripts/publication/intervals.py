"""Between which numbers a hidden count must lie, and what to hide until that is wide.

Whoever reads published counts knows sums of numbers that are not published, and that
none of these is negative: by linear programming the lowest and the highest number that
a hidden count may be follow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

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


def hide_until_wide(
    sums: Sums,
    hidden: Bools,
    secrets: Ints,
    width: int,
    hide_more: Callable[[Bools], Bools],
    may_be: tuple[Ints, Ints] | None = None,
) -> Bools:
    """Hide further counts until no secret one is known to lie in a narrow interval.

    Args:
        sums: The counts.
        hidden: k; which of them are hidden.
        secrets: Positions of the counts of which the interval must be wide.
        width: Least difference between the highest and the lowest number that each of
            these may be, as far as the totals leave room for it.
        hide_more: Adds what must be hidden besides when counts are.
        may_be: A low and a high number that each of the secrets may be, if any is known
            to save solving for the lowest and the highest.

    Returns:
        k; the counts to hide.
    """
    now = hidden.copy()
    own = sums.cells[secrets]
    # what a secret may be it may be still when more is hidden
    ends = may_be or (sums.counts[secrets], sums.counts[secrets])
    low, high = (end.astype(float) for end in ends)
    for place, secret in enumerate(secrets):
        while _is_narrow(low[place], high[place], width):
            shown = np.flatnonzero(~now)
            extremes = sums.extremes(int(secret), shown)
            for numbers, _ in extremes:
                values = own @ numbers
                low, high = np.minimum(low, values), np.maximum(high, values)
            if len(extremes) < 2:
                break
            held = shown[np.logical_or(*(tellers for _, tellers in extremes))]
            if not (_is_narrow(low[place], high[place], width) and len(held)):
                break
            some = held[sums.counts[held] > 0]
            choice = some if len(some) else held
            now[choice[np.argmin(sums.counts[choice])]] = True
            now = hide_more(now)
    return now


def _is_narrow(low: float, high: float, width: int) -> bool:
    """Whether the whole numbers between two numbers are nearer than a width."""
    return bool(np.floor(high + ZERO) - np.ceil(low - ZERO) < width)
