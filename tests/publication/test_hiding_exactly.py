"""What each rule by which cells and counts are hidden does, to the cell.

Small cases, each of which one change of the code would get wrong: mutation testing
(`tests/mutants.py`) asked for them.
"""

import numpy as np
import pytest
from scipy.sparse import csr_array

from scripts.publication.answer_suppression import (
    Answers,
    Before,
    _exchanged,
    hide_in_answers,
    hide_in_crosses,
)
from scripts.publication.intervals import Edition, Sums
from scripts.publication.suppression import (
    MOST_SMALLEST_GROUPS,
    _sums_of_some,
    hide_crossing_parts,
    hide_in_table,
    hide_overlapping_parts,
)

NONE = np.zeros(3, dtype=bool)


def test_of_overlapping_parts_the_smallest_that_tells_is_hidden() -> None:
    """The 7 of the second group are the first part less the last, of three."""
    members = np.array([[1, 0, 1], [0, 0, 1], [1, 0, 0]], dtype=bool)
    bases = np.array([[25], [10], [15]])
    found = hide_overlapping_parts(bases, np.array([32]), members, NONE, 10)
    assert found.tolist() == [True, True, False]


def test_that_a_hidden_part_is_of_nobody_is_taken_for_known() -> None:
    """Of groups of 0, 20, 5 and 40 the sums of the first two and of the next two."""
    members = np.array([[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0]], dtype=bool)
    bases, total = np.array([[0], [20], [25]]), np.array([65])
    hidden = np.array([True, False, False])
    found = hide_overlapping_parts(bases, total, members, hidden, 10)
    assert found.tolist() == [True, True, False]


def test_an_overlapping_part_that_is_hidden_already_protects_a_small_one() -> None:
    members, bases = np.eye(3, dtype=bool), np.array([[30], [5], [40]])
    hidden = np.array([False, False, True])
    found = hide_overlapping_parts(bases, np.array([75]), members, hidden, 10)
    assert found.tolist() == [False, True, True]


def test_every_choice_of_some_things_but_not_all() -> None:
    expected = [[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1], [1, 0, 1], [0, 1, 1]]
    assert _sums_of_some(3, "").tolist() == expected


def test_as_many_parts_as_can_be_tried_may_be_crossed_and_no_more() -> None:
    def hide(number: int) -> bool:
        waves = np.full((number, 1), 20)
        nothing = np.zeros(number, dtype=bool)
        meets = np.eye(number, dtype=bool)
        found = hide_crossing_parts(waves, nothing, waves, nothing, meets, 10)
        return bool(found.any())

    assert not hide(MOST_SMALLEST_GROUPS)
    message = (
        "^17 parts of a total are cut in another way as well; expected at most 16$"
    )
    with pytest.raises(ValueError, match=message):
        hide(MOST_SMALLEST_GROUPS + 1)


def test_a_small_wave_that_is_safe_by_itself_is_no_matter_of_lokets() -> None:
    """6 in a wave are hidden beside 5 who gave none; a loket was in the second alone.

    Another loket has nobody, so that it was in no wave.
    """
    waves, hidden = np.array([[6], [50], [60]]), np.array([True, False, False])
    lokets = np.array([[30], [86], [0]])
    meets = np.array([[0, 1, 0], [1, 1, 0], [0, 1, 0]], dtype=bool)
    found = hide_crossing_parts(waves, hidden, lokets, NONE, meets, 10)
    assert found.tolist() == hidden.tolist()


def test_a_wave_of_nobody_hides_nobody_else() -> None:
    """The loket of 20 was in the first and third wave, in the third with 5 others."""
    waves = np.array([[0], [22], [25], [40]])
    nothing = np.zeros(4, dtype=bool)
    meets = np.array([[1, 0], [0, 1], [1, 1], [0, 1]], dtype=bool)
    found = hide_crossing_parts(
        waves, nothing, np.array([[20], [67]]), nothing[:2], meets, 10
    )
    assert found.tolist() == [False, True, True, False]


def test_of_two_waves_with_small_rests_the_two_together_have_one_too() -> None:
    """Two lokets, each in one wave alone: 4 others in each, and 8 in both."""
    waves = np.array([[24], [53], [35]])
    lokets = np.array([[20], [31], [61]])
    meets = np.array([[1, 0, 1], [0, 0, 1], [0, 1, 1]], dtype=bool)
    found = hide_crossing_parts(waves, NONE, lokets, NONE, meets, 10)
    assert found.tolist() == [True, True, True]


def test_a_table_of_nothing_has_nothing_to_hide() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    found = hide_in_table(nothing, nothing, nothing, 10)
    assert [line.tolist() for line in found] == [[], [], []]


def test_a_table_of_one_line_is_its_total() -> None:
    line, other = np.arange(2), np.zeros(2, dtype=np.int64)
    bases = np.array([20, 30])
    rows, columns = [False], [False, False]
    found = hide_in_table(other, line, bases, 10)
    assert [which.tolist() for which in found] == [columns, rows, columns]
    found = hide_in_table(line, other, bases, 10)
    assert [which.tolist() for which in found] == [columns, columns, rows]


def test_of_cells_that_are_hidden_already_those_of_nobody_are_shown() -> None:
    rows, columns = (places.ravel() for places in np.indices((2, 2)))
    bases, nothing = np.array([20, 0, 30, 40]), np.zeros(2, dtype=bool)
    hidden = np.array([True, True, False, False]), nothing, nothing
    cells, *totals = hide_in_table(rows, columns, bases, 10, hidden=hidden)
    assert cells.tolist() == [True, False, False, False]
    assert not np.concatenate(totals).any()


def test_what_a_month_has_in_a_quarter_needs_no_protection_of_its_own() -> None:
    """3 in a month and column; the quarter has 43 of them, and the month 23 in all."""
    rows, columns = (places.ravel() for places in np.indices((2, 2)))
    bases = np.array([20, 3, 30, 40])
    found = hide_in_table(rows, columns, bases, 10, cells=columns)
    assert not np.concatenate(found).any()


def test_small_cells_of_a_row_that_are_enough_together_hide_no_third() -> None:
    table = np.array([[4, 6, 50], [40, 30, 20], [60, 80, 90]])
    rows, columns = np.indices(table.shape)
    cells, *totals = hide_in_table(rows.ravel(), columns.ravel(), table.ravel(), 10)
    assert cells.tolist() == [True, True, False, True, True, False, *[False] * 3]
    assert not np.concatenate(totals).any()


# --- counts of answers ---------------------------------------------------------------


def test_groups_exchange_respondents_between_two_options() -> None:
    """The third count that is hidden has no other group hidden beside it."""
    counts = np.array([[3, 9, 7], [20, 4, 30], [50, 60, 70]])
    hidden = np.array([[1, 1, 1], [1, 1, 0], [0, 0, 0]], dtype=bool)
    low, high = _exchanged(counts, hidden)
    # 3 and 4 less, 9 and 20 more, or the other way round
    assert low.tolist() == [0, 0, 7, 11, 1]
    assert high.tolist() == [12, 12, 7, 23, 13]


def test_of_several_exchanges_the_largest_counts() -> None:
    counts = np.array([[6, 2, 9], [5, 8, 3]])
    low, high = _exchanged(counts, np.ones((2, 3), dtype=bool))
    assert low.tolist() == [0, 0, 1, 0, 0, 0]
    assert high.tolist() == [11, 10, 12, 11, 10, 11]


TWO = csr_array(np.eye(2))
BOTH = csr_array(np.ones((1, 2)))


def two_counts(few: int, many: int) -> Sums:
    """Two counts of which the sum is published."""
    return Sums(TWO, np.array([few, many]), BOTH, np.array([few + many]))


def test_a_count_of_exactly_the_smallest_number_is_shown() -> None:
    nothing, least = np.zeros(2, dtype=bool), np.array([5, 5])
    assert not hide_in_crosses(two_counts(5, 30), least, nothing, ~nothing, 4).any()
    assert hide_in_crosses(two_counts(4, 30), least, nothing, ~nothing, 4).all()


def test_what_an_earlier_edition_did_with_a_count_stays() -> None:
    nothing, least = np.zeros(2, dtype=bool), np.array([5, 5])
    second = np.array([False, True])
    for few, before, expected in (
        (8, Before(second, nothing), [False, True]),
        (4, Before(nothing, second), [True, False]),
    ):
        sums, column = two_counts(few, 30), np.array([[few], [30]])
        crossed = hide_in_crosses(sums, least, nothing, ~nothing, 4, before)
        assert crossed.tolist() == expected
        beside = Before(before.hidden[:, None], before.shown[:, None])
        found = hide_in_answers(column, nothing, 5, 4, True, beside)
        assert found[:, 0].tolist() == expected


def four_counts(*counts: int) -> Sums:
    """Two by two counts of which both totals are published."""
    known = csr_array(
        np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]])
    )
    return Sums(csr_array(np.eye(4)), np.array(counts), known, known @ np.array(counts))


def before_now(*counts: int, is_shown: bool = False) -> Edition:
    sums, every = four_counts(*counts), np.ones(4, dtype=bool)
    shown = every if is_shown else ~every
    return Edition(sums.counts, shown, ~every, sums.known, sums.totals, every, ~every)


def test_what_is_hidden_now_is_protected_beside_an_earlier_edition() -> None:
    hidden, people = np.array([True, False, False, False]), np.ones(4, dtype=bool)
    now, least = four_counts(20, 40, 40, 60), np.full(4, 5)
    earlier = [before_now(10, 20, 20, 30)]
    found = hide_in_crosses(now, least, hidden, people, 4, earlier=earlier)
    assert found.all()
    # unless nobody is in it
    nobody = ~people
    found = hide_in_crosses(now, least, hidden, nobody, 4, earlier=earlier)
    assert found.tolist() == hidden.tolist()


def test_totals_that_are_not_shown_tell_nothing() -> None:
    counts, none = np.array([[3, 40], [30, 50]]), np.zeros(2, dtype=bool)
    shown = hide_in_answers(counts, none, 5, 4, is_multiple=True)
    assert shown.tolist() == [[True, False], [True, False]]
    secret = hide_in_answers(counts, none, 5, 4, True, total_is_shown=False)
    assert secret.tolist() == [[True, False], [False, False]]


def test_newcomers_of_just_the_smallest_number_are_no_secret() -> None:
    """Four came to the last count; five would have been enough."""
    nothing, earlier = np.zeros((2, 1), dtype=bool), np.array([[10], [20]])
    before = Answers(earlier, ~nothing, ~nothing[:, 0], total_is_shown=True)

    def hide(*came: int) -> list[bool]:
        now = earlier + np.array(came)[:, None]
        found = hide_in_answers(now, nothing[:, 0], 5, 0, True, earlier=[before])
        return found[:, 0].tolist()

    assert hide(10, 5) == [False, False]
    assert hide(10, 4) == [True, True]
    assert hide(10, 1) == [True, True]
    assert hide(10, 0) == [False, False]


def test_what_totals_tell_anyhow_hides_nothing() -> None:
    """Four came to the first count, and to the total of its option."""
    earlier = before_now(20, 20, 0, 20, is_shown=True)
    nothing, least = np.zeros(4, dtype=bool), np.full(4, 5)
    now = four_counts(24, 40, 0, 20)
    found = hide_in_crosses(now, least, nothing, ~nothing, 4, earlier=[earlier])
    assert not found.any()


def test_what_was_hidden_without_being_secret_may_be_shown_later() -> None:
    nothing, least = np.zeros(4, dtype=bool), np.full(4, 5)
    counts = 10, 20, 20, 30
    earlier, now = [before_now(*counts)], four_counts(*counts)
    found = hide_in_crosses(now, least, nothing, ~nothing, 4, earlier=earlier)
    assert not found.any()


def two_before(*counts: int, is_shown: bool, secret: tuple[int, ...] = ()) -> Edition:
    sums, every = two_counts(*counts), np.ones(2, dtype=bool)
    shown = every if is_shown else ~every
    secrets = np.isin(np.arange(2), secret)
    return Edition(sums.counts, shown, secrets, BOTH, sums.totals, every, ~every)


def test_few_who_came_between_two_earlier_editions_are_secret() -> None:
    nothing, least = np.zeros(2, dtype=bool), np.array([5, 5])

    def hide(second: tuple[int, int], now: tuple[int, int]) -> list[bool]:
        earlier = [
            two_before(10, 30, is_shown=True),
            two_before(*second, is_shown=False),
        ]
        sums = two_counts(*now)
        return hide_in_crosses(
            sums, least, nothing, ~nothing, 4, earlier=earlier
        ).tolist()

    # nobody came to the other count, as would be seen: the 3 of the total came to this
    assert hide((13, 30), (20, 30)) == [True, True]
    # those were enough
    assert hide((20, 40), (20, 40)) == [False, False]


def test_beside_an_earlier_edition_what_it_showed_is_not_hidden() -> None:
    nothing, least = np.zeros(2, dtype=bool), np.array([5, 5])
    earlier = [two_before(4, 30, is_shown=False, secret=(0,))]
    for shown, expected in ((nothing, [True, True]), (~nothing, [True, False])):
        found = hide_in_crosses(
            two_counts(4, 30),
            least,
            nothing,
            ~nothing,
            4,
            Before(nothing, shown),
            earlier,
        )
        assert found.tolist() == expected


def test_what_one_row_has_in_a_cell_of_several_is_never_shown() -> None:
    """Two months of a quarter: 3 of the first month's 45 are in the first loket."""
    months, lokets = np.repeat([0, 1], 3), np.tile([0, 1, 2], 2)
    counts = np.array([3, 30, 12, 12, 12, 0])
    hidden = hide_in_table(months, lokets, counts, 10, cells=lokets)
    assert not any(part.any() for part in hidden)


def test_the_first_number_of_a_table_is_as_secret_as_the_others() -> None:
    """Months of 12, 12 and 5 in one loket; the first two are one quarter."""
    months, lokets = np.array([0, 1, 2]), np.zeros(3, dtype=np.int64)
    cells, rows, columns = hide_in_table(
        months, lokets, np.array([12, 12, 5]), 10, cells=np.array([0, 0, 1])
    )
    assert cells.tolist() == [True, True]
    assert rows.tolist() == [True, False, True]
    assert columns.tolist() == [False]


def test_a_count_that_stayed_is_one_that_nobody_left() -> None:
    """An edition that showed totals alone tells less than one nobody came to since."""
    first = np.array([[30, 9], [9, 3], [3, 1]])
    now = np.array([[30, 29], [9, 23], [15, 21]])
    nothing, none_shown = np.zeros(3, dtype=bool), np.zeros((3, 2), dtype=bool)
    earlier = [Answers(first, none_shown, ~nothing, True)]
    hidden = hide_in_answers(now, nothing, 5, 4, earlier=earlier)
    assert hidden.tolist() == [[True, True], [False, False], [True, True]]
