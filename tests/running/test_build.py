"""`make build` in the terminal: few words on a good day, all of them on a bad one."""

import os
import shutil
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from project import ROOT, Project
from rich.console import Console

from scripts import build
from scripts.running.dbt import progress_of, run_dbt, what_matters, what_was_built

GOOD = """\
19:29:28  Running with dbt=1.11.16
19:29:48  Found 89 models, 13 data tests, 36 seeds, 6 operations, 11 unit tests
19:29:49  1 of 3 START hook: kto.on-run-start.0 ..... [RUN]
19:29:49  1 of 3 OK hook: kto.on-run-start.0 ..... [OK in 0.08s]
19:29:49  1 of 4 START seed file codebook.answer_codes ..... [RUN]
19:29:50  1 of 4 OK loaded seed file codebook.answer_codes ..... [CREATE 147 in 0.26s]
19:29:51  2 of 4 OK created sql table model marts.dim_wave ..... [OK in 0.26s]
19:29:52  4 of 4 NO-OP exposure dashboard ..... [NO-OP in 0.00s]
19:29:53  3 of 4 WARN 2 responses_have_invitations ..... [WARN 2 in 0.10s]
Achterhoek has responses in 2023-05 and no invitations.
w.duckdb holds a whole build: it can be published.
19:30:45  Done. PASS=144 WARN=1 ERROR=0 SKIP=0 NO-OP=4 TOTAL=148
"""


def fake_dbt(folder: Path, output: str, status: int) -> list[str]:
    """A program that writes what dbt would and ends as it would."""
    script = folder / "fake.py"
    script.write_text(
        f"import sys\nsys.stdout.write({output!r})\nsys.exit({status})\n", "utf-8"
    )
    return [sys.executable, str(script)]


def test_a_line_says_how_far_dbt_is() -> None:
    found = [progress_of(line) for line in GOOD.splitlines()]
    assert [place for place in found if place] == [(1, 4), (2, 4), (4, 4), (3, 4)]


def test_of_a_good_run_warnings_and_what_macros_said_are_told() -> None:
    assert what_matters(GOOD.splitlines()) == [
        "3 of 4 WARN 2 responses_have_invitations ..... [WARN 2 in 0.10s]",
        "Achterhoek has responses in 2023-05 and no invitations.",
    ]
    assert what_was_built(GOOD.splitlines()) == "89 models, 36 seeds, 13 data tests"


def test_progress_is_a_few_lines_where_nothing_can_be_drawn(tmp_path: Path) -> None:
    nodes = "".join(f"19:29:5{n % 10}  {n} of 100 OK x\n" for n in range(1, 101))
    shown = StringIO()
    console = Console(file=shown, width=80)
    status, lines = run_dbt(fake_dbt(tmp_path, nodes, 0), os.environ, console)
    assert (status, len(lines)) == (0, 100)
    assert shown.getvalue().split("\n") == [
        "  25 of 100",
        "  50 of 100",
        "  75 of 100",
        "",
    ]
    terminal = Console(file=StringIO(), force_terminal=True, width=80)
    assert run_dbt(fake_dbt(tmp_path, nodes, 3), os.environ, terminal)[0] == 3


def test_of_a_failed_build_everything_is_shown_and_nothing_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = (
        "19:29:48  Found 1 model\n19:29:53  Database Error in model x\n  line 3: no\n"
    )
    program = tmp_path / "dbt"
    program.write_text(
        f"#!{sys.executable}\nprint({said!r}, end='')\nexit(2)\n", "utf-8"
    )
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(build.load_exports, "main", lambda _: 0)
    monkeypatch.setattr(build.publish, "main", lambda _: pytest.fail("published"))
    warehouse = tmp_path / "the warehouse.duckdb"
    assert build.main(["some exports", "--warehouse", str(warehouse)]) == 1
    out, err = capsys.readouterr()
    assert said in out
    assert f"Not built: the warehouse {warehouse}; what was published before" in err
    assert "EXPORTS='some exports'" in err and f"KTO_WAREHOUSE='{warehouse}'" in err


def test_nothing_is_built_of_exports_that_were_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(build.load_exports, "main", lambda _: 1)
    monkeypatch.setattr(build, "run_dbt", lambda *_: pytest.fail("built"))
    assert build.main(["exports"]) == 1


def test_stopping_the_build_stops_dbt(tmp_path: Path) -> None:
    script = tmp_path / "slow.py"
    script.write_text(
        "import os, pathlib, sys, time\n"
        "pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))\n"
        "print('19:29:50  1 of 2 OK x', flush=True)\ntime.sleep(60)\n",
        "utf-8",
    )
    mark = tmp_path / "pid"

    class Stopping(StringIO):
        def write(self, text: str) -> int:
            os.kill(os.getpid(), signal.SIGTERM)
            return len(text)

    with pytest.raises(KeyboardInterrupt), build.stoppable():
        command = [sys.executable, str(script), str(mark)]
        run_dbt(command, os.environ, Console(file=Stopping(), width=80))
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text("utf-8")), 0)


def test_a_good_day_takes_some_twenty_lines(demo: Project, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(demo.warehouse.parent, tmp_path / "demo"))
    result = subprocess.run(
        [
            *(sys.executable, "-m", "scripts", "build", "data"),
            *("--warehouse", str(folder / "warehouse.duckdb")),
            *("--out", str(tmp_path / "published")),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "DBT_TARGET_PATH": str(folder / "target"),
            "DBT_LOG_PATH": str(folder / "logs"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    lines = result.stdout.splitlines()
    assert 12 <= len(lines) <= 25, result.stdout
    assert lines[0] == "Nothing new: 40 files, unchanged."
    assert any("models" in line and line.startswith("Built ") for line in lines)
    assert any(line.startswith("Published ") for line in lines)
    assert lines[-1].startswith("Done in ")
