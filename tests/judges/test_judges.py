"""Two outside judges of dbt projects find nothing: `make judges`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from project import ROOT, Project


def judge(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).parent / command[0]), *command[1:]],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_dbt_score_gives_at_least_nine_and_a_half(demo: Project) -> None:
    pytest.importorskip("dbt_score")
    manifest = str(demo.warehouse.parent / "target" / "manifest.json")
    result = judge("dbt-score", "lint", "--manifest", manifest)
    assert result.returncode == 0, result.stdout
    assert "Project score" in result.stdout


def test_dbt_bouncer_finds_nothing(demo: Project, tmp_path: Path) -> None:
    pytest.importorskip("dbt_bouncer")
    own = (ROOT / "dbt-bouncer.yml").read_text("utf-8")
    target = demo.warehouse.parent / "target"
    config = tmp_path / "dbt-bouncer.yml"
    config.write_text(own.replace("_dir: target", f"_dir: {target}"), "utf-8")
    result = judge(
        *("dbt-bouncer", "run", "--only", "manifest_checks"),
        *("--config-file", str(config)),
    )
    assert result.returncode == 0, result.stdout + result.stderr
