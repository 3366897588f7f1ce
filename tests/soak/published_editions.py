"""Whether a published folder is whole, and a disk that fills up."""

import hashlib
import json
import resource
from collections.abc import Callable
from pathlib import Path

PATHS = ("kto.duckdb", "kto.xlsx", "csv", "parquet", "evidence", "edition.json")


def broken(out: Path) -> list[str]:
    """What is wrong with the edition that readers find; nothing, if all is well."""
    inside = (out / "current").resolve()
    manifest = json.loads((inside / "edition.json").read_text(encoding="utf-8"))
    mistakes = []
    if manifest["edition"] != inside.name:
        mistakes.append(f"{inside.name} says that it is {manifest['edition']}")
    for name, said in manifest["files"].items():
        content = (inside / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != said["sha256"]:
            mistakes.append(f"{name} is not the file of {inside.name}")
    for name in PATHS:
        if (out / name).resolve() != inside / name:
            mistakes.append(f"{name} leads to {(out / name).resolve()}")
    return mistakes


def full_disk(size: int) -> Callable[[], None]:
    """Lets a program write no file that is larger than a number of bytes."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit
