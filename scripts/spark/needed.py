"""What Spark needs and may not find; each is said in one sentence."""

import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import duckdb

JAVA = 17
SECONDS = 10.0  # for a master to answer


class SparkError(Exception):
    """What stands in the way; its text is one sentence."""


def require_packages() -> None:
    """Raises SparkError where pyspark or dbt-spark isn't in this environment."""
    if not importlib.util.find_spec("pyspark") or not _has("dbt.adapters.spark"):
        raise SparkError(
            "Spark is not in this environment: `make spark` sets up one that has it."
        )


def require_java() -> None:
    """Raises SparkError where there is no Java, or one that is too old for Spark."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin")) if home else None
    java = java or shutil.which("java")
    version = _java_version(java) if java else None
    if version is None or version < JAVA:
        found = "is not found" if version is None else f"{version} is too old"
        raise SparkError(
            f"Java {found}: Spark needs Java {JAVA} or later, on Debian "
            f"`apt install openjdk-{JAVA}-jre-headless`, or JAVA_HOME where it is."
        )


def require_master(master: str, seconds: float = SECONDS) -> None:
    """Raises SparkError where no machine of a standalone master can be reached."""
    if not master.startswith("spark://"):
        return
    hosts = master.removeprefix("spark://").split(",")
    for place in hosts:
        host, _, port = place.rpartition(":")
        try:
            with socket.create_connection((host, int(port)), seconds):
                return
        except (OSError, ValueError, OverflowError):
            continue
    raise SparkError(
        f"The master {master} can't be reached: see that it runs, or name another in "
        "KTO_SPARK_MASTER (local[*] is this machine)."
    )


def require_loaded(warehouse: Path) -> None:
    """Raises SparkError where the warehouse has no exports or can't be opened."""
    try:
        if not warehouse.exists():
            raise duckdb.CatalogException("not there")
        with duckdb.connect(warehouse, read_only=True) as connection:
            connection.execute("select 1 from raw.load_log limit 1")
    except duckdb.CatalogException as error:
        raise SparkError(
            f"No exports have been loaded into {warehouse} yet: load them first, with "
            "`python -m scripts load FOLDER`."
        ) from error
    except duckdb.Error as error:
        raise SparkError(
            f"The warehouse {warehouse} can't be read ({str(error).splitlines()[0]}): "
            "see that no other program has it open."
        ) from error


def _has(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _java_version(java: str) -> int | None:
    try:
        said = subprocess.run(
            [java, "-version"], capture_output=True, text=True, timeout=60, check=False
        ).stderr
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else None


def main() -> int:
    """Say what is not there of packages and Java; what `make spark` ends with."""
    try:
        require_packages()
        require_java()
    except SparkError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
