"""What is measured: sizes of history, a month on top of each, and masking."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scripts.benchmark.agreement import rows_that_differ
from scripts.benchmark.exports import Pool, read_pool, write_history, write_wave
from scripts.benchmark.measuring import Measured, measure
from scripts.benchmark.project import ROOT, Project, make_project, waves_of
from scripts.deliveries.codebook import read_codebook
from scripts.open_answers.masking import mask

DATA = ROOT / "data"
MONTH = 200  # respondents of a month of the survey as it is
FLOOR, POLARS, PANDAS = "DuckDB reads the files", "polars script", "pandas script"
_SCRIPTS = {FLOOR: "by_duckdb", POLARS: "by_polars", PANDAS: "by_pandas"}
_MASKED = 3000  # different answers, of which the speed of masking is told
_DEMO_MONTH = "2023-12"

Say = Callable[[str], None]


@dataclass(frozen=True)
class SizeRun:
    """A history of one size, from files to published.

    Attributes:
        respondents: How many there are.
        csv_bytes: Size of the files of responses.
        steps: The floor, the scripts and the steps of the pipeline, by name.
        differ: Rows of the marts that a script has otherwise, by script and table.
        models: Seconds of each node of the build that took longest, by name.
        nodes: How many nodes the build has.
        warehouse_bytes: Size of the warehouse.
        published_bytes: Size of what was published.
        month: Load, build and publish of a month on top of it.
    """

    respondents: int
    csv_bytes: int
    steps: dict[str, Measured]
    differ: dict[str, dict[str, int]]
    models: dict[str, float]
    nodes: int
    warehouse_bytes: int
    published_bytes: int
    month: list[Measured]


def run_size(
    size: int, years: int, folder: Path, say: Say, fresh: bool = False
) -> SizeRun:
    """Measure a history of some years, and a month on top of it, in a new folder."""
    project = make_project(folder / "project", folder / "warehouse" / "bench.duckdb")
    codebook = read_codebook(project.seeds)
    pool = read_pool(DATA, codebook)
    *waves, last = waves_of(years)
    exports = folder / "exports"
    say(f"{size:,} respondents: making the exports")
    write_history(pool, codebook, waves, size, exports, fresh)
    steps = {}
    for name, module in _SCRIPTS.items():
        say(f"{size:,} respondents: {name}")
        steps[name] = _run_script(name, module, exports, project, folder)
    pipeline: dict[str, Callable[[], Measured]] = {
        "load": lambda: project.load(exports),
        "build": project.build,
        "publish": project.publish,
    }
    for name, step in pipeline.items():
        say(f"{size:,} respondents: {name}")
        steps[name] = step()
    models = _seconds_of_nodes(project)
    differ = {
        name: rows_that_differ(project.warehouse, folder / _SCRIPTS[name])
        for name in (POLARS, PANDAS)
    }
    sizes = project.warehouse.stat().st_size, _size_of(project.published.resolve())
    csv_bytes = sum(file.stat().st_size for file in exports.glob("responses_*"))
    say(f"{size:,} respondents: a month of {MONTH} more")
    write_wave(pool, codebook, last, MONTH, exports, fresh)
    month = project.all_steps(exports)
    return SizeRun(size, csv_bytes, steps, differ, models, len(models), *sizes, month)


def run_month_on_demo(folder: Path, say: Say) -> list[Measured]:
    """Load, build and publish of a month on top of the demo's, in a new folder."""
    say(f"the demo: a month of {MONTH} more")
    project = make_project(folder / "project", folder / "warehouse" / "bench.duckdb")
    codebook = read_codebook(project.seeds)
    exports = folder / "exports"
    shutil.copytree(DATA, exports, ignore=shutil.ignore_patterns(f"*_{_DEMO_MONTH}*"))
    project.all_steps(exports)
    write_wave(read_pool(DATA, codebook), codebook, _DEMO_MONTH, MONTH, exports, False)
    return project.all_steps(exports)


def masked_a_second(say: Say) -> float:
    """How many open answers, all different, are masked in a second on one core."""
    say("masking answers that are all different")
    codebook = read_codebook(ROOT / "seeds")
    texts = _different_texts(read_pool(DATA, codebook))
    mask("Met dank aan Jan de Vries")  # the lists of names are read once
    start = time.perf_counter()
    for text in texts:
        mask(text)
    return len(texts) / (time.perf_counter() - start)


def _different_texts(pool: Pool) -> list[str]:
    written = list(dict.fromkeys(pool.written.to_pylist()))
    pairs = (f"{one} {other}" for one in written for other in written if one != other)
    # far apart, so that the first ones don't begin with the same text
    return list(pairs)[:: max(1, len(written) ** 2 // _MASKED)][:_MASKED]


def _run_script(
    name: str, module: str, exports: Path, project: Project, folder: Path
) -> Measured:
    command = [sys.executable, "-m", f"scripts.benchmark.{module}", str(exports)]
    if name != FLOOR:
        (folder / module).mkdir()
        command += [str(project.seeds), str(folder / module)]
    return measure(name, command, project.folder, os.environ)


def _seconds_of_nodes(project: Project) -> dict[str, float]:
    """How long each node of the last build took; the longest first."""
    file = project.warehouse.parent / "target" / "run_results.json"
    results = json.loads(file.read_text(encoding="utf-8"))["results"]
    seconds = {
        one["unique_id"].split(".", 1)[1]: float(one["execution_time"])
        for one in results
    }
    return dict(sorted(seconds.items(), key=lambda item: -item[1]))


def _size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
