"""Which counts of answers are hidden: pure functions, held against exact algebra."""

from itertools import product

import numpy as np
import pytest
from publication_audit import follows
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from scripts.publication.answer_suppression import (
    Answers,
    hide_in_answers,
    hide_in_crosses,
)
from scripts.publication.intervals import Edition, Sums

LEAST = 5
WIDTH = 4


def test_a_table_of_large_counts_is_left_alone() -> None:
    counts = np.array([[10, 0, 30], [20, 5, 9]])
    assert not hide_in_answers(counts, np.zeros(2, dtype=bool), 5, WIDTH).any()


def test_the_sum_of_what_is_hidden_is_not_small_either() -> None:
    counts = np.array([[1, 2, 9, 30], [20, 20, 20, 20], [20, 20, 20, 25]])
    hidden = hide_in_answers(counts, np.zeros(3, dtype=bool), 5, WIDTH)
    # 1 and 2 together are 3; and of each option another group goes as well
    assert hidden[0].tolist() == [True, True, True, False]
    assert (hidden.sum(axis=0)[:3] == 2).all()


def test_hidden_groups_do_not_tell_an_option() -> None:
    """Of an option that only few of the hidden groups chose the total would tell it."""
    counts = np.array([[3, 0], [0, 9], [20, 20], [30, 30]])
    hidden = hide_in_answers(counts, np.array([True, True, False, False]), 5, WIDTH)
    assert hidden[:2].all()
    assert hidden[2:, 0].any()


def test_a_count_that_another_table_tells_as_well_is_hidden_there() -> None:
    """Two unknown numbers, each shown in both directions, and their sum."""
    cells = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]])
    counts = np.array([3, 20, 30, 3])
    least = np.array([5, 5, 5, 1])
    nothing = np.zeros(4, dtype=bool)
    known = np.array([[1, 1, 1]])
    sums = Sums(csr_array(cells), counts, csr_array(known), np.array([53]))
    hidden = hide_in_crosses(sums, least, nothing, ~nothing, WIDTH)
    # the mirror has no smallest number of its own, and still it would tell
    assert hidden.tolist() == [True, True, False, True]


def test_who_is_left_over_of_an_option_is_a_part_of_it() -> None:
    """Two ages and nobody's: how many of no age chose it does not follow either."""
    cells = np.array([[1, 0, 0], [0, 1, 0]])
    nothing = np.zeros(2, dtype=bool)
    for few, left, expected in ((4, 0, True), (4, 1, False), (9, 1, False)):
        known, totals = csr_array(np.ones((1, 3))), np.array([few + 30 + left])
        sums = Sums(csr_array(cells), np.array([few, 30]), known, totals)
        least = np.array([5, 5])
        hidden = hide_in_crosses(sums, least, nothing, ~nothing, WIDTH)
        assert hidden.tolist() == [few < 5, expected], (few, left)


def test_a_hidden_group_of_nobody_has_nothing_to_hide() -> None:
    cells, counts = csr_array(np.eye(2)), np.array([0, 30])
    sums = Sums(cells, counts, csr_array(np.ones((1, 2))), np.array([30]))
    hidden, least = np.array([True, False]), np.array([1, 1])
    of_nobody = hide_in_crosses(sums, least, hidden, np.array([False, True]), WIDTH)
    assert of_nobody.tolist() == [True, False]
    of_some = hide_in_crosses(sums, least, hidden, np.array([True, True]), WIDTH)
    assert of_some.tolist() == [True, True]


def test_an_option_that_hidden_groups_hardly_chose_is_hidden_in_another() -> None:
    def hide(*counts: int, least: int = 1, width: int = 4) -> list[int]:
        hidden = np.array([True, True, *[False] * (len(counts) - 2)])
        column = np.array(counts)[:, None]
        found = hide_in_answers(column, hidden, least, width, is_multiple=True)
        return np.flatnonzero(found).tolist()

    assert hide(0, 0, 9, 5, 30) == [0, 1, 3]
    assert hide(1, 2, 9, 5, 30) == [0, 1, 3]
    assert hide(1, 3, 9, 5, 30) == [0, 1]
    # a small count of another group is one that may be shown, or not
    assert hide(0, 1, 2, 5, 30) == [0, 1, 3]
    assert hide(0, 4, 2, 5, 30) == [0, 1]
    assert hide(0, 4, 2, 5, 30, least=5) == [0, 1, 2]
    # nobody chose it at all, or few in the country
    assert hide(0, 0, 0, 0, 0) == [0, 1]
    assert hide(0, 3, 0, 0, 0) == [0, 1]
    # and none is hidden where no group is
    nobody = np.zeros(3, dtype=bool)
    column = np.array([[1], [0], [9]])
    assert not hide_in_answers(column, nobody, 1, 4, is_multiple=True).any()


def test_what_turned_out_not_to_be_needed_is_shown() -> None:
    """Two of equal size would do: the first that is tried is not enough by itself."""
    counts = np.array([[7, 50], [30, 50], [30, 60]])
    hidden = hide_in_answers(counts, np.zeros(3, dtype=bool), 10, 0)
    assert hidden.sum() == 4
    assert hidden[0].all()


def test_an_interval_is_as_wide_as_a_count_must_be_large() -> None:
    """Where 5 is the least, 1 and 3 that follow together are 4: too few."""
    counts = np.array([[1, 3, 40], [30, 30, 40], [30, 30, 40]])
    hidden = hide_in_answers(counts, np.zeros(3, dtype=bool), LEAST, 0)
    assert hidden[0].all()


@pytest.mark.parametrize("seed", range(20))
def test_no_count_of_a_hidden_group_lies_between_near_numbers(seed: int) -> None:
    """Of a question that is not on background: small counts elsewhere may stay."""
    counts = random_counts(seed)
    rng = np.random.default_rng(seed)
    groups = (rng.random(len(counts)) < 0.3) & (np.arange(len(counts)) > 0)
    hidden = hide_in_answers(counts, groups, 1, WIDTH)
    at = np.arange(counts.size).reshape(counts.shape)
    every = np.eye(counts.size, dtype=np.int64)
    of_groups = [every[row].sum(axis=0) for row in at[~groups]]
    of_options = [every[column].sum(axis=0) for column in at.T]
    sums = np.array([*of_groups, *of_options, *every[at[~hidden]]])
    totals = sums @ counts.ravel()
    for group, option in np.ndindex(counts.shape):
        if groups[group] and counts[group].any():
            width = width_of(every[at[group, option]], sums, totals)
            assert width >= min(WIDTH, counts[:, option].sum()), (group, option)


def random_counts(seed: int) -> np.ndarray:
    """Groups by options, of which a few are chosen by few."""
    rng = np.random.default_rng(seed)
    shape = int(rng.integers(3, 9)), int(rng.integers(2, 6))
    counts = rng.integers(0, 40, shape) * (rng.random(shape) < 0.8)
    few = rng.random(shape) < rng.choice([0.1, 0.3, 0.5])
    counts[few] = rng.integers(1, LEAST, few.sum())
    # every group and every option is large enough by itself
    counts[:, 0] += 30
    counts[-1] += 20
    return counts


def width_of(secret: np.ndarray, sums: np.ndarray, totals: np.ndarray) -> int:
    """The highest whole number that a sum of unknown ones may be less the lowest."""
    ends = [
        milp(
            sign * secret,
            integrality=np.ones(len(secret)),
            bounds=Bounds(0, np.inf),
            constraints=LinearConstraint(sums, totals, totals),
        )
        for sign in (1, -1)
    ]
    assert all(end.success for end in ends)
    return round(-ends[1].fun - ends[0].fun)


@pytest.mark.parametrize("seed", range(30))
def test_no_small_count_lies_between_near_numbers(seed: int) -> None:
    counts = random_counts(seed)
    hidden = hide_in_answers(counts, np.zeros(len(counts), dtype=bool), LEAST, WIDTH)
    at = np.arange(counts.size).reshape(counts.shape)
    every = np.eye(counts.size, dtype=np.int64)
    of_groups = [every[row].sum(axis=0) for row in at]
    of_options = [every[column].sum(axis=0) for column in at.T]
    sums = np.array([*of_groups, *of_options, *every[at[~hidden]]])
    totals = sums @ counts.ravel()
    for group, option in zip(*np.nonzero((counts > 0) & (counts < LEAST)), strict=True):
        width = width_of(every[at[group, option]], sums, totals)
        assert width >= min(LEAST, counts[:, option].sum()), (group, option)


def test_how_wide_an_interval_is_decides_what_else_is_hidden() -> None:
    counts = np.array([[1, 8, 40], [9, 1, 40], [30, 30, 40]])
    hidden = hide_in_answers(counts, np.zeros(3, dtype=bool), LEAST, 0)
    assert hidden.tolist() == [[True, True, False], [True, True, False], [False] * 3]
    # each 1 may be 0 to 9: one more there, one less in both of its neighbours
    assert (hide_in_answers(counts, np.zeros(3, dtype=bool), LEAST, 9) == hidden).all()
    more = hide_in_answers(counts, np.zeros(3, dtype=bool), LEAST, 10)
    assert more.sum() > hidden.sum()


@pytest.mark.parametrize("seed", range(60))
def test_no_small_count_follows_from_what_is_left(seed: int) -> None:
    counts = random_counts(seed)
    n_groups, n_options = counts.shape
    rng = np.random.default_rng(seed)
    groups_hidden = (rng.random(n_groups) < 0.15) & (np.arange(n_groups) < n_groups - 1)
    hidden = hide_in_answers(counts, groups_hidden, LEAST, WIDTH)
    assert hidden[groups_hidden].all()
    cells = list(product(range(n_groups), range(n_options)))

    def sizes(atoms: frozenset) -> int:
        return sum(int(counts[atom]) for atom in atoms)

    known = [frozenset([cell]) for cell in cells if not hidden[cell]]
    known += [
        frozenset((group, option) for option in range(n_options))
        for group in np.flatnonzero(~groups_hidden)
    ]
    known += [
        frozenset((group, option) for group in range(n_groups))
        for option in range(n_options)
    ]
    nobody = [atoms for atoms in known if not sizes(atoms)]
    known += [frozenset([atom]) for atoms in nobody for atom in atoms]
    small = [frozenset([cell]) for cell in cells if 0 < counts[cell] < LEAST]
    # two counts of one group, or of one option, that are small together
    small += [
        frozenset([a, b])
        for a, b in product(cells, cells)
        if a < b
        and (a[0] == b[0] or a[1] == b[1])
        and counts[a] * counts[b] > 0
        and counts[a] + counts[b] < LEAST
    ]
    told = [
        group
        for group, is_told in zip(small, follows(known, small), strict=True)
        if is_told
    ]
    assert told == []


@pytest.mark.parametrize("seed", range(40))
def test_no_small_count_of_a_cross_follows(seed: int) -> None:
    """Two questions in each other's groups, of which one joins two answers."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 30, (4, 3)) * (rng.random((4, 3)) < 0.8)
    few = rng.random((4, 3)) < 0.3
    truth[few] = rng.integers(1, LEAST, few.sum())
    truth[0] += 20
    # the second and third answer to the first question are one group
    joined = [[0], [1, 2], [3]]
    sums = [[(a, b)] for a in range(4) for b in range(3)]
    sums += [[(a, b) for a in group] for group in joined for b in range(3)]
    cells = np.zeros((len(sums), 12), dtype=np.int64)
    for row, atoms in enumerate(sums):
        cells[row, [3 * a + b for a, b in atoms]] = 1
    counts = cells @ truth.ravel()
    totals = [[3 * a + b for b in range(3)] for a in range(4)]
    totals += [[3 * a + b for a in range(4)] for b in range(3)]
    known = np.zeros((len(totals), 12), dtype=np.int64)
    for row, at in enumerate(totals):
        known[row, at] = 1
    hidden = hide_in_crosses(
        Sums(csr_array(cells), counts, csr_array(known), known @ truth.ravel()),
        np.full(len(counts), LEAST),
        np.zeros(len(counts), dtype=bool),
        np.ones(len(counts), dtype=bool),
        WIDTH,
    )
    small = (counts > 0) & (counts < LEAST)
    assert hidden[small].all()

    def group(row: np.ndarray) -> frozenset:
        return frozenset(np.flatnonzero(row).tolist())

    published = [group(row) for row in [*cells[~hidden], *known]]
    nobody = [atoms for atoms in published if not truth.ravel()[list(atoms)].sum()]
    published += [frozenset([atom]) for atoms in nobody for atom in atoms]
    secrets = [group(row) for row in cells[small]]
    # a count that is all of its total's is told by the total, whatever is hidden
    alone = [
        any(
            secret <= total and truth.ravel()[list(total - secret)].sum() == 0
            for total in map(group, known)
        )
        for secret in secrets
    ]
    told = follows(published, secrets)
    assert not any(t and not a for t, a in zip(told, alone, strict=True))


# --- several editions ----------------------------------------------------------------


def grown_table(seed: int, editions: int) -> list[np.ndarray]:
    """Groups by options at each edition: whoever comes stays."""
    rng = np.random.default_rng(seed)
    found = [random_counts(seed)]
    for _ in range(editions - 1):
        came = rng.integers(0, 25, found[0].shape) * (rng.random(found[0].shape) < 0.7)
        few = rng.random(came.shape) < 0.2
        came[few] = rng.integers(1, LEAST, few.sum())
        # nobody came to some groups
        came[rng.random(len(came)) < 0.3] = 0
        found.append(found[-1] + came)
    return found


def published_one_after_another(tables: list[np.ndarray]) -> list[Answers]:
    """Hide in each edition what is to be hidden beside those before."""
    earlier: list[Answers] = []
    for counts in tables:
        nothing = np.zeros(len(counts), dtype=bool)
        hidden = hide_in_answers(counts, nothing, LEAST, WIDTH, earlier=list(earlier))
        earlier.append(Answers(counts, ~hidden, ~nothing, True))
    return earlier


def told_of_editions(editions: list[Answers]) -> tuple[np.ndarray, np.ndarray]:
    """What is known, as sums of who came to each group and option at each edition.

    Returns:
        t x (e k m), and the t numbers.
    """
    size = editions[0].counts.size
    at = np.arange(size).reshape(editions[0].counts.shape)
    every = np.eye(size, dtype=np.int64)
    sums, totals = [], []
    for place, edition in enumerate(editions):
        own = [every[row].sum(axis=0) for row in at]
        own += [every[column].sum(axis=0) for column in at.T]
        own += [*every[at[edition.shown]]]
        until = np.zeros(len(editions), dtype=np.int64)
        until[: place + 1] = 1
        sums += [np.kron(until, row) for row in own]
        totals += [int(row @ edition.counts.ravel()) for row in own]
    return np.array(sums), np.array(totals)


@pytest.mark.parametrize("seed", range(12))
def test_no_small_answer_of_any_edition_follows_from_all(seed: int) -> None:
    """Neither what an edition counted, nor how many newcomers of a group there were."""
    editions = published_one_after_another(grown_table(seed, 3))
    sums, totals = told_of_editions(editions)
    size = editions[0].counts.size
    every = np.eye(size, dtype=np.int64)
    places = range(len(editions))
    for first, last in [(a, b) for b in places for a in range(-1, b)]:
        before = 0 if first < 0 else editions[first].counts
        change = (editions[last].counts - before).ravel()
        for cell in np.flatnonzero((change > 0) & (change < LEAST)):
            when = np.array([first < place <= last for place in places], dtype=int)
            secret = np.kron(when, every[cell])
            assert width_of(secret, sums, totals) > 0, (first, last, cell)
    assert all(edition.shown.any() for edition in editions)


def test_newcomers_of_an_edition_are_a_group_like_any_other() -> None:
    """By itself each edition is safe; the difference is 2 of the first option."""
    tables = [np.array([[20, 30], [40, 50]]), np.array([[22, 60], [60, 80]])]
    for table in tables:
        nothing = np.zeros(2, dtype=bool)
        assert not hide_in_answers(table, nothing, LEAST, WIDTH).any()
    first, second = published_one_after_another(tables)
    assert first.shown.all()
    assert not second.shown.any()


def test_what_a_small_answer_has_grown_to_does_not_tell_what_it_was() -> None:
    """Nothing changed but in the first group, so the totals grew as it did."""
    tables = [
        np.array([[3, 40], [9, 50], [30, 60]]),
        np.array([[13, 60], [9, 50], [30, 60]]),
    ]
    first, second = published_one_after_another(tables)
    assert not first.shown[0, 0]
    assert not first.shown[1, 0]
    # 13 less the 10 that came would be 3
    assert not second.shown[0, 0]
    alone = hide_in_answers(tables[1], np.zeros(3, dtype=bool), LEAST, WIDTH)
    assert not alone.any()


def test_where_somebody_left_an_edition_stands_by_itself() -> None:
    """A corrected delivery: nothing contradicts, and nothing small is told."""
    tables = [
        np.array([[3, 40], [9, 50], [30, 60]]),
        np.array([[2, 60], [9, 70], [25, 80]]),
    ]
    first, second = published_one_after_another(tables)
    assert not first.shown[0, 0]
    assert not second.shown[0, 0]


def test_crosses_of_earlier_editions_are_told_of_as_well() -> None:
    """Ages by education, grown; and where the numbers can't only have grown."""
    cells = csr_array(np.eye(4))
    known = csr_array(
        np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]])
    )

    def earlier(*counts: int) -> list[Edition]:
        own = np.array(counts)
        shown = np.zeros(4, dtype=bool)
        anything = np.ones(4, dtype=bool)
        return [
            Edition(own, shown, own < LEAST, known, known @ own, anything, ~anything)
        ]

    def hide(*counts: int, before: list[Edition]) -> list[bool]:
        own = np.array(counts)
        nothing = np.zeros(4, dtype=bool)
        sums = Sums(cells, own, known, known @ own)
        many = np.full(4, LEAST)
        return hide_in_crosses(
            sums, many, nothing, ~nothing, WIDTH, earlier=before
        ).tolist()

    # nobody came but to the last: all that is shown now would be what was hidden
    assert hide(3, 20, 20, 60, before=earlier(3, 20, 20, 30)) == [True] * 4
    assert hide(8, 40, 40, 60, before=earlier(3, 20, 20, 30)) == [False] * 4
    # fewer than before: no numbers that only grew add up to it
    assert hide(9, 9, 20, 60, before=earlier(3, 20, 20, 30)) == [False] * 4
