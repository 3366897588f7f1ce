"""Run the models that are Spark's: a program of its own, for `python -m scripts spark`.

First all of them but for the themes of open answers; then, in the same session of
Spark, the themes, of the answers that DuckDB's side has masked in between. dbt runs
Spark in its own process. A cluster whose workers are all gone would keep it waiting for
ever; a watch beside it ends that.
"""

import argparse
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from scripts.spark.handing_over import (
    hand_over_open_answers,
    tables_handed_over,
    take_over_open_answers,
)

RUN = ("--no-use-colors", "run", "--target", "spark")
# all that Spark makes and what that reads; not its are what DuckDB hands over, a Python
# model, and the test of the codebook
SPARKS = ("--select", "+tag:spark", "+stg_kto__open_answer_cells")
OTHERS = (
    "--exclude",
    "resource_type:seed",
    "stg_kto__codebook",
    "raked_weights",
    "stg_kto__unknowns",
)
MASKED = "stg_kto__open_answers"
THEMES = ("--select", f"{MASKED}+,+tag:spark", "--exclude", MASKED)
NO_WORKERS = 3  # exit status
# seconds without any worker
PATIENCE = float(os.environ.get("KTO_SPARK_PATIENCE") or 120)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run dbt on Spark; returns the exit status, NO_WORKERS where none was left."""
    from dbt.cli.main import dbtRunner

    options = _parser().parse_args(arguments)
    threading.Thread(target=watch, args=(number_of_executors,), daemon=True).start()
    own = (
        "--target-path",
        f"{options.folder}/target",
        "--log-path",
        f"{options.folder}/logs",
    )
    if not dbtRunner().invoke([*RUN, *SPARKS, *OTHERS, f"{MASKED}+", *own]).success:
        return 1
    mask(options.folder, options.made)
    return 0 if dbtRunner().invoke([*RUN, *THEMES, *own]).success else 1


def mask(folder: Path, made: Path) -> None:
    """Mask the open answers that Spark found, and hand them over.

    Args:
        folder: The folder of the run.
        made: The warehouse without answers that codebook and seeds were built in.

    Raises:
        subprocess.CalledProcessError: dbt could not do it, and said why.
    """
    take_over_open_answers(made, folder)
    program = str(Path(sys.executable).parent / "dbt")
    own = ["--target-path", f"{folder}/masking", "--log-path", f"{folder}/logs"]
    command = [program, "--no-use-colors", "--quiet", "run", "--select", MASKED, *own]
    # in that warehouse nothing is taken over but the cells
    environment = {**os.environ, "KTO_WAREHOUSE": str(made), "KTO_HANDED_OVER": ""}
    subprocess.run(command, env=environment, check=True)
    hand_over_open_answers(made, folder)
    os.environ["KTO_HANDED_TABLES"] = " ".join(tables_handed_over(folder))


def watch(
    executors: Callable[[], int | None],
    patience: float = PATIENCE,
    end: Callable[[int], Any] = os._exit,
) -> None:
    """End the program when a cluster has had no executor for a while.

    Or when the program that began it is gone: nobody waits for it any more.

    Args:
        executors: How many there are; None where that is no question.
        patience: Seconds.
        end: Called with NO_WORKERS.
    """
    seen, parent = time.monotonic(), os.getppid()
    while True:
        time.sleep(min(1.0, patience / 4))
        if executors() != 0:
            seen = time.monotonic()
        if time.monotonic() - seen > patience or os.getppid() != parent:
            end(NO_WORKERS)
            return


def number_of_executors() -> int | None:
    """Executors besides the driver; None before Spark runs, and where it is local."""
    from pyspark import SparkContext

    context = SparkContext._active_spark_context
    # without a master as long as it is being made
    master = getattr(context, "master", None)
    if context is None or master is None or master.startswith("local"):
        return None
    try:
        return int(context._jsc.sc().getExecutorMemoryStatus().size()) - 1
    except Exception:  # the context is on its way out
        return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.spark.models")
    parser.add_argument("folder", type=Path, help="the folder of the run")
    parser.add_argument("made", type=Path, help="the warehouse with the codebook")
    return parser


if __name__ == "__main__":
    sys.exit(main())
