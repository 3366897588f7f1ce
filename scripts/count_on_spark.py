"""Build the warehouse with Apache Spark counting: for those who outgrow one machine.

    python -m scripts spark [--warehouse FILE]

Raw tables and codebook go to Spark as Parquet; respondents, answers and counts come
back, and `dbt build` on DuckDB makes all the rest, with the stamp that publishing asks
for. KTO_SPARK_MASTER says where Spark runs (by default on this machine: local[*]) and
KTO_SPARK_FOLDER is a folder that all its machines see. Until Spark is done the
warehouse stays as it is.
"""

import argparse
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pandas as pd
from rich.console import Console

from scripts import publish
from scripts.codebook.policy import POLICY_SEED
from scripts.deliveries.summary import make_console
from scripts.running.dbt import run_dbt, what_matters, what_was_built
from scripts.running.stopping import stoppable
from scripts.spark import needed
from scripts.spark.handing_over import (
    empty_warehouse,
    hand_over_codebook,
    hand_over_raw,
    tables_handed_over,
)
from scripts.spark.models import NO_WORKERS, PATIENCE
from scripts.warehouse.access import keep_private
from scripts.warehouse.handed_over import folder_of_run

LOG = Path("logs") / "spark.log"


def main(arguments: Sequence[str] | None = None) -> int:
    """Count on Spark and build the rest; returns the exit status."""
    options = _parser().parse_args(arguments)
    keep_private()
    console = make_console()
    try:
        with stoppable():
            _require_all(options.warehouse)
            with folder_of_run(options.warehouse) as folder:
                made = folder / "made.duckdb"
                _hand_over(options.warehouse, made, folder, console)
                _count(folder, made, console)
                return _build_the_rest(options.warehouse, folder, console)
    except needed.SparkError as error:
        print(error, file=sys.stderr)
    except (duckdb.Error, OSError) as error:
        print(
            f"What Spark reads can't be written ({str(error).splitlines()[0]}): the "
            f"warehouse {options.warehouse} is as it was; make room, or name another "
            "folder in KTO_SPARK_FOLDER.",
            file=sys.stderr,
        )
    except KeyboardInterrupt:
        print("Stopped: run it again to continue.", file=sys.stderr)
        return 130
    return 1


def _require_all(warehouse: Path) -> None:
    needed.require_packages()
    needed.require_java()
    needed.require_loaded(warehouse)
    policy = pd.read_csv(POLICY_SEED).set_index("setting")["value"]
    if policy["weighting"] != "none":
        raise needed.SparkError(
            "Weighted answers are not counted on Spark, where sums of weights depend "
            "on the order of adding: `dbt build` does it, or set weighting to none."
        )
    needed.require_master(os.environ.get("KTO_SPARK_MASTER", ""))


def _hand_over(warehouse: Path, made: Path, folder: Path, console: Console) -> None:
    began = time.monotonic()
    hand_over_raw(warehouse, folder)
    empty_warehouse(warehouse, made)
    status, lines = run_dbt(
        [
            *_dbt(),
            *("build", "--select", "resource_type:seed", "stg_kto__codebook"),
            *("--exclude", "resource_type:test", "resource_type:unit_test"),
            *("--target-path", f"{folder}/target", "--log-path", f"{folder}/logs"),
        ],
        {**os.environ, "KTO_WAREHOUSE": str(made)},
        console,
    )
    if status != 0:
        _show(lines)
        raise needed.SparkError(
            f"The codebook was not built: the warehouse {warehouse} is as it was; mend "
            "what is said above and run it again."
        )
    hand_over_codebook(made, folder)
    seconds = round(time.monotonic() - began)
    console.print(f"Handed over to Spark in {seconds} seconds.", markup=False)


def _count(folder: Path, made: Path, console: Console) -> None:
    began = time.monotonic()
    master = os.environ.get("KTO_SPARK_MASTER", "local[*]")
    console.print(f"Counting on Spark, {master}", markup=False)
    (folder / "scratch").mkdir()
    status, lines = run_dbt(
        [sys.executable, "-m", "scripts.spark.models", str(folder), str(made)],
        {**os.environ, **_handed_over(folder)},
        console,
    )
    LOG.parent.mkdir(exist_ok=True)
    LOG.write_text("\n".join(lines) + "\n", encoding="utf-8")
    if status == NO_WORKERS:
        raise needed.SparkError(
            f"Spark at {master} had no worker for {PATIENCE:.0f} seconds: the "
            "warehouse is as it was; see that workers run and run it again."
        )
    if status != 0:
        raise needed.SparkError(
            f"Spark at {master} did not end well: the warehouse is as it was, and "
            f"{LOG} says what happened."
        )
    seconds = round(time.monotonic() - began)
    console.print(f"Counted on Spark in {seconds} seconds.", markup=False)


def _build_the_rest(warehouse: Path, folder: Path, console: Console) -> int:
    began = time.monotonic()
    status, lines = run_dbt(
        [*_dbt(), "build"],
        {**os.environ, **_handed_over(folder), "KTO_WAREHOUSE": str(warehouse)},
        console,
    )
    if status != 0:
        _show(lines)
        print(
            f"Not built: the warehouse {warehouse}; what was published before is "
            "untouched. When what is said above is mended, run it again.",
            file=sys.stderr,
        )
        return 1
    for line in what_matters(lines):
        console.print(f"  {line}", soft_wrap=True, markup=False)
    seconds = round(time.monotonic() - began)
    console.print(
        f"Built {warehouse} in {seconds} seconds: {what_was_built(lines)}. Next: "
        "`python -m scripts publish`.",
        soft_wrap=True,
        markup=False,
    )
    return 0


def _dbt() -> list[str]:
    return [str(Path(sys.executable).parent / "dbt"), "--no-use-colors"]


def _handed_over(folder: Path) -> Mapping[str, str]:
    return {
        "KTO_HANDED_OVER": str(folder),
        "KTO_HANDED_TABLES": " ".join(tables_handed_over(folder)),
    }


def _show(lines: Sequence[str]) -> None:
    for line in lines:
        print(line)
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts spark",
        description="Build the warehouse with Apache Spark counting.",
    )
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=publish.DEFAULT_WAREHOUSE,
        help="DuckDB file (default: $KTO_WAREHOUSE, else warehouse/warehouse.duckdb)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
