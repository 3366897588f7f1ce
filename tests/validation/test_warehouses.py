"""The comparison of two warehouses sees every kind of difference, and no other."""

import shutil
from pathlib import Path

import duckdb
import pytest
from project import Project

from scripts.validation.warehouses import differences


def test_a_copy_is_equal_whatever_the_order_of_its_rows(
    demo: Project, tmp_path: Path
) -> None:
    copy = Path(shutil.copy(demo.warehouse, tmp_path))
    with duckdb.connect(copy) as connection:
        connection.execute(
            "create or replace table marts.mart_scores_per_loket as"
            " from marts.mart_scores_per_loket order by random()"
        )
    assert not differences(demo.warehouse, copy)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        # one figure, in its last bit
        (
            "update marts.dim_wave set month = month + 1 where wave = '2023-05'",
            (1, 1),
        ),
        ("delete from marts.dim_wave where wave = '2023-05'", (1, 0)),
        # a row that stands there twice
        (
            "insert into marts.dim_wave from marts.dim_wave where wave = '2023-05'",
            (0, 1),
        ),
        ("alter table marts.dim_wave drop column month", (None, None)),
        ("drop table marts.dim_wave", (None, None)),
    ],
)
def test_a_change_is_seen(
    demo: Project, tmp_path: Path, change: str, expected: tuple[int | None, int | None]
) -> None:
    copy = Path(shutil.copy(demo.warehouse, tmp_path))
    with duckdb.connect(copy) as connection:
        connection.execute(change)
    (found,) = differences(demo.warehouse, copy)
    assert found.table == "marts.dim_wave"
    assert (found.only_first, found.only_second) == expected


def test_numbers_are_equal_to_the_last_bit(demo: Project, tmp_path: Path) -> None:
    copy = Path(shutil.copy(demo.warehouse, tmp_path))
    with duckdb.connect(copy) as connection:
        connection.execute(
            "update marts.mart_scores_per_year set mean = nextafter(mean, 10)"
            " where year = 2023 and question = 'overall'"
        )
    (found,) = differences(demo.warehouse, copy)
    assert (found.only_first, found.only_second) == (1, 1)
    assert "7.9" in found.what
