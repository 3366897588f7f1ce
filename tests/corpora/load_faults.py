"""Loading with a fault injected below it: a kill, a signal, a disk that is full."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpora.made_deliveries import (
    ROOT,
    SEEDS,
    check_accounts,
    invitation,
    responses,
    state,
    write_csv,
    write_xlsx,
)

from scripts.deliveries import raw
from scripts.warehouse.key import KEY_BYTES, key_file

KEY = b"k" * KEY_BYTES

# The fault comes at the n-th call of a Python function within the load, or when a file
# would grow beyond n bytes.
_LOAD = """
import os, resource, signal, sys
from scripts import load_exports

fault, n, *arguments = sys.argv[1:]
n = int(n)
calls = 0


def count(frame, event, arg):
    global calls
    calls += 1
    if calls == n:
        sys.setprofile(None)
        os.kill(os.getpid(), getattr(signal, fault))


if fault == "disk":
    resource.setrlimit(resource.RLIMIT_FSIZE, (n, n))
elif fault != "none":
    sys.setprofile(count)
else:
    sys.setprofile(lambda *_: globals().update(calls=calls + 1))
status = load_exports.main(arguments)
sys.setprofile(None)
print("calls", calls, file=sys.stderr)
sys.exit(status)
"""
FILES = 6


@dataclass(frozen=True)
class Ended:
    """How a load ended: its exit status (negative by a signal) and what it said."""

    status: int
    said: str

    @property
    def calls(self) -> int:
        """The calls of a load without a fault."""
        return int(self.said.split()[-1])


def make_exports(folder: Path) -> Path:
    """Several waves, a correction, a workbook, a file that is rejected."""
    folder.mkdir()
    write_csv(folder / "responses_2023-04.csv", responses(*"abcdef"))
    write_csv(folder / "responses_2023-05.csv", responses(*"fghijk", ""))
    write_csv(folder / "responses_2023-05_v2.csv", responses(*"fghijkl"))
    write_xlsx(folder / "responses_2023-06.xlsx", responses(*"lmnop"))
    write_csv(folder / "invitations_2023-05.csv", [invitation(), invitation("Zwolle")])
    (folder / "responses_2023-07.csv").write_bytes(b"")
    return folder


def load_with(fault: str, n: int, exports: Path, warehouse: Path) -> Ended:
    """Load in a process of its own; `fault` is none, disk, or the name of a signal."""
    # of one key, so that ids of different warehouses can be compared
    warehouse.parent.mkdir(mode=0o700, exist_ok=True)
    key_file(warehouse).write_bytes(KEY)
    arguments = [exports, "--warehouse", warehouse, "--seeds", SEEDS]
    done = subprocess.run(
        [sys.executable, "-c", _LOAD, fault, str(n), *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return Ended(done.returncode, done.stdout + done.stderr)


def state_of(warehouse: Path) -> list[Any]:
    """What counts in a warehouse file, of which the accounts must close."""
    with raw.open_warehouse(warehouse) as connection:
        check_accounts(connection)
        return state(connection)


def check_whole_files(warehouse: Path, whole: list[Any]) -> int:
    """Each file is there as it should be or not at all; returns how many are there.

    A later file changes what counts of an earlier one, but never what was delivered.
    """
    delivered = {name: counts[0] for name, counts in whole[0]}
    there = {name: counts[0] for name, counts in state_of(warehouse)[0]}
    assert there.items() <= delivered.items()
    return len(there)


def leftovers(warehouse: Path) -> list[str]:
    """What stands beside a warehouse besides its own files."""
    own = {warehouse.name, f"{warehouse.name}.wal", f"{warehouse.name}.key"}
    return sorted(
        path.name for path in warehouse.parent.iterdir() if path.name not in own
    )
