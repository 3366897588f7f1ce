"""A year with every kind of change, and a change in its middle, by seed rows alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from new_year import (
    MERGED,
    MIDDLE,
    SUCCESSOR,
    YEAR,
    merge_lokets,
    write_exports,
    write_rows,
)
from project import ROOT, Project, copied_project

MOST_ROWS_OF_A_YEAR, MOST_ROWS_OF_A_CHANGE = 60, 10


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The demo exports and the made-up 2024, loaded and built."""
    own = tmp_path_factory.mktemp("new_year")
    project = copied_project(own / "project", own / "warehouse.duckdb")
    written = write_rows(project, YEAR)
    changed = write_rows(project, MIDDLE)
    assert written < MOST_ROWS_OF_A_YEAR
    assert changed < MOST_ROWS_OF_A_CHANGE
    merge_lokets(project)
    checked = project.run("python", "-m", "scripts", "codebook", "check")
    assert checked.returncode == 0, checked.stdout
    for exports in (ROOT / "data", write_exports(project, own / "exports")):
        loaded = project.load(exports)
        assert loaded.returncode == 0, loaded.stdout + loaded.stderr
    result = project.dbt("build")
    assert result.returncode == 0, result.stdout
    return project


def test_questions_new_renamed_and_dropped(built: Project) -> None:
    assert built.query(
        "select question, n_asked, n_valid, mean, share_good, share_insufficient"
        " from marts.mart_scores_per_year where year = 2024"
        " and question in ('website', 'waiting_time') order by question"
    ) == [
        ("waiting_time", 80, 80, 6.0, 0.0, 0.0),
        ("website", 80, 80, 8.0, 0.75, 0.25),
    ]
    assert built.query(
        "select count(*) from marts.dim_question_version"
        " where year = 2024 and question = 'planned_next'"
    ) == [(0,)]
    # and the years before are as they were
    assert built.query("select count(*) from marts.report_figures where not holds") == [
        (3,)
    ]


def test_each_year_and_question_has_one_row(built: Project) -> None:
    assert (
        built.query(
            "select year, question from marts.mart_scores_per_year"
            " group by all having count(*) > 1"
        )
        == []
    )


def test_an_option_counts_those_whose_questionnaire_offered_it(built: Project) -> None:
    assert built.query(
        "select option, n_base, n_chosen from marts.mart_answers_per_year"
        " where year = 2024 and question = 'first_heard' and option in"
        " ('tiktok', 'podcast', 'facebook', 'other', 'roc') order by option"
    ) == [("other", 80, 20), ("podcast", 40, 30), ("roc", 80, 0), ("tiktok", 80, 30)]


def test_what_no_code_names_is_another_answer_with_its_text(built: Project) -> None:
    assert built.query(
        "select option, answer, count(*) from staging.stg_kto__open_answers"
        " where year = 2024 and question = 'first_heard' group by all"
    ) == [("other", "De krant", 20)]


def test_what_may_be_compared_and_why_not(built: Project) -> None:
    assert built.query(
        "select question, coalesce(option, ''), previous_year, reason"
        " from marts.sig_year_on_year where year = 2024 and (question in"
        " ('website', 'waiting_time', 'reachability', 'opening_hours')"
        " or option in ('tiktok', 'uwv', 'retrain', 'retrain_by_course'))"
        " order by question, option"
    ) == [
        ("client_question", "retrain", 2023, "indicative"),
        ("client_question", "retrain_by_course", None, "not_comparable_new_option"),
        ("first_heard", "tiktok", None, "not_comparable_new_option"),
        ("first_heard", "uwv", 2023, "indicative"),
        ("opening_hours", "", None, "not_comparable_two_versions"),
        ("reachability", "", None, "not_comparable_changed_wording"),
        ("waiting_time", "", None, "not_comparable_new_question"),
        ("website", "", 2023, "indicative"),
    ]


def test_a_net_counts_each_client_once(built: Project) -> None:
    assert built.query(
        "select option, n_base, n_chosen, is_net from marts.mart_answers_per_year"
        " where year = 2024 and question = 'client_question'"
        " and option like 'retrain%' order by option"
    ) == [
        ("retrain", 80, 40, True),
        ("retrain_by_course", 80, 40, False),
        ("retrain_by_degree", 80, 40, False),
    ]


def test_marks_on_other_scales(built: Project) -> None:
    """NPS from 0, and a scale on which 1 is best, turned around."""
    assert built.query(
        "select question, mean, share_good, share_insufficient"
        " from marts.mart_scores_per_year where year = 2024"
        " and question in ('recommend', 'effort') order by question"
    ) == [("effort", 4.0, 0.75, 0.25), ("recommend", 7.5, 0.75, 0.25)]
    ((net_score, low, high),) = built.query(
        "select net_score, low, high from marts.mart_net_scores"
        " where year = 2024 and cut = 'total'"
    )
    assert net_score == pytest.approx(50)
    assert 25 < low < net_score < high < 70


def test_another_scale_is_not_ranked_among_the_marks(built: Project) -> None:
    for table in ("findings", "story"):
        assert (
            built.query(
                f"select * from marts.{table} where year = 2024"
                " and contains(sig_key, 'question=effort')"
                " and contains(sig_key, 'question=website')"
            )
            == []
        )
    assert built.query(
        "select count(*) from marts.mart_importance_performance"
        " where question = 'effort'"
    ) == [(0,)]


def test_a_dimension_by_rows_alone(built: Project) -> None:
    assert built.query(
        "select distinct subgroup from marts.mart_scores_per_subgroup"
        " where dimension = 'aftercare' order by 1"
    ) == [("none",), ("some",)]
    assert built.query(
        "select count(*) from marts.fct_responses where aftercare_need is not null"
    ) > [(1000,)]


def test_a_merged_loket_keeps_its_years_and_adds_up_in_its_successor(
    built: Project,
) -> None:
    def n_asked(table: str, loket: str) -> int:
        ((n,),) = built.query(
            f"select n_asked from marts.{table} where year = 2023"
            f" and question = 'overall' and loket = '{loket}'"
        )
        return int(n)

    parts = [n_asked("mart_scores_per_loket", one) for one in (MERGED, SUCCESSOR)]
    assert min(parts) > 0
    assert n_asked("mart_scores_per_successor", SUCCESSOR) == sum(parts)
    assert built.query(
        "select distinct text from marts.story where year = 2024"
        f" and loket = '{MERGED}' and place like '%absent'"
    ) == [("Twente is na 2023 opgegaan in Achterhoek.",)]


def test_the_resolved_codebook_says_where_each_row_comes_from(built: Project) -> None:
    assert built.query(
        "select from_questionnaire, count(*) > 0 from staging.stg_kto__codebook"
        " where questionnaire = 'kto_2024_july' and seed = 'question_versions'"
        " group by all order by 1"
    ) == [
        ("kto_2022", True),
        ("kto_2023", True),
        ("kto_2024", True),
        ("kto_2024_july", True),
    ]


def test_it_can_be_published(built: Project, tmp_path: Path) -> None:
    result = built.run(
        "python", "-m", "scripts.publish", "--out", str(tmp_path / "published")
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_an_unknown_scale_is_refused(new_project: Callable[[], Project]) -> None:
    project = new_project()
    rows = project.read("codebook/questions.csv")
    rows[2]["kind"] = "scale_1_7"
    project.write("codebook/questions.csv", rows)
    result = project.run("python", "-m", "scripts", "codebook", "check")
    assert result.returncode == 1
    assert "'scale_1_7' is not in seeds/codebook/scales.csv" in result.stdout
