"""Open answers that went leave every figure as it was; a year that went is gone."""

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from project import ROOT, Project

from scripts import retain
from scripts.deliveries.codebook import read_codebook
from scripts.publish import publish


def apply(
    project: Project, monkeypatch: pytest.MonkeyPatch, open_answers: int, answers: int
) -> None:
    """Run the command under another policy, in a build of the repository's seeds."""
    codebook = read_codebook(ROOT / "seeds")
    policy = replace(
        codebook.policy, retention_open_answers=open_answers, retention_answers=answers
    )
    monkeypatch.setattr(
        retain, "read_codebook", lambda _: replace(codebook, policy=policy)
    )
    seeds = str(ROOT / "seeds")
    command = ["--warehouse", str(project.warehouse), "--seeds", seeds, "--apply"]
    assert retain.main(command) == 0


@pytest.mark.slow
def test_figures_stay_without_the_texts_and_go_with_the_answers(
    demo: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project(ROOT, tmp_path / "private" / "w.duckdb")
    project.warehouse.parent.mkdir()
    for suffix in ("", ".key"):
        shutil.copy(f"{demo.warehouse}{suffix}", f"{project.warehouse}{suffix}")
    texts = demo.query("select distinct answer from staging.stg_kto__open_answer_cells")
    long = [text.encode() for (text,) in texts if len(text) > 15]
    assert len(long) > 300

    apply(project, monkeypatch, open_answers=1, answers=0)
    left = project.warehouse.read_bytes()
    assert not [text for text in long if text in left]
    built = project.dbt("build")
    assert built.returncode == 0, built.stdout
    with duckdb.connect() as connection:
        connection.execute(f"attach '{demo.warehouse}' as a (read_only)")
        connection.execute(f"attach '{project.warehouse}' as b (read_only)")
        marts = connection.sql(
            "select table_name from duckdb_tables()"
            " where database_name = 'a' and schema_name = 'marts'"
        ).fetchall()
        assert len(marts) > 40
        for (mart,) in marts:
            for one, two in (("a", "b"), ("b", "a")):
                differ = connection.sql(
                    f"select count(*) from (from {one}.marts.{mart}"
                    f" except all from {two}.marts.{mart})"
                ).fetchall()
                assert differ == [(0,)], mart
    assert project.query("select count(*) from staging.stg_kto__open_answers") == [(0,)]
    out = tmp_path / "published"
    before = publish(project.warehouse, out).name

    ((months,),) = project.query(
        "select date_diff('month', date '2022-12-01', current_date) - 1"
    )
    apply(project, monkeypatch, open_answers=1, answers=months)
    built = project.dbt("build")
    assert built.returncode == 0, built.stdout
    publish(project.warehouse, out)
    years = "select distinct year from marts.mart_scores_per_year order by year"
    for place, found in (
        (out / "kto.duckdb", [(2023,)]),
        (out / "editions" / before / "kto.duckdb", [(2022,), (2023,)]),
    ):
        with duckdb.connect(place, read_only=True) as connection:
            assert connection.sql(years).fetchall() == found
