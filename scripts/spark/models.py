"""Run the models that are Spark's: a program of its own, for `python -m scripts spark`.

dbt's session method runs Spark in dbt's own process. A cluster whose workers are all
gone would keep it waiting for ever; a watch beside it ends that.
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

RUN = ["--no-use-colors", "run", "--target", "spark"]
# all that Spark makes and what that reads; not its are what DuckDB hands over, a Python
# model, and the test of the codebook
SELECTION = ["--select", "+tag:spark", "+stg_kto__open_answer_cells"]
EXCLUDED = [
    "--exclude",
    "resource_type:seed",
    "stg_kto__codebook",
    "raked_weights",
    "stg_kto__unknowns",
]
NO_WORKERS = 3  # exit status
# seconds without any worker
PATIENCE = float(os.environ.get("KTO_SPARK_PATIENCE") or 60)


def main(arguments: list[str]) -> int:
    """Run dbt on Spark; returns the exit status, NO_WORKERS where none was left."""
    from dbt.cli.main import dbtRunner

    threading.Thread(target=watch, args=(number_of_executors,), daemon=True).start()
    result = dbtRunner().invoke(
        [
            "--no-use-colors",
            "run",
            "--target",
            "spark",
            *SELECTION,
            *EXCLUDED,
            *arguments,
        ]
    )
    return 0 if result.success else 1


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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
