"""Kish's effective number of respondents."""

import pytest

from scripts.statistics.weighting import effective_n


def test_equal_weights_count_every_respondent() -> None:
    assert effective_n([0.5] * 8) == 8


def test_unequal_weights_count_for_fewer() -> None:
    # (1 + 1 + 2)² / (1 + 1 + 4)
    assert effective_n([1, 1, 2]) == pytest.approx(16 / 6)
