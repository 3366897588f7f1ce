"""Faults below the load: one sentence or a dead process, and never half a file."""

from pathlib import Path

import pytest
from corpora.load_faults import (
    check_whole_files,
    leftovers,
    load_with,
    make_exports,
    state_of,
)


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_exports(tmp_path_factory.mktemp("faults") / "exports")


@pytest.fixture(scope="module")
def whole(exports: Path) -> tuple[list, int]:
    """The state after a load without a fault, and the calls that it makes."""
    warehouse = exports.parent / "whole" / "w.duckdb"
    ended = load_with("none", 0, exports, warehouse)
    assert ended.status == 1, "one of the files is empty"
    return state_of(warehouse), ended.calls


@pytest.mark.parametrize("part", [0.35, 0.6, 0.8])
def test_a_killed_load_leaves_whole_files_and_the_next_one_finishes(
    exports: Path, whole: tuple[list, int], part: float, tmp_path: Path
) -> None:
    warehouse = tmp_path / "private" / "w.duckdb"
    ended = load_with("SIGKILL", int(part * whole[1]), exports, warehouse)
    assert ended.status == -9
    check_whole_files(warehouse, whole[0])
    assert load_with("none", 0, exports, warehouse).status == 1
    assert state_of(warehouse) == whole[0]
    assert leftovers(warehouse) == []


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_load_that_is_stopped_says_so_and_leaves_no_copy(
    exports: Path, whole: tuple[list, int], name: str, tmp_path: Path
) -> None:
    warehouse = tmp_path / "private" / "w.duckdb"
    ended = load_with(name, int(0.8 * whole[1]), exports, warehouse)
    assert ended.status == 130
    assert "Stopped: the files that were complete are loaded" in ended.said
    assert "Traceback" not in ended.said
    assert leftovers(warehouse) == []
    check_whole_files(warehouse, whole[0])


@pytest.mark.parametrize("kilobytes", [1, 12, 20])
def test_a_disk_that_is_full_is_one_sentence(
    exports: Path, whole: tuple[list, int], kilobytes: int, tmp_path: Path
) -> None:
    warehouse = tmp_path / "private" / "w.duckdb"
    ended = load_with("disk", kilobytes * 1024, exports, warehouse)
    assert ended.status == 1
    assert "The warehouse" in ended.said or "into the warehouse" in ended.said
    assert "Traceback" not in ended.said
    assert load_with("none", 0, exports, warehouse).status == 1
    assert state_of(warehouse) == whole[0]


def test_a_damaged_page_of_the_warehouse_is_one_sentence(
    exports: Path, whole: tuple[list, int], tmp_path: Path
) -> None:
    warehouse = tmp_path / "private" / "w.duckdb"
    load_with("none", 0, exports, warehouse)
    content = bytearray(warehouse.read_bytes())
    for place in range(3 * 4096, len(content), 64 * 1024):
        content[place : place + 2048] = b"\xff" * 2048
    warehouse.write_bytes(content)
    ended = load_with("none", 0, exports, warehouse)
    assert ended.status == 1
    assert "Traceback" not in ended.said
    assert "The warehouse" in ended.said or "into the warehouse" in ended.said
