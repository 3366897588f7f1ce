"""What a command costs, by the operating system's own account of it.

A program's account begins with the memory of the one that started it, and that one may
be large: this file is run as a small program of its own, which starts the command.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_SAID = 2000  # characters of a failed command's last words that are shown
_KIBIBYTE = 1024


class FailedError(Exception):
    """A measured command failed; its text has the command's last words."""


@dataclass(frozen=True)
class Measured:
    """What a step cost.

    Attributes:
        step: Its name.
        wall: Seconds by the clock.
        cpu: Seconds of processor time, of all its threads and programs.
        peak: Bytes of memory at the peak of its largest program.
    """

    step: str
    wall: float
    cpu: float
    peak: int


def measure(
    step: str, command: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> Measured:
    """Run a command in a folder and measure it as a whole.

    Raises FailedError where it ends with another status than 0.
    """
    ran = subprocess.run(
        [sys.executable, "-I", __file__, *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if ran.returncode:
        raise FailedError(f"{' '.join(command)} failed:\n{ran.stdout}{ran.stderr}")
    return Measured(step, **json.loads(ran.stdout))


def together(step: str, parts: Sequence[Measured]) -> Measured:
    """Steps that were taken one after another, as one."""
    return Measured(
        step,
        sum(part.wall for part in parts),
        sum(part.cpu for part in parts),
        max(part.peak for part in parts),
    )


def _main(*command: str) -> int:
    """Run a command; prints what it cost, or its last words where it failed."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        program = subprocess.Popen(command, stdout=said, stderr=said)
        # unlike wait, wait4 tells what this one program and its own children used
        _, status, used = os.wait4(program.pid, 0)
        wall = time.perf_counter() - start
        program.returncode = os.waitstatus_to_exitcode(status)
        if program.returncode:
            said.seek(0)
            print(said.read().decode(errors="replace")[-_SAID:])
            return 1
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss * _KIBIBYTE
    print(json.dumps({"wall": wall, "cpu": cpu, "peak": peak}))
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
