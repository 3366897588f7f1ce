"""Mutation testing: which changes of the code does no test notice?

`make mutants` changes one line at a time in the rooms below and runs the room's tests.
A change that none of them notices is either listed in mutants.yml with the reason why
it makes no difference, or left, which asks for a test. The score is written in
docs/reliability/mutants.md. A run tries the mutants whose number ends in the digits
that it is given, so that it ends in half an hour; another digit is another sample.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import yaml
from project import ROOT

PAGE = ROOT / "docs" / "reliability" / "mutants.md"
WORKSPACES = ROOT / "target" / "mutants"
COPIED = [
    *("seeds", "models", "macros", "data", "tests"),
    *("dbt_project.yml", "profiles.yml", "selectors.yml"),
]
CAUGHT = {"killed", "timeout", "segfault", "suspicious"}
PYTEST = ["--override-ini", "addopts="]


@dataclass(frozen=True)
class Room:
    """Code that is changed, and the tests that ought to notice."""

    code: list[str]
    tests: list[str]


@dataclass(frozen=True)
class Mutant:
    """One change of a function, and why it changes nothing if that is known."""

    function: str
    was: str
    becomes: str
    reason: str = ""


@dataclass(frozen=True)
class Score:
    """What became of the mutants of a room."""

    tried: int
    caught: int
    equivalent: int
    left: list[Mutant]


ROOMS = {
    "statistics": Room(["scripts/statistics/*.py"], ["tests/statistics"]),
    "checks of deliveries": Room(
        ["scripts/deliveries/checks.py"],
        [
            f"tests/deliveries/test_{name}.py"
            for name in (
                "checks",
                "rejections",
                "quarantine",
                "limits",
                "formats",
            )
        ],
    ),
    "suppression": Room(
        ["scripts/publication/*suppression.py"],
        [
            f"tests/publication/test_{name}.py"
            for name in ("suppression", "hidden_answers", "hiding_exactly")
        ],
    ),
}


def prepare(folder: Path, room: Room) -> None:
    """Make a folder in which mutmut finds the project and its settings for a room."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for part in ("scripts", *COPIED):
        (folder / part).symlink_to(ROOT / part)
    settings = {
        "source_paths": ["scripts"],
        "only_mutate": room.code,
        "also_copy": COPIED,
        "pytest_add_cli_args_test_selection": room.tests,
        "pytest_add_cli_args": PYTEST,
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (folder / "pyproject.toml").write_text(
        "\n".join([project, "[tool.mutmut]", *lines, ""]), encoding="utf-8"
    )


def mutmut(folder: Path, *arguments: str) -> str:
    """What a command of mutmut says; its progress is shown as it runs."""
    program = Path(sys.executable).parent / "mutmut"
    shown = arguments[0] == "run"
    ended = subprocess.run(
        [str(program), *arguments],
        cwd=folder,
        stdout=None if shown else subprocess.PIPE,
        text=True,
        check=True,
    )
    return ended.stdout or ""


def statuses(folder: Path) -> dict[str, str]:
    """What became of each mutant that was tried, by its name."""
    lines = mutmut(folder, "results", "--all", "true").splitlines()
    found = dict(line.strip().split(": ", 1) for line in lines if ": " in line)
    passed_over = {"not checked", "skipped"}
    return {name: status for name, status in found.items() if status not in passed_over}


def mutant_of(name: str, shown: str) -> Mutant:
    """The change that a diff shows, without where its function stands."""
    function = name.rsplit("__mutmut_", 1)[0].replace(".x_", ".")
    function = function.replace(".xǁ", ".").replace("ǁ", ".")
    lines = re.findall(r"^([-+])(?!--|\+\+)(.*)$", shown, re.M)
    was, becomes = (
        " ".join(text.strip() for side, text in lines if side == sign) for sign in "-+"
    )
    return Mutant(function, was, becomes)


def is_noticed_by_all(folder: Path, name: str, room: Room) -> bool:
    """Whether a test of the room notices the mutant, also by a fixture that is shared.

    mutmut runs the tests that were seen to call a function. What a fixture of a whole
    module calls was seen in the module's first test only.
    """
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "--new-first", *PYTEST, *room.tests],
        cwd=folder / "mutants",
        env={**os.environ, "MUTANT_UNDER_TEST": name},
        capture_output=True,
        check=False,
    )
    return ended.returncode != 0


def known_equivalents() -> set[tuple[str, str, str]]:
    """The changes of mutants.yml."""
    text = (ROOT / "tests" / "mutants.yml").read_text(encoding="utf-8")
    known = [Mutant(**entry) for entry in yaml.safe_load(text)]
    return {(each.function, each.was, each.becomes) for each in known if each.reason}


def score(name: str, room: Room, digits: str, again: bool) -> Score:
    """Try a sample of a room's mutants, or again what the last run of it left."""
    folder = WORKSPACES / name.replace(" ", "_")
    if again:
        shutil.copytree(ROOT / "tests", folder / "mutants/tests", dirs_exist_ok=True)
    else:
        prepare(folder, room)
        mutmut(folder, "run", *(f"*{digit}" for digit in digits))
    found = statuses(folder)
    known = known_equivalents()
    equivalent, left = 0, []
    for each in (n for n, status in found.items() if status not in CAUGHT):
        mutant = mutant_of(each, mutmut(folder, "show", each))
        if (mutant.function, mutant.was, mutant.becomes) in known:
            equivalent += 1
        elif not is_noticed_by_all(folder, each, room):
            left.append(mutant)
    caught = len(found) - equivalent - len(left)
    return Score(len(found), caught, equivalent, left)


def write_score(name: str, room: Room, digits: str, found: Score) -> None:
    """Put the score in the room's row of the table in docs/reliability/mutants.md."""
    sample = "all" if len(set(digits)) == 10 else ", ".join(digits)
    counts = [found.tried, found.caught, found.equivalent, len(found.left)]
    code = ", ".join(f"`{each}`" for each in room.code)
    row = "| " + " | ".join(map(str, [name, code, sample, *counts])) + " |"
    text = PAGE.read_text(encoding="utf-8")
    written, places = re.subn(rf"^\| {name} \|.*$", lambda _: row, text, flags=re.M)
    assert places == 1, f"{PAGE.name} has no row of {name}"
    PAGE.write_text(written, encoding="utf-8")


def main() -> int:
    """Try the rooms that are asked for; 1 where a change is left that no test sees."""
    command = argparse.ArgumentParser(description=__doc__)
    command.add_argument("rooms", nargs="*", metavar="ROOM")
    command.add_argument("--digits", default="7", help="last digits of the mutants")
    command.add_argument(
        "--again",
        action="store_true",
        help="try what the last run (give its digits) left, with the tests of today",
    )
    asked = command.parse_args()
    left: Counter[Mutant] = Counter()
    for name in asked.rooms or ROOMS:
        found = score(name, ROOMS[name], asked.digits, asked.again)
        write_score(name, ROOMS[name], asked.digits, found)
        left.update(found.left)
    for mutant, times in left.items():
        print(
            f"{mutant.function}: no test notices ({times}x)\n"
            f"  - {mutant.was}\n  + {mutant.becomes}"
        )
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
