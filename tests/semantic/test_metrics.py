"""MetricFlow's answers to the semantic models equal the marts (`make metrics`)."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from project import Project, copied_project


@pytest.fixture
def asked(demo: Project, tmp_path: Path) -> Project:
    """The demo as MetricFlow wants it: a project with what dbt made of it."""
    project = copied_project(tmp_path / "project", demo.warehouse)
    (project.folder / "target").symlink_to(demo.warehouse.parent / "target")
    return project


def answers(
    project: Project, metrics: str, by: str, where: str = ""
) -> dict[tuple[str, ...], tuple[float, ...]]:
    """Ask for metrics per group."""
    out = project.folder / "answers.csv"
    program = Path(sys.executable).parent / "mf"
    command = [str(program), "query", "--metrics", metrics, "--group-by", by]
    command += ["--csv", str(out), *(["--where", where] if where else [])]
    said = subprocess.run(
        command,
        cwd=project.folder,
        env={
            **os.environ,
            "KTO_WAREHOUSE": str(project.warehouse),
            "DBT_PROFILES_DIR": str(project.folder),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr
    groups, numbers = by.split(","), metrics.split(",")
    with out.open(encoding="utf-8", newline="") as file:
        return {
            tuple(row[name] for name in groups): tuple(
                float(row[name]) for name in numbers
            )
            for row in csv.DictReader(file)
            if all(row[name] for name in numbers)
        }


def of_mart(project: Project, query: str, n_groups: int) -> dict:
    rows = project.query(query)
    assert rows
    return {
        tuple(map(str, row[:n_groups])): pytest.approx(
            tuple(map(float, row[n_groups:]))
        )
        for row in rows
    }


def test_mean_marks_and_their_bases(asked: Project) -> None:
    found = answers(
        asked,
        "mean_mark,n_marks",
        "wave__survey_year,score_count__question,score_count__member",
        "{{ Dimension('score_count__cut') }} = 'loket'",
    )
    assert found == of_mart(
        asked,
        "select year, question, loket, mean, n_valid from marts.mart_scores_per_loket"
        " where n_valid > 0",
        3,
    )


@pytest.mark.slow
def test_shares_and_their_bases(asked: Project) -> None:
    by = ("survey_year", "question", "option", "member")
    found = answers(
        asked,
        "share_chosen,n_base",
        ",".join(f"answer_figure__{name}" for name in by),
        "{{ Dimension('answer_figure__cut') }} = 'age'",
    )
    assert found == of_mart(
        asked,
        "select year, question, option, subgroup, share, n_base"
        " from marts.mart_answers_per_subgroup where dimension = 'age' and n_base > 0",
        4,
    )


@pytest.mark.slow
def test_response_rates(asked: Project) -> None:
    found = answers(
        asked,
        "response_rate,n_responses",
        "wave__survey_year,fieldwork_count__loket",
    )
    assert found == of_mart(
        asked,
        "select year, loket, response_rate, n_responses"
        " from marts.mart_fieldwork_per_loket where response_rate is not null",
        2,
    )
