"""Nothing is loaded, built or compared while the codebook has mistakes."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from broken_seeds import SEEDS, BrokenSeeds
from project import ROOT, Project

from scripts import compare, inspect_codebook

BEFORE_DBT = ROOT / "scripts" / "codebook" / "before_dbt"


def test_dbt_builds_nothing_on_a_broken_codebook(
    demo: Project, new_project: Callable[[], Project]
) -> None:
    """The profile has the check: whatever the environment, before the first seed."""
    project = new_project()
    shutil.copy(demo.warehouse, project.warehouse)
    seeds = BrokenSeeds(project.folder / "seeds")
    seeds.change("codebook/export_columns", "Website,score", "Website,scoer")
    seeds.change("policy/report_policy", "alpha,,0.05", "alpha,,abc")
    seeds.write("codebook/months", seeds.text("codebook/months").replace(",", ";"))
    result = project.dbt("build")
    assert result.returncode != 0
    for sentence in seeds.sentences():
        assert sentence in result.stdout
    assert "The codebook has 3 mistakes:" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr
    assert "START" not in result.stdout


def test_dbt_does_not_stumble_over_what_it_reads_first(
    demo: Project,
    new_project: Callable[[], Project],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """dbt decodes seeds before it connects; the environment's plugin comes first."""
    monkeypatch.setenv("PYTHONPATH", str(BEFORE_DBT))
    project = new_project()
    shutil.copy(demo.warehouse, project.warehouse)
    seeds = BrokenSeeds(project.folder / "seeds")
    seeds.write("codebook/lokets", seeds.text("codebook/lokets").encode("cp1252"))
    result = project.dbt("build")
    assert result.returncode != 0
    assert seeds.sentences()[0] in result.stdout
    assert "in Windows-1252" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


def test_the_environment_has_the_plugin() -> None:
    """`make` writes the folder into the environment's path."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"$(CURDIR)/{BEFORE_DBT.relative_to(ROOT).as_posix()}" in makefile
    assert "load: .venv/checks-codebook" in makefile


def test_loading_tells_the_same(new_project: Callable[[], Project]) -> None:
    project = new_project()
    seeds = BrokenSeeds(project.folder / "seeds")
    seeds.change("codebook/export_columns", "Website,score", "Website,scoer")
    result = project.load(ROOT / "data")
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "The codebook has 1 mistake:",
        *seeds.sentences(),
    ]
    assert not project.warehouse.exists()


def test_comparing_tells_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds = BrokenSeeds.copy(tmp_path)
    policy = seeds.folder / "policy" / "report_policy.csv"
    monkeypatch.setattr(compare, "POLICY_SEED", policy)
    for wrong in ("alpha,,abc", "alpha,,5"):
        shutil.copy(SEEDS / "policy" / "report_policy.csv", policy)
        seeds.change("policy/report_policy", "alpha,,0.05", wrong)
        assert compare.main(["years"]) == 1
        assert capsys.readouterr().err.splitlines()[1:] == seeds.sentences()


def test_the_command_reports(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds = BrokenSeeds.copy(tmp_path)
    arguments = ["check", "--seeds", str(seeds.folder)]
    assert inspect_codebook.main(arguments) == 0
    assert capsys.readouterr().out == "The codebook has no mistakes.\n"
    seeds.change("codebook/export_columns", "Website,score", "Website,scoer")
    assert inspect_codebook.main(arguments) == 1
    assert capsys.readouterr().out.splitlines()[1:] == seeds.sentences()
    diff = ["diff", "2022", "2023", "--seeds", str(seeds.folder)]
    assert inspect_codebook.main(diff) == 1
    assert capsys.readouterr().err.splitlines()[1:] == seeds.sentences()
