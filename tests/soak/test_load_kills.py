"""Many kills and full disks during a load; the page of the results is written here."""

import random
from collections import Counter
from pathlib import Path

import pytest
from corpora.load_faults import (
    FILES,
    check_whole_files,
    leftovers,
    load_with,
    make_exports,
    state_of,
)
from project import ROOT

PAGE = ROOT / "docs" / "reliability" / "load.md"
KILLS, FULL_DISKS = 80, 25
# no file may grow beyond this, and most of what a load writes is larger
LARGEST_LIMIT = 40_000


@pytest.mark.slow
def test_many_kills_and_full_disks(tmp_path: Path) -> None:
    exports = make_exports(tmp_path / "exports")
    reference = tmp_path / "whole" / "w.duckdb"
    calls = load_with("none", 0, exports, reference).calls
    whole = state_of(reference)
    generator = random.Random(10)
    # most calls read and check the codebook, before the first file
    first = calls * 2 // 3
    faults = [("SIGKILL", generator.randrange(first, calls)) for _ in range(KILLS)]
    faults += [("disk", generator.randrange(LARGEST_LIMIT)) for _ in range(FULL_DISKS)]
    there: dict[str, Counter[int]] = {"SIGKILL": Counter(), "disk": Counter()}
    for number, (fault, n) in enumerate(faults):
        warehouse = tmp_path / f"w{number}" / "w.duckdb"
        ended = load_with(fault, n, exports, warehouse)
        assert "Traceback" not in ended.said, ended.said
        is_made = warehouse.exists() and warehouse.stat().st_size > 0
        n_files = check_whole_files(warehouse, whole) if is_made else 0
        there[fault][n_files] += 1
        load_with("none", 0, exports, warehouse)
        assert state_of(warehouse) == whole, (fault, n)
        assert leftovers(warehouse) == []
    PAGE.write_text(_page(there), encoding="utf-8")


def _page(there: dict[str, Counter[int]]) -> str:
    names = {
        "SIGKILL": "killed at the n-th call, n at random",
        "disk": "no file may grow beyond n bytes, n at random",
    }
    rows = [
        f"| {names[fault]} | {sum(counts.values())} | "
        + " | ".join(str(counts[n]) for n in range(FILES))
        + " |"
        for fault, counts in there.items()
    ]
    heads = " | ".join(f"{n} files loaded" for n in range(FILES))
    return "\n".join(
        [
            "# Loading, interrupted",
            "",
            "Written by `make soak` (`tests/soak/test_load_kills.py`), not typed. A",
            f"load of {FILES} files, of which one is always rejected, was interrupted;",
            "the warehouse was looked at, and the same load was run to its end. Half a",
            "file, or another end state than without a fault, fails the run and leaves",
            "this page as it was.",
            "",
            f"| fault | tried | {heads} |",
            "|---|" + "---:|" * (FILES + 1),
            *rows,
            "",
        ]
    )
