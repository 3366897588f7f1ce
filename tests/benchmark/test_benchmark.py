"""The benchmark runs, on a size that takes seconds; nobody waits for a time here."""

import csv
import os
import sys
from collections import Counter
from pathlib import Path

import pytest
from project import ROOT

from scripts.benchmark import page
from scripts.benchmark.chart import lines_chart
from scripts.benchmark.coding import read_coding
from scripts.benchmark.exports import read_pool, write_history
from scripts.benchmark.measuring import FailedError, Measured, measure
from scripts.benchmark.project import waves_of
from scripts.benchmark.runs import FLOOR, PANDAS, POLARS, SizeRun, run_size
from scripts.deliveries.codebook import read_codebook

SEEDS = ROOT / "seeds"
BLOCKS = ("steps", "growth", "month", "nodes", "masking")


def rows_of(folder: Path, kind: str = "responses") -> list[list[str]]:
    rows = []
    for file in sorted(folder.glob(f"{kind}_*.csv")):
        with file.open(encoding="utf-8", newline="") as text:
            rows += list(csv.reader(text, delimiter=";"))[1:]
    return rows


def test_exports_are_the_same_again_and_have_every_column(tmp_path: Path) -> None:
    codebook = read_codebook(SEEDS)
    pool = read_pool(ROOT / "data", codebook)
    for name in ("one", "other"):
        write_history(pool, codebook, waves_of(1), 500, tmp_path / name)
    rows = rows_of(tmp_path / "one")
    assert rows == rows_of(tmp_path / "other")
    assert len(rows) == len({row[0] for row in rows}) == 500
    assert {len(row) for row in rows} == {len(pool.header)}
    assert {row[1] for row in rows} <= set(codebook.lokets.values())
    # an evenly spread year, each month with invitations of every loket
    sizes = Counter(row[0].rpartition("-")[0] for row in rows)
    assert len(sizes) == 12 and max(sizes.values()) - min(sizes.values()) <= 1
    assert len(rows_of(tmp_path / "one", "invitations")) % 12 == 0


def test_fresh_remarks_are_hardly_ever_alike(tmp_path: Path) -> None:
    codebook = read_codebook(SEEDS)
    pool = read_pool(ROOT / "data", codebook)
    place = pool.header.index("v12")
    shares = {}
    for fresh in (False, True):
        folder = tmp_path / str(fresh)
        write_history(pool, codebook, waves_of(1), 5000, folder, fresh)
        said = [row[place] for row in rows_of(folder) if row[place]]
        shares[fresh] = len(set(said)) / len(said)
    assert shares[False] < 0.6 < 0.99 < shares[True]


def test_scripts_read_every_question_of_the_questionnaire() -> None:
    coding = read_coding(SEEDS)
    assert coding.routed == {"tests": ("v04", 1)}
    assert coding.bands["good"] == (8, 10)
    assert len(coding.columns) == len(set(coding.columns)) > 50
    assert set(coding.dimensions["age_50"][1].values()) == {"under_50", "from_50"}


@pytest.mark.slow
def test_a_run_goes_from_exports_to_published_and_the_scripts_agree(
    tmp_path: Path,
) -> None:
    run = run_size(400, 1, tmp_path / "run", lambda sentence: None)
    assert run.differ == {
        name: {"scores": 0, "answers": 0} for name in (POLARS, PANDAS)
    }
    assert {"load", "build", "publish", FLOOR} < run.steps.keys()
    for cost in (*run.steps.values(), *run.month):
        assert cost.cpu > 0 and cost.wall > 0
        # more than an empty program, less than the machine
        assert 10 << 20 < cost.peak < 8 << 30
    assert run.nodes > 100 and run.published_bytes > 0
    assert next(iter(run.models.values())) == max(run.models.values())


def test_memory_of_the_program_that_measures_is_not_counted() -> None:
    held = bytearray(300 << 20)
    cost = measure("nothing", [sys.executable, "-I", "-c", ""], ROOT, os.environ)
    assert cost.peak < len(held) / 3


def test_a_command_that_fails_says_its_last_words() -> None:
    command = [sys.executable, "-c", "raise SystemExit('no room')"]
    with pytest.raises(FailedError, match="no room"):
        measure("nothing", command, ROOT, os.environ)


def made_up_run(respondents: int, seconds: float, differ: int = 0) -> SizeRun:
    steps = {
        name: Measured(name, seconds, 2 * seconds, 1 << 30)
        for name in (FLOOR, POLARS, PANDAS, "load", "build", "publish")
    }
    tables = {POLARS: {"scores": differ, "answers": 0}}
    month = [steps["load"], steps["build"], steps["publish"]]
    models = {"kto.slow": 3.0, "kto.quick": 1.0}
    return SizeRun(respondents, 1 << 20, steps, tables, models, 2, 1, 1, month)


def test_the_page_has_growth_and_says_where_figures_differ(tmp_path: Path) -> None:
    runs = [made_up_run(1000, 2), made_up_run(10_000, 20)]
    found = page.blocks(runs, runs[0].month, 500, "two cores")
    assert found.keys() == set(BLOCKS)
    # ten times as long, and no more memory
    assert "| load | 1.00 / 1.00 / 0.00 |" in found["growth"]
    assert any("33 minutes" in line for line in found["masking"])
    assert "had the figures of the marts" in found["steps"][-1]
    wrong = page.blocks([made_up_run(1, 2, differ=3)], runs[0].month, 500, "")
    assert "3 rows" in wrong["steps"][-1]
    assert "no growth" in wrong["growth"][0]
    assert any("| 10.00 | 10.00 | 10.00 |" in line for line in found["month"])

    written = tmp_path / "page.md"
    marks = "".join(
        f"<!-- {name}: written by make bench -->\nold\n<!-- end of {name} -->\nkept\n"
        for name in BLOCKS
    )
    written.write_text(marks, encoding="utf-8")
    page.write(written, found)
    text = written.read_text(encoding="utf-8")
    assert text.count("kept") == len(BLOCKS) and "old" not in text
    page.write(written, found)
    assert written.read_text(encoding="utf-8") == text
    with pytest.raises(ValueError, match="no block"):
        page.write(written, {"other": []})


def test_the_committed_page_was_written_by_a_run() -> None:
    text = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    for name in BLOCKS:
        block = text.partition(f"<!-- {name}: written by make bench -->")[2]
        assert len(block.partition(f"<!-- end of {name} -->")[0].splitlines()) > 1
    assert "differ from the marts" not in text


def test_a_chart_puts_a_line_for_each_series_and_names_it() -> None:
    drawn = lines_chart(
        {"one": [(10, 1), (1000, 100)], "two <b>": [(10, 1), (1000, 90)]}, "x", "y"
    )
    assert drawn.count("<polyline") == 2
    assert "two &lt;b&gt;" in drawn
    # the ends of the axes are powers of ten, left and right of the plot
    assert 'points="70.0,370.0 570.0,20.0"' in drawn
