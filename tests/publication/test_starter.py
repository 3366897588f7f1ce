"""The Evidence starter, as a stranger would use it: copied, installed, built.

Minutes, and npm's registry, so with `make test-dashboard`.
"""

import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest
import yaml
from project import ROOT, Project

from scripts.publish import publish

STARTER = ROOT / "dashboard" / "starter"


def test_the_starter_has_what_the_dashboard_needs_to_read_the_tables() -> None:
    own, ours = (
        yaml.safe_load((folder / "package.json").read_text("utf-8"))
        for folder in (STARTER, STARTER.parent)
    )
    assert own["overrides"] == ours["overrides"]
    assert own["engines"] == ours["engines"]
    assert own["dependencies"].items() <= ours["dependencies"].items()
    patches = (STARTER / "patches" / "parquet.mjs").read_text("utf-8")
    assert "app.html" not in patches and "preprocess" not in patches
    assert "starter/patches/parquet.mjs" in (
        STARTER.parent / "patches" / "apply.mjs"
    ).read_text("utf-8")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("npm") is None, reason="needs Node 20 with npm")
def test_a_stranger_builds_a_page_with_the_published_figures(
    demo: Project, tmp_path: Path
) -> None:
    publish(demo.warehouse, tmp_path / "published")
    folder = tmp_path / "my-project"
    shutil.copytree(
        STARTER, folder, ignore=shutil.ignore_patterns("node_modules", "build")
    )
    shutil.copytree(tmp_path / "published" / "evidence", folder / "sources")
    for command in (["install"], ["run", "sources"], ["run", "build"]):
        result = subprocess.run(
            ["npm", *command],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )
        assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    # Evidence's table takes its rows in the browser, from the answers beside the page
    answers = (folder / "build" / "api" / "prerendered_queries").glob("*.arrow")
    told = b"".join(file.read_bytes() for file in answers)
    with duckdb.connect(tmp_path / "published" / "kto.duckdb", read_only=True) as file:
        rows = file.sql(
            "select question_label from marts.mart_scores_per_year where year = 2023"
        ).fetchall()
    assert rows
    for (label,) in rows:
        assert label.encode() in told
