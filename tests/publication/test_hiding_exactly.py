"""What each rule by which cells and counts are hidden does, to the cell.

Small cases, each of which one change of the code would get wrong: mutation testing
(`tests/mutants.py`) asked for them.
"""

import numpy as np
import pytest

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
