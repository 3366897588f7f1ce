"""The folder of a run on Spark: it has answers in it, so it is private and passes.

It stands beside the warehouse, or in a folder that all machines of a cluster see. It is
gone when the run ends; what a killed run left goes when the next one begins, and when
somebody is forgotten.
"""

import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def folder_of_run(warehouse: Path) -> Iterator[Path]:
    """A folder for a run, that only its owner can read.

    Raises:
        OSError: It can't be made.
    """
    remove_handed_over(warehouse)
    parent = _parent(warehouse).resolve()
    folder = Path(tempfile.mkdtemp(prefix=_mark(warehouse), dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_handed_over(warehouse: Path) -> None:
    """Remove the folders of runs that were killed."""
    for leftover in _parent(warehouse).glob(f"{glob.escape(_mark(warehouse))}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _parent(warehouse: Path) -> Path:
    return Path(os.environ.get("KTO_SPARK_FOLDER") or warehouse.parent)


def _mark(warehouse: Path) -> str:
    return f".{warehouse.name}.spark-"
