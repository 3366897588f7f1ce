"""The rules by which cells are hidden, and an attack that knows none of them.

Each rule is tried by hand on small tables, and then on many random ones: whatever it
shows, exact elimination may find no group of 1 up to the smallest base, and no cell is
hidden without need.
"""

import numpy as np
import pytest
from publication_audit import follows

from scripts.publication.suppression import (
    hide_crossing_parts,
    hide_in_table,
    hide_overlapping_parts,
    hide_parts,
)


def hidden_parts(
    bases: list[int], left_over: int = 0, hidden: list[int] | None = None
) -> list[int]:
    """Positions of the parts that are hidden, at a smallest base of 10."""
    before = np.isin(np.arange(len(bases)), hidden or [])
    found = hide_parts(np.array(bases)[:, None], np.array([left_over]), before, 10)
    return np.flatnonzero(found).tolist()


@pytest.mark.parametrize(
    ("bases", "hidden"),
    [
        ([40, 30, 20], []),  # an ordinary total
        ([10, 30, 20], []),  # the smallest base itself may be shown
        ([9, 30, 20], [0, 2]),  # one less may not; the smallest other protects it
        ([1, 30, 10], [0, 2]),  # one respondent
        ([0, 30, 20], []),  # nobody: nothing to hide
        ([0, 9, 30], [1, 2]),  # and nobody protects nobody
        ([4, 5, 30, 20], [0, 1, 3]),  # two that are small together too
        ([4, 6, 30, 20], [0, 1]),  # two that are not
        ([3, 2, 1], [0, 1, 2]),  # a small total: nothing is left to protect it
        ([9], [0]),  # a part that is all
        ([9, 95], [0, 1]),
    ],
)
def test_parts_of_a_total(bases: list[int], hidden: list[int]) -> None:
    assert hidden_parts(bases) == hidden


def test_those_in_no_part_are_protected() -> None:
    # 9 gave no answer: all less the others would be them
    assert hidden_parts([40, 30, 20], left_over=9) == [2]
    assert hidden_parts([40, 30, 20], left_over=10) == []
    # with the 4 of a small part they are 10
    assert hidden_parts([40, 30, 4], left_over=6) == [2]
    assert hidden_parts([40, 30, 4], left_over=5) == [1, 2]


def test_parts_hidden_elsewhere_count_as_hidden() -> None:
    assert hidden_parts([40, 30, 20], hidden=[2]) == [2]
    assert hidden_parts([40, 30, 5], hidden=[0]) == [0, 2]
    assert hidden_parts([40, 0, 30], hidden=[1]) == [1]


def test_each_way_of_counting_is_protected() -> None:
    # asked and gave a mark; of the second nobody gave one, and 4 + 5 marks are left
    bases = np.array([[85, 85], [12, 0], [15, 15], [4, 4], [5, 5]])
    nobody = np.zeros(2, dtype=int)
    found = hide_parts(bases, nobody, np.zeros(5, dtype=bool), 10)
    assert found.tolist() == [False, False, True, True, True]


AGES = np.array(
    # age: under 27, 27 to 50, from 50; age_50: under 50, from 50; the last: no answer
    [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [1, 1, 0, 0], [0, 0, 1, 0]],
    dtype=bool,
)


def hidden_ages(young: int, middle: int, old: int, no_answer: int = 0) -> list[int]:
    parts = AGES @ np.array([young, middle, old, no_answer])
    total = np.array([young + middle + old + no_answer])
    nothing = np.zeros(len(parts), dtype=bool)
    found = hide_overlapping_parts(parts[:, None], total, AGES, nothing, 10)
    return np.flatnonzero(found).tolist()


def test_two_ways_of_cutting_the_same_answers() -> None:
    assert hidden_ages(50, 60, 70) == []
    # under 50 less 27 to 50 leaves under 27: hiding the smallest (from 50) is no help
    assert hidden_ages(9, 60, 50) == [0, 1]
    assert hidden_ages(10, 60, 50) == []
    assert hidden_ages(0, 60, 50) == []
    # from 50 are small in both; under 50 must go as well
    assert hidden_ages(50, 60, 9)[-2:] == [3, 4]
    # those without an answer are left over by both
    for number in (1, 9):
        hidden = hidden_ages(50, 60, 70, number)
        shown = [frozenset((k,) for k in np.flatnonzero(AGES[row])) for row in range(5)
                 if row not in hidden]  # fmt: skip
        everyone = frozenset((k,) for k in range(4))
        assert follows([*shown, everyone], [frozenset({(3,)})]) == [False]
    assert hidden_ages(50, 60, 70, 10) == []


def test_a_small_difference_of_large_groups_is_protected() -> None:
    # under 27 and under 28: five people lie between
    members = np.array([[1, 0, 0], [0, 1, 1], [1, 1, 0], [0, 0, 1]], dtype=bool)
    bases = members @ np.array([40, 5, 60])
    nothing = np.zeros(4, dtype=bool)
    hidden = hide_overlapping_parts(
        bases[:, None], np.array([105]), members, nothing, 10
    )
    assert hidden.sum() == 2
    shown = [frozenset((k,) for k in np.flatnonzero(row)) for row in members[~hidden]]
    everyone = frozenset((k,) for k in range(3))
    assert follows([*shown, everyone], [frozenset({(1,)})]) == [False]


def test_more_answers_than_can_be_tried_are_refused() -> None:
    members = np.vstack([np.eye(17, dtype=bool), np.eye(17, dtype=bool)])
    with pytest.raises(ValueError, match=r"17 groups of answers .* at most 16"):
        hide_overlapping_parts(
            np.full((34, 1), 20),
            np.array([340]),
            members,
            np.zeros(34, dtype=bool),
            10,
        )


def in_table(cells: list[list[int]]) -> tuple[list[list[int]], list[bool], list[bool]]:
    """The table with 0 where a cell is hidden, and which rows and columns are."""
    table = np.array(cells)
    rows, columns = np.indices(table.shape)
    inner, of_rows, of_columns = hide_in_table(
        rows.ravel(), columns.ravel(), table.ravel(), 10
    )
    shown = np.where(inner.reshape(table.shape), 0, table)
    return shown.tolist(), of_rows.tolist(), of_columns.tolist()


def test_a_small_cell_takes_a_rectangle_with_it() -> None:
    shown, rows, columns = in_table([[9, 40, 50], [30, 20, 70], [60, 80, 90]])
    assert shown == [[0, 0, 50], [0, 0, 70], [60, 80, 90]]
    assert not any(rows + columns)
    shown, *_ = in_table([[10, 40, 50], [30, 20, 70], [60, 80, 90]])
    assert shown == [[10, 40, 50], [30, 20, 70], [60, 80, 90]]
    shown, *_ = in_table([[0, 40, 50], [30, 20, 70], [60, 80, 90]])
    assert shown == [[0, 40, 50], [30, 20, 70], [60, 80, 90]]


def test_a_small_row_takes_another_row_with_it() -> None:
    _, rows, columns = in_table([[3, 4], [20, 30], [60, 80]])
    assert rows == [True, True, False]
    assert columns == [False, False]


def test_a_small_row_and_a_small_column_each_take_another_with_them() -> None:
    _, rows, columns = in_table([[3, 0, 0], [0, 12, 20], [0, 30, 40]])
    assert rows == [True, True, False]
    # the grand total is known: one hidden column would follow from the others
    assert sum(columns) == 2


def test_lokets_tell_who_else_was_in_a_wave() -> None:
    # three waves; the loket of 20 was in the last one alone, with five others
    waves = np.array([[40], [50], [25]])
    lokets = np.array([[20], [50], [45]])
    meets = np.array([[0, 1, 1], [0, 1, 1], [1, 1, 1]], dtype=bool)
    none = np.zeros(3, dtype=bool)
    # that wave is hidden, and another with it: the sum of what is hidden is known
    hidden = hide_crossing_parts(waves, none, lokets, none, meets, 10)
    assert hidden.tolist() == [True, False, True]
    # a loket that is hidden itself tells nothing, unless it is the only hidden one
    one, two = np.array([True, False, False]), np.array([True, False, True])
    assert hide_crossing_parts(waves, none, lokets, one, meets, 10).any()
    assert not hide_crossing_parts(waves, none, lokets, two, meets, 10).any()
    # ten others are no small group
    waves[2], lokets[1] = 30, 55
    assert not hide_crossing_parts(waves, none, lokets, none, meets, 10).any()


def test_who_else_was_there_does_not_follow_from_totals() -> None:
    """A loket of 20 in the last wave alone: that wave less the loket leaves five."""
    _, rows, columns = in_table([[30, 40, 0], [2, 3, 20]])
    assert rows[1] or columns[2]


def test_a_cell_of_nobody_is_shown() -> None:
    shown, *_ = in_table([[0, 12], [15, 0]])
    assert shown == [[0, 12], [15, 0]]


# --- many small tables ---------------------------------------------------------------


def exposed(bases: np.ndarray, left_over: np.ndarray, hidden: np.ndarray) -> list[int]:
    """The ways of counting in which what is hidden is a small group; by adding up."""
    return [
        way
        for way in range(bases.shape[1])
        if 0 < sum(bases[hidden, way]) + left_over[way] < 10
    ]


def test_a_part_that_is_small_in_one_way_of_counting_is_hidden() -> None:
    """40 were asked and 12 gave a mark; of the first 30 only 5 did."""
    bases = np.array([[30, 5], [50, 50], [60, 60], [40, 12]])
    none = np.zeros(4, dtype=bool)
    found = hide_parts(bases, np.zeros(2, dtype=int), none, 10)
    assert found.tolist() == [True, False, False, True]


@pytest.mark.parametrize("seed", range(300))
def test_whatever_the_parts_nothing_small_is_left_and_nothing_is_hidden_in_vain(
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)
    k = int(rng.integers(1, 7))
    asked = rng.integers(0, 25, k) * (rng.random(k) > 0.2)
    marked = np.array([rng.integers(0, n + 1) for n in asked])
    bases = np.column_stack([asked, marked])
    left_over = np.array([rng.integers(0, 14), 0]) * int(rng.random() < 0.3)
    before = rng.random(k) < 0.15
    found = hide_parts(bases, left_over, before, 10)
    small = ((bases > 0) & (bases < 10)).any(axis=1)
    assert (found | ~(before | small)).all(), "what is small or hidden elsewhere is"
    nobody = (bases == 0).all(axis=1)
    assert not (found & nobody & ~before).any()
    counted = found & ~nobody
    if exposed(bases, left_over, counted):
        # only where there is nothing left that could protect them
        ways = exposed(bases, left_over, counted)
        assert not (bases[~found][:, ways] > 0).any()
        return
    for part in np.flatnonzero(counted & ~before & ~small):
        fewer = counted.copy()
        fewer[part] = False
        assert exposed(bases, left_over, fewer), f"part {part} is hidden in vain"


@pytest.mark.parametrize("seed", range(150))
def test_whatever_the_table_no_small_sum_follows_from_what_is_shown(seed: int) -> None:
    """Held against what follows from the cells, rows, columns and total by algebra."""
    rng = np.random.default_rng(seed)
    shape = (int(rng.integers(2, 4)), int(rng.integers(2, 4)))
    table = rng.integers(0, 22, shape) * (rng.random(shape) > 0.15)
    rows, columns = np.indices(shape)
    cells, of_rows, of_columns = hide_in_table(
        rows.ravel(), columns.ravel(), table.ravel(), 10
    )
    is_there = table.ravel() > 0
    everyone = frozenset((int(k),) for k in np.flatnonzero(is_there))
    if not everyone:
        assert not cells.any()
        return

    def those(mask: np.ndarray) -> frozenset[tuple[int]]:
        return frozenset((int(k),) for k in np.flatnonzero(mask & is_there))

    known = [everyone]
    known += [those(rows.ravel() == r) for r in np.flatnonzero(~of_rows)]
    known += [those(columns.ravel() == c) for c in np.flatnonzero(~of_columns)]
    known += [frozenset({(int(k),)}) for k in np.flatnonzero(~cells & is_there)]
    if table.sum() < 10 or len(everyone) < 2:
        return
    small = [
        group
        for group in (
            *(those(rows.ravel() == r) for r in range(shape[0])),
            *(those(columns.ravel() == c) for c in range(shape[1])),
            *(frozenset({(int(k),)}) for k in np.flatnonzero(is_there)),
        )
        if 0 < sum(int(table.ravel()[k]) for (k,) in group) < 10
    ]
    assert not any(follows([group for group in known if group], small))


@pytest.mark.parametrize("seed", range(150))
def test_whatever_rows_a_cell_takes_together_no_small_sum_follows(seed: int) -> None:
    """As above, of cells that are quarters: their months are shown for all columns."""
    rng = np.random.default_rng(seed)
    shape = (int(rng.integers(3, 5)), int(rng.integers(2, 4)))
    table = rng.integers(0, 16, shape) * (rng.random(shape) > 0.25)
    rows, columns = (place.ravel() for place in np.indices(shape))
    bases, is_there = table.ravel(), table.ravel() > 0
    # the first two rows are one quarter, the others another
    cells = (rows >= 2) * shape[1] + columns
    before = [rng.random(n) < 0.1 for n in (2 * shape[1], *shape)]
    in_cells, of_rows, of_columns = hide_in_table(
        rows, columns, bases, 10, cells, (before[0], before[1], before[2])
    )

    def those(mask: np.ndarray) -> frozenset[tuple[int]]:
        return frozenset((int(k),) for k in np.flatnonzero(mask & is_there))

    by_line = [
        [those(line == k) for k in range(number)]
        for line, number in zip(
            (cells, rows, columns), (2 * shape[1], *shape), strict=True
        )
    ]
    everyone = those(is_there)
    sizes = [np.array([table.ravel()[[k for (k,) in g]].sum() for g in groups])
             for groups in by_line]  # fmt: skip
    for groups, found, was in zip(
        sizes, (in_cells, of_rows, of_columns), before, strict=True
    ):
        assert not (found & (groups == 0)).any(), "a cell of nobody is shown"
        assert (found | ~was | (groups == 0)).all(), "what is hidden stays so"
    if table.sum() < 10 or len(everyone) < 2:
        return
    known = [everyone]
    for groups, found in zip(by_line, (in_cells, of_rows, of_columns), strict=True):
        known += [group for group, is_hidden in zip(groups, found, strict=True)
                  if group and not is_hidden]  # fmt: skip
    # also what no cell shows: a loket in a month, and all others in it
    single = [frozenset({atom}) for atom in everyone]
    rests = [line - atom for lines in by_line for line in lines for atom in single]
    small = [
        group
        for group in dict.fromkeys([*single, *rests, *(g for b in by_line for g in b)])
        if 0 < sum(int(bases[k]) for (k,) in group) < 10
    ]
    assert not any(follows(known, small))


def small_in_some_way(counts: np.ndarray) -> bool:
    """Whether a group is small in one of the ways in which it is counted."""
    return bool(((counts > 0) & (counts < 10)).any())


@pytest.mark.parametrize("seed", range(200))
def test_whatever_cuts_overlap_no_small_group_follows_from_them(seed: int) -> None:
    """Every group of answers is asked for, whether it is published or not."""
    rng = np.random.default_rng(seed)
    m, k = int(rng.integers(2, 5)), int(rng.integers(2, 6))
    asked = rng.integers(0, 30, m) * (rng.random(m) > 0.15) + 0
    marked = np.array([rng.integers(0, n + 1) for n in asked])
    atoms = np.column_stack([asked, marked])
    members = rng.random((k, m)) < 0.5
    members[~members.any(axis=1), 0] = True
    bases, totals = members @ atoms, atoms.sum(axis=0)
    before = rng.random(k) < 0.1
    found = hide_overlapping_parts(bases, totals, members, before, 10)
    small = np.array([small_in_some_way(row) for row in bases])
    nobody = (bases == 0).all(axis=1)
    assert (found | ~(before | small)).all()
    assert not (found & nobody & ~before).any()

    # answers that every part takes together can't be told apart
    groups = {tuple(members[:, place]) for place in range(m)}
    places = {group: i for i, group in enumerate(sorted(groups))}
    sizes = np.zeros((len(places), 2), dtype=int)
    for place in range(m):
        sizes[places[tuple(members[:, place])]] += atoms[place]

    def told(shown: np.ndarray) -> list[bool]:
        """Which sums of some groups are small and follow."""
        everyone = frozenset((i,) for i in range(len(places)))
        known = [everyone] + [
            frozenset((i,) for group, i in places.items() if group[part])
            for part in np.flatnonzero(shown)
        ]
        wanted = [
            frozenset((i,) for i in range(len(places)) if number >> i & 1)
            for number in range(1, 2 ** len(places) - 1)
        ]
        risky = [
            group
            for group in wanted
            if small_in_some_way(sum(sizes[i] for (i,) in group))
        ]
        return follows([group for group in known if group], risky)

    shown = ~found
    assert not any(told(shown)) or not (shown & ~nobody).any()
    for part in np.flatnonzero(found & ~before & ~small):
        more = shown.copy()
        more[part] = True
        assert any(told(more)), f"part {part} is hidden in vain"


@pytest.mark.parametrize("seed", range(200))
def test_whatever_waves_lokets_were_in_no_small_rest_follows(seed: int) -> None:
    """Waves less the lokets that were in no other: what is left may not be small."""
    rng = np.random.default_rng(seed)
    shape = (int(rng.integers(2, 4)), int(rng.integers(2, 5)))
    table = rng.integers(1, 40, shape) * (rng.random(shape) > 0.4)
    meets = table > 0
    waves, lokets = table.sum(axis=1), table.sum(axis=0)
    nothing = np.zeros(1, dtype=int)
    if table.sum() == 0:
        return
    none = [np.zeros(n, dtype=bool) for n in shape]
    hidden = hide_parts(waves[:, None], nothing, none[0], 10)
    others = hide_parts(lokets[:, None], nothing, none[1], 10)
    found = hide_crossing_parts(
        waves[:, None], hidden, lokets[:, None], others, meets, 10
    )
    assert (found | ~hidden).all()
    assert not (found & (waves == 0) & ~hidden).any()
    cells = {(int(i), int(j)) for i, j in zip(*np.nonzero(table), strict=True)}
    known = [frozenset(cells)]
    known += [frozenset(c for c in cells if c[0] == i) for i in np.flatnonzero(~found)]
    known += [frozenset(c for c in cells if c[1] == j) for j in np.flatnonzero(~others)]
    risky = []
    for number in range(1, 2 ** shape[0] - 1):
        some = {i for i in range(shape[0]) if number >> i & 1}
        inside = {
            j for j in range(shape[1]) if all(i in some for i, k in cells if k == j)
        }
        rest = frozenset(c for c in cells if c[0] in some and c[1] not in inside)
        if 0 < sum(table[c] for c in rest) < 10:
            risky.append(rest)
    if (~found & (waves > 0)).any():
        assert not any(follows([group for group in known if group], risky))
