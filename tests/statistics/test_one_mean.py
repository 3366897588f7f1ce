"""Student's interval of one mean, against his own example."""

import pytest

from scripts.statistics.one_mean import mean_interval


def test_the_hours_of_sleep_of_student_1908() -> None:
    """Ten patients, second drug: 2.33 hours more on average; as R prints it."""
    hours = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    mean = sum(hours) / len(hours)
    variance = sum((value - mean) ** 2 for value in hours) / (len(hours) - 1)
    low, high = mean_interval(len(hours), mean, variance, alpha=0.05)
    assert (round(low, 7), round(high, 7)) == (0.8976775, 3.7623225)


def test_marks_that_are_all_alike_have_no_width() -> None:
    assert mean_interval(5, 8.0, 0.0, alpha=0.05) == (8.0, 8.0)


def test_one_mark_has_no_interval() -> None:
    with pytest.raises(ValueError, match="two or more"):
        mean_interval(1, 8.0, 0.0, alpha=0.05)
