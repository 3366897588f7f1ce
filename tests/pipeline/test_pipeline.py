"""From exports to marts, as a user runs it."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pytest
from project import ROOT, Project
from scipy import stats


def tables(project: Project, schema: str = "marts") -> list[str]:
    return [
        name
        for (name,) in project.query(
            "select table_name from information_schema.tables"
            f" where table_schema = '{schema}' order by table_name"
        )
    ]


# --- the demo exports ----------------------------------------------------------------


def test_every_published_figure_is_found_back(demo: Project) -> None:
    counts = demo.query(
        "select status, count(*), count(*) filter (holds)"
        " from marts.report_figures group by status order by status"
    )
    # the three that cannot be right are listed, and not made to hold
    assert counts == [("contradicted", 3, 0), ("inferred", 2, 2), ("stated", 457, 457)]


def test_the_build_passes_without_a_warning(demo: Project) -> None:
    printed = (demo.warehouse.parent / "build.txt").read_text(encoding="utf-8")
    assert "WARN=0 ERROR=0 SKIP=0" in printed
    for word in ("[WARNING]", "deprecat", "Deprecat"):
        assert word not in printed


def test_recodes_pass_their_unit_tests(demo: Project) -> None:
    result = demo.dbt("test", "--select", "test_type:unit")
    assert result.returncode == 0, result.stdout
    assert "ERROR=0 SKIP=0" in result.stdout
    assert result.stdout.count(" PASS ") >= 8


def test_delivered_rows_are_accounted_for_per_file(demo: Project) -> None:
    log = demo.query(
        "select file_name, rows_delivered, rows_loaded, rows_superseded,"
        " rows_quarantined from raw.load_log order by file_name"
    )
    exports = [file.name for file in (ROOT / "data").iterdir() if file.suffix != ".md"]
    assert [row[0] for row in log] == sorted(exports)
    assert all(delivered == sum(parts) for _, delivered, *parts in log)
    assert sum(row[3] for row in log) > 0, "the demo has superseded rows"
    assert sum(row[4] for row in log) > 0, "the demo has rows that can't be read"


def test_the_marts_have_what_users_hold_on_to(demo: Project) -> None:
    assert set(tables(demo)) >= {
        *("dim_loket", "dim_question", "dim_answer_option", "dim_subgroup", "dim_wave"),
        *("fct_responses", "fct_scores", "fct_choices"),
        *("mart_scores_per_year", "mart_scores_per_loket", "mart_scores_per_subgroup"),
        *("mart_answers_per_year", "mart_answers_per_loket"),
        *("mart_answers_per_subgroup", "mart_fieldwork", "mart_top_lokets"),
        *("mart_open_answer_themes", "report_figures"),
    }
    # who did not answer stays visible: 34 lokets, every question, both years
    assert demo.query(
        "select year, count(distinct loket), count(*) = 34 * count(distinct question)"
        " from marts.mart_scores_per_loket group by year order by year"
    ) == [(2022, 34, True), (2023, 34, True)]


def test_moments_of_the_marks_are_those_of_the_respondents(demo: Project) -> None:
    rows = demo.query(
        "select scores.mean, scores.variance, scores.skewness,"
        " list(score order by score) from marts.mart_scores_per_year as scores"
        " join marts.fct_responses using (year)"
        " join marts.fct_scores using (respondent, question)"
        " where score is not null group by all"
    )
    assert len(rows) > 10
    for mean, variance, skewness, marks in rows:
        assert mean == pytest.approx(np.mean(marks))
        assert variance == pytest.approx(np.var(marks, ddof=1))
        assert skewness == pytest.approx(stats.skew(marks))


# --- loading again -------------------------------------------------------------------


def test_loading_twice_or_in_another_order_leaves_every_mart_equal(
    demo: Project, tmp_path: Path
) -> None:
    other = Project(ROOT, tmp_path / "warehouse.duckdb")
    # ids of the same key, so that they can be compared
    shutil.copy(f"{demo.warehouse}.key", f"{other.warehouse}.key")
    one_by_one = tmp_path / "exports"
    for file in sorted((ROOT / "data").glob("*_2023-*"), reverse=True)[:6]:
        one_by_one.mkdir(exist_ok=True)
        shutil.copy(file, one_by_one)
    assert other.load(one_by_one).returncode == 0, "the last files first"
    assert other.load(ROOT / "data").returncode == 0, "then all of them"
    assert other.load(ROOT / "data").returncode == 0, "and all of them again"
    built = other.dbt("build", "--exclude-resource-type", "test")
    assert built.returncode == 0, built.stdout
    with duckdb.connect() as connection:
        connection.execute(f"attach '{demo.warehouse}' as a (read_only)")
        connection.execute(f"attach '{other.warehouse}' as b (read_only)")
        for table in tables(demo):
            for one, two in (("a", "b"), ("b", "a")):
                difference = connection.sql(
                    f"select count(*) from (from {one}.marts.{table}"
                    f" except all from {two}.marts.{table})"
                ).fetchall()
                assert difference == [(0,)], table


# --- mistakes ------------------------------------------------------------------------


def test_dbt_says_what_to_run_when_nothing_is_loaded(tmp_path: Path) -> None:
    result = Project(ROOT, tmp_path / "warehouse.duckdb").dbt("build")
    assert result.returncode != 0
    assert "run `make load`" in result.stdout


@pytest.fixture
def one_wave(tmp_path: Path) -> Path:
    """A folder with one wave of the demo exports."""
    folder = tmp_path / "exports"
    folder.mkdir()
    for name in ("responses_2023-05.csv", "invitations_2023-05.csv"):
        shutil.copy(ROOT / "data" / name, folder)
    return folder


def edit(file: Path, change: Callable[[list[list[str]]], None]) -> None:
    """Change the cells of a CSV export."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.reader(text))
    change(rows)
    with file.open("w", encoding="utf-8-sig", newline="") as text:
        csv.writer(text).writerows(rows)


def test_what_the_codebook_does_not_know_fails_the_build_with_its_place(
    one_wave: Path, tmp_path: Path
) -> None:
    def spoil(rows: list[list[str]]) -> None:
        rows[3][rows[0].index("loket")] = "Atlantis"
        rows[6][rows[0].index("v13")] = "77"
        rows[9][rows[0].index("v13")] = "77"
        for row in rows:
            row.append("1")
        rows[0][-1] = "extra"

    edit(one_wave / "responses_2023-05.csv", spoil)
    project = Project(ROOT, tmp_path / "warehouse.duckdb")
    loaded = project.load(one_wave)
    assert loaded.returncode == 0, "the rows are kept until the codebook knows them"
    result = project.dbt("build")
    assert result.returncode != 0
    for sentence in (
        "responses_2023-05.csv, line 1, column extra: the codebook does not know this"
        " column (177 rows); add it to seeds/codebook/export_columns.csv",
        "line 4, column loket: the codebook does not know a loket of 8 characters"
        " (1 row);"
        " add it to seeds/codebook/loket_aliases.csv",
        "column v13: the codebook does not know the value '77' (2 rows);"
        " add it to seeds/codebook/answer_codes.csv",
    ):
        assert sentence in result.stdout
    assert not [name for name in tables(project) if name.startswith(("mart_", "fct_"))]


@pytest.fixture(scope="module")
def odd_wave(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, str]:
    """One wave with answers of people not asked and no invitations of one loket.

    Returns the built project and what dbt said.
    """
    own = tmp_path_factory.mktemp("odd_wave")
    for name in ("responses_2023-05.csv", "invitations_2023-05.csv"):
        (own / "exports").mkdir(exist_ok=True)
        shutil.copy(ROOT / "data" / name, own / "exports")

    def answer_all_the_same(rows: list[list[str]]) -> None:
        took_test, tests = rows[0].index("v04"), rows[0].index("v05")
        not_asked = [row for row in rows[1:] if row[took_test] == "2"]
        for row in not_asked[:3]:
            row[tests] = "1"

    def leave_out_twente(rows: list[list[str]]) -> None:
        rows[:] = [row for row in rows if "Twente" not in row]

    edit(own / "exports" / "responses_2023-05.csv", answer_all_the_same)
    edit(own / "exports" / "invitations_2023-05.csv", leave_out_twente)
    project = Project(ROOT, own / "warehouse.duckdb")
    assert project.load(own / "exports").returncode == 0
    built = project.dbt("build")
    assert built.returncode == 0, built.stdout
    assert "WARN=2 ERROR=0" in built.stdout
    return project, built.stdout


def test_answers_outside_the_routing_do_not_count_and_are_told(
    odd_wave: tuple[Project, str],
) -> None:
    project, said = odd_wave
    assert "2023, tests: 3 of those who were not asked" in said
    assert project.query(
        "select count(*) from staging.stg_kto__answers_outside_routing"
    ) == [(3,)]


def test_responses_without_invitations_have_no_response_rate(
    odd_wave: tuple[Project, str],
) -> None:
    project, said = odd_wave
    assert "2023-05, Twente: " in said
    assert "deliver them in a file invitations_2023-05." in said
    assert project.query(
        "select count(*), count(response_rate) from marts.mart_fieldwork_per_year"
    ) == [(1, 0)]
    assert project.query(
        "select count(*) from marts.mart_fieldwork_per_loket"
        " where response_rate is null or response_rate > 1"
    ) == [(1,)]


def test_figures_that_deviate_are_a_report_where_the_exports_are_not_the_demo(
    odd_wave: tuple[Project, str],
) -> None:
    project, _ = odd_wave
    assert project.query(
        "select count(*) from marts.report_figures where not holds"
    ) > [(100,)]


def test_a_demo_figure_that_deviates_fails_the_build(
    demo: Project, tmp_path: Path
) -> None:
    """One changed mark, and the fingerprints say that these are the demo exports."""
    project = Project(ROOT, tmp_path / "warehouse.duckdb")
    shutil.copy(demo.warehouse, project.warehouse)
    with duckdb.connect(project.warehouse) as connection:
        connection.execute(
            "update marts.score_figures set mean = 7.94"
            " where year = 2023 and question = 'website' and cut = 'total'"
        )
    result = project.dbt("build", "--select", "report_figures", "report_figures_hold")
    assert result.returncode != 0
    assert "F019 (website): the report has 7.5, the marts 7.9." in result.stdout


def test_a_scheduler_hears_of_a_delivery_that_stays_out(demo: Project) -> None:
    """The bare command, as docs/adding-a-wave.md has it."""
    result = demo.dbt("source", "freshness")
    assert result.returncode == 0, result.stdout
    assert "PASS freshness of raw.load_log" in result.stdout
