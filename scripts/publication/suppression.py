"""Which cells of a published table must be hidden so that no small one is known.

A cell on fewer respondents than the policy's smallest base is hidden, and so is a second
one wherever the first could be worked out: from a total, or from another way of cutting
the same respondents (all under 50 less those from 27 to 50 leaves those under 27).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SMALL = "small_base"
PROTECTS = "protects_a_small_base"


@dataclass(frozen=True)
class Line:
    """Cells that add up to a published total, but for respondents who are in none.

    Attributes:
        cells: Positions of the cells.
        total: Respondents in the total.
        members: m; which of the smallest groups of respondents make up the total.
    """

    cells: npt.NDArray[np.int64]
    total: int
    members: npt.NDArray[np.bool_]


def cells_to_hide(
    bases: Sequence[int],
    members: npt.NDArray[np.bool_],
    lines: Sequence[Line],
    min_base: int,
) -> list[str | None]:
    """Choose the cells to hide among cells that cut the same respondents.

    Cells are hidden, smallest first, until neither a small cell nor what a line has left
    over can be found by adding and subtracting what is still published.

    Args:
        bases: Respondents per cell, k of them.
        members: k x m; which of the m smallest groups of respondents make up a cell.
        lines: Which cells have a published total together.
        min_base: Fewest respondents that a published cell may stand on.

    Returns:
        Per cell SMALL, PROTECTS or None (published). A cell without respondents says
        nothing of anyone and is published.
    """
    base = np.asarray(bases, dtype=np.int64)
    small = (base > 0) & (base < min_base)
    hidden = small.copy()
    while True:
        exposed = [
            line
            for line in lines
            if 0 < line.total - base[line.cells][~hidden[line.cells]].sum() < min_base
        ]
        candidates = ~hidden & (base > 0)
        if exposed:
            in_exposed_line = np.zeros_like(hidden)
            in_exposed_line[np.concatenate([line.cells for line in exposed])] = True
            candidates &= in_exposed_line
        elif not small.any() or not _derivable(small, hidden, members, lines):
            break
        if not candidates.any():
            break
        positions = np.flatnonzero(candidates)
        hidden[positions[np.argmin(base[positions])]] = True
    return [
        SMALL if is_small else PROTECTS if is_hidden else None
        for is_small, is_hidden in zip(small, hidden, strict=True)
    ]


def _derivable(
    small: npt.NDArray[np.bool_],
    hidden: npt.NDArray[np.bool_],
    members: npt.NDArray[np.bool_],
    lines: Sequence[Line],
) -> bool:
    """Whether a small cell is a sum or difference of published cells and totals."""
    totals = np.array([line.members for line in lines])
    published = np.vstack([members[~hidden], totals]).astype(float)
    _, sizes, directions = np.linalg.svd(published, full_matrices=False)
    basis = directions[sizes > 1e-9 * sizes.max()]
    cells = members[small].astype(float)
    unexplained = cells - cells @ basis.T @ basis
    return bool((np.abs(unexplained).max(axis=1) < 1e-9).any())
