"""dbt in few words: how far it is while it works, and what of its output matters.

On a good day that is what it built and what it warned of; of a failed run everything
that it said is shown, as it said it.
"""

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

# lines of dbt itself begin with a time; what a macro prints does not
OF_DBT = re.compile(r"^\d\d:\d\d:\d\d ")
DONE = re.compile(r"^\d\d:\d\d:\d\d  (\d+) of (\d+) (?!START )(?!.* hook: )")
FOUND = re.compile(r"^\d\d:\d\d:\d\d  Found (.*)$")
WARNED = re.compile(r"^\d\d:\d\d:\d\d  (.*(?:\bWARN \d|\[WARNING\]).*)$")
IS_WHOLE = "holds a whole build: it can be published."
COUNTED = ("models", "seeds", "data tests")
# a place where nothing can be drawn over gets a line per this part of the work
PARTS = 4


def progress_of(line: str) -> tuple[int, int] | None:
    """How many nodes are done of how many, where a line of dbt says that one is."""
    found = DONE.match(line)
    return (int(found[1]), int(found[2])) if found else None


def what_was_built(lines: Sequence[str]) -> str:
    """What dbt found to build: '89 models, 36 seeds, 13 data tests'."""
    for line in lines:
        if found := FOUND.match(line):
            parts = found[1].split(", ")
            return ", ".join(
                part for name in COUNTED for part in parts if part.endswith(f" {name}")
            )
    return "nothing"


def what_matters(lines: Sequence[str]) -> list[str]:
    """Of a run that ended well: warnings, and what the project's macros said."""
    told = []
    for line in lines:
        if found := WARNED.match(line):
            told.append(found[1].strip())
        elif line.strip() and not OF_DBT.match(line) and IS_WHOLE not in line:
            told.append(line.rstrip())
    return told


def run_dbt(
    command: Sequence[str], environment: Mapping[str, str], console: Console
) -> tuple[int, list[str]]:
    """Run dbt, showing how far it is.

    Args:
        command: The command line; dbt's output has no colours.
        environment: Its environment.
        console: Where progress is shown.

    Returns:
        Its exit status and the lines that it wrote.

    Raises:
        KeyboardInterrupt: The run was stopped, and so is dbt.
        OSError: The command can't be started.
    """
    lines: list[str] = []
    process = subprocess.Popen(
        command,
        # its lines arrive as it writes them
        env={**environment, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    assert process.stdout is not None
    try:
        with _shown(console) as show, process.stdout:
            for line in process.stdout:
                lines.append(line.rstrip("\n"))
                if done := progress_of(line):
                    show(*done)
        return process.wait(), lines
    except KeyboardInterrupt:
        process.terminate()
        with suppress(KeyboardInterrupt):
            process.wait()
        raise


class _Steps:
    """Says of each part of the work, once, that it is done."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.n_done = self.n_said = 0

    def __call__(self, _: int, total: int) -> None:
        # nodes end in another order than they are numbered in
        self.n_done += 1
        part = self.n_done * PARTS // total
        if part > self.n_said and self.n_done < total:
            self.n_said = part
            self.console.print(f"  {self.n_done} of {total}", highlight=False)


@contextmanager
def _shown(console: Console) -> Iterator["_Steps | _Bar"]:
    """A bar in a terminal, a few lines elsewhere."""
    if not console.is_terminal:
        yield _Steps(console)
        return
    progress = Progress(
        TextColumn("Building"),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[told]}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    with progress:
        yield _Bar(progress)


class _Bar:
    """Draws how many nodes are done."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.n_done = 0
        self.task = progress.add_task("", total=None, told="reading the project")

    def __call__(self, _: int, total: int) -> None:
        self.n_done += 1
        self.progress.update(
            self.task,
            total=total,
            completed=self.n_done,
            told=f"{self.n_done} of {total}",
        )
