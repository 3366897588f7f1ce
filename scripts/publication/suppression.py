"""Which cells to hide so that no small group of respondents can be worked out.

Nobody may find, by adding and subtracting published cells, a figure of a group of
fewer respondents than the policy's smallest base: not a cell, not two cells together,
not what is left of a total. Ways of cutting respondents are told apart, since each has
its own way of finding out which groups can be worked out:

- `hide_parts`: parts of one total, such as lokets;
- `hide_overlapping_parts`: several ways of cutting one total, such as two sets of age
  groups;
- `hide_in_table`: a table with totals per row and per column;
- `hide_crossing_parts`: parts of a total that is cut into other parts as well, where it
  is known which parts have nobody in common, such as waves that a loket was not in.

Each hides, smallest first, until no small group can be worked out, and then shows again
what turned out to be hidden without need. A cell of nobody is never hidden.
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import (
    breadth_first_order,
    connected_components,
    maximum_flow,
)

Bools: TypeAlias = npt.NDArray[np.bool_]
Ints: TypeAlias = npt.NDArray[np.int64]

# 2 to the power of this many sums are tried
MOST_SMALLEST_GROUPS = 16
# of sums of a few hundred cells with coefficients near 1
ZERO = 1e-6


def is_small(bases: Ints, min_base: int) -> Bools:
    """Whether a number of respondents is above 0 and below the smallest base."""
    return (bases > 0) & (bases < min_base)


def hide_parts(bases: Ints, left_over: Ints, hidden: Bools, min_base: int) -> Bools:
    """Hide parts of a total that is published.

    Args:
        bases: k x b; respondents per part, counted in b ways (asked, gave a mark).
        left_over: b; respondents of the total who are in no part.
        hidden: k; the parts that are hidden for another reason.
        min_base: Fewest respondents that a published part may stand on.

    Returns:
        k; the parts to hide: those of `hidden`, the small ones, and further ones until
        all that is hidden, together with who is left over, is not a small group.
    """

    def helpful(now: Bools) -> Bools:
        remainder = left_over + bases[now].sum(axis=0)
        exposed = is_small(remainder, min_base)
        return ~now & (bases[:, exposed] > 0).any(axis=1)

    start = hidden | is_small(bases, min_base).any(axis=1)
    return _hide_until_safe(bases.sum(axis=1), start, helpful)


def hide_overlapping_parts(
    bases: Ints, totals: Ints, members: Bools, hidden: Bools, min_base: int
) -> Bools:
    """Hide parts of a published total that is cut in several ways.

    Args:
        bases: k x b; respondents per part, counted in b ways.
        totals: b; respondents in the total.
        members: k x m; which of the m smallest groups of respondents, known to make up
            the total, make up a part.
        hidden: k; the parts that are hidden for another reason.
        min_base: Fewest respondents that a published part may stand on.

    Returns:
        k; the parts to hide: those of `hidden`, the small ones, and further ones until
        no sum of smallest groups that can be worked out is small.

    Raises:
        ValueError: There are more than MOST_SMALLEST_GROUPS groups.
    """
    # groups that every part takes together are one
    groups = np.unique(members, axis=1)
    count = groups.shape[1]
    sums = _sums_of_some(count, "groups of answers are cut in several ways")
    size = bases.sum(axis=1)

    def helpful(now: Bools) -> Bools:
        shown = np.flatnonzero(~now)
        published = np.vstack([groups[shown], np.ones(count)])
        weights = sums @ np.linalg.pinv(published)
        known = np.abs(weights @ published - sums).max(axis=1) < ZERO
        found = np.rint(weights @ np.vstack([bases[shown], totals]))
        exposed = known & is_small(found, min_base).any(axis=1)
        used = (np.abs(weights[exposed][:, :-1]) > ZERO).any(axis=0)
        result = np.zeros_like(now)
        result[shown] = used & (size[shown] > 0)
        return result

    start = (hidden & (size > 0)) | is_small(bases, min_base).any(axis=1)
    return hidden | _hide_until_safe(size, start, helpful)


def hide_in_table(
    rows: Ints,
    columns: Ints,
    bases: Ints,
    min_base: int,
    cells: Ints | None = None,
    hidden: tuple[Bools, Bools, Bools] | None = None,
) -> tuple[Bools, Bools, Bools]:
    """Hide cells of a table and totals of its rows and columns.

    Cells and totals are the edges of a network in which as many respondents enter a
    node as leave it: they go from the grand total to a row, from there to a column and
    back. Take a set of nodes that hidden edges leave and none enters: the sum over
    those edges follows from the published ones, and no other sum of hidden edges does.
    The smallest of these sums is a minimum cut. The grand total is taken as published.
    (L. H. Cox, Journal of the American Statistical Association 90 (1995), 1453-1462.)

    A published cell may take several rows together, as a quarter does months: then
    they meet in a node of its own, and what each row has in it is hidden always.

    The sums are safe as well where no cell is published at all, as of other figures
    rows and columns may be: a small sum is one of small cells, which are hidden here.

    Args:
        rows: n; number of each number's row, from 0.
        columns: n; number of its column, from 0.
        bases: n; respondents in that row and column.
        min_base: Fewest respondents that a published cell may stand on.
        cells: n; number of the published cell that it is in, from 0; a cell lies in one
            column. None where each is a cell.
        hidden: The cells, rows and columns that are hidden already.

    Returns:
        The cells, rows and columns to hide.
    """
    n_rows, n_columns = rows.max(initial=-1) + 1, columns.max(initial=-1) + 1
    first, last = n_rows + n_columns, n_rows + n_columns + 1
    row_nodes, column_nodes = np.arange(n_rows), np.arange(n_columns) + n_rows
    cells = np.arange(len(bases)) if cells is None else cells
    _, of_cell, n_parts = np.unique(cells, return_index=True, return_counts=True)
    # a cell of one row lies between that row and its column, without a node
    cell_nodes = np.where(
        n_parts > 1, np.arange(len(n_parts)) + last + 1, rows[of_cell]
    )
    is_part = n_parts[cells] > 1
    edges = [
        (cell_nodes, columns[of_cell] + n_rows, np.bincount(cells, bases)),
        (np.full(n_rows, first), row_nodes, np.bincount(rows, bases)),
        (column_nodes, np.full(n_columns, last), np.bincount(columns, bases)),
        (rows[is_part], cell_nodes[cells[is_part]], bases[is_part]),
    ]
    start_node, end_node, size = (
        np.concatenate(part).astype(np.int64) for part in zip(*edges, strict=True)
    )
    ends = np.cumsum([len(edge[0]) for edge in edges])
    is_never_shown = np.arange(len(size)) >= ends[2]

    def helpful(now: Bools) -> Bools:
        unknown = now | is_never_shown
        inside = _small_cut(
            start_node[unknown], end_node[unknown], size[unknown], min_base
        )
        if inside is None:
            return np.zeros_like(now)
        crosses = np.isin(start_node, inside) ^ np.isin(end_node, inside)
        can_hide: Bools = ~unknown & (size > 0) & crosses
        return can_hide

    start = is_small(size, min_base) & ~is_never_shown
    if hidden is not None:
        start[: ends[2]] |= np.concatenate(hidden) & (size[: ends[2]] > 0)
    found = _hide_until_safe(size, start, helpful)
    in_cells, in_rows, in_columns, _ = np.split(found, ends[:3])
    return in_cells, in_rows, in_columns


def hide_crossing_parts(
    bases: Ints,
    hidden: Bools,
    others: Ints,
    others_hidden: Bools,
    meets: Bools,
    min_base: int,
) -> Bools:
    """Hide parts such as waves where lokets tell who was in them.

    Some waves together, less the lokets that were in no other wave, leave the other
    lokets in those waves.

    Args:
        bases: k x b; respondents per part, counted in b ways.
        hidden: k; the parts that are hidden already, safe by themselves.
        others: j x b; the same respondents per part of the other cut.
        others_hidden: j; which of those are hidden.
        meets: k x j; whether parts of both cuts are known to have respondents in
            common.
        min_base: Fewest respondents that a published part may stand on.

    Returns:
        k; the parts to hide.

    Raises:
        ValueError: There are more than MOST_SMALLEST_GROUPS parts.
    """
    sums = _sums_of_some(len(bases), "parts of a total are cut in another way as well")
    inside = ((1 - sums) @ meets == 0) & meets.any(axis=0)
    # hidden parts are known together, if at all
    together = inside[:, others_hidden].all(axis=1)
    known_inside = inside & (~others_hidden | together[:, None])
    left = sums @ bases - known_inside @ others
    small = is_small(left, min_base).any(axis=1) & known_inside.any(axis=1)
    small_sums = sums[small]

    def helpful(now: Bools) -> Bools:
        untouched = ~small_sums[:, now].any(axis=1)
        exposed = untouched | small_sums[:, now].all(axis=1)
        can_hide: Bools = ~now & (bases > 0).any(axis=1) & exposed.any()
        return can_hide

    return _hide_until_safe(bases.sum(axis=1), hidden, helpful)


def _sums_of_some(count: int, what: str) -> Ints:
    """Every choice of some of `count` things, but not all: a row of 0 and 1 each."""
    if count > MOST_SMALLEST_GROUPS:
        raise ValueError(f"{count} {what}; expected at most {MOST_SMALLEST_GROUPS}")
    numbers = np.arange(1, 2**count - 1)
    choices: Ints = numbers[:, None] >> np.arange(count) & 1
    return choices


def _hide_until_safe(
    size: Ints, hidden: Bools, helpful: Callable[[Bools], Bools]
) -> Bools:
    """Hide one helpful cell after the other, then show those that were not needed.

    Args:
        size: k; the smallest helpful cell is hidden first.
        hidden: k; the cells to begin with.
        helpful: Cells, not hidden yet, of which one must be hidden; none if all is
            safe.
    """
    hidden = hidden.copy()
    added = []
    while (candidates := helpful(hidden)).any():
        positions = np.flatnonzero(candidates)
        cell = positions[np.argmin(size[positions])]
        hidden[cell] = True
        added.append(cell)
    for cell in added:
        hidden[cell] = False
        hidden[cell] = helpful(hidden).any()
    return hidden


def _small_cut(
    start_node: Ints, end_node: Ints, size: Ints, min_base: int
) -> Ints | None:
    """Find a set of nodes that edges only leave, with a small sum over these edges.

    Nodes that no such set can tell apart are taken together, one pair after the other.

    Returns:
        The nodes; None if there is no such set.
    """
    present = size > 0
    if not present.any():
        return None
    places = start_node[present], end_node[present]
    shape = (int(max(places[0].max(), places[1].max())) + 1,) * 2
    # what is not small is too large for any set, and so is an edge that would enter it
    edges = csr_array((np.minimum(size[present], min_base), places), shape=shape)
    too_much = csr_array((np.full(edges.nnz, min_base), edges.indices, edges.indptr))
    too_much.resize(shape)
    room = csr_array(edges + too_much.T, dtype=np.int32)
    room.sort_indices()
    # whoever is in a set takes along whom nothing small leads away from
    bound = csr_array(room >= min_base)
    _, group = connected_components(bound, connection="strong")
    for start, end in zip(*places, strict=True):
        if group[start] == group[end]:
            continue
        result = maximum_flow(room, start, end)
        if result.flow_value < min_base:
            left = room - result.flow
            left.eliminate_zeros()
            inside: Ints = breadth_first_order(left, start, return_predecessors=False)
            return inside
        group[group == group[end]] = group[start]
    return None
