"""Surveys that nobody held, from exports to the dashboard's data."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pikepdf
import pytest
from new_year import YEAR, write_rows
from pptx import Presentation
from project import ROOT, Project
from python_calamine import CalamineWorkbook
from report.measured import mistakes
from surveys import Survey, write_survey

from scripts.publication.files import EVIDENCE_TYPES
from scripts.report.edition import Edition
from scripts.report.loket import lokets
from scripts.report.pdf import write_pdf
from scripts.report.powerpoint import write_powerpoint
from scripts.report.writing import deck_of
from scripts.story.findings import KINDS

YEARS = "mart_fieldwork_per_year"
# one year; one loket; no invitations, open answers or tests; nobody to compare with
SMALLEST = Survey(
    {"2023-03": 30}, lokets=1, invitations=False, open_answers=False, takes_tests=0
)
# one year, and a wave far above the others
FLAGGED = Survey(
    {f"2023-0{month}": 60 for month in range(1, 7)}, mark_of={"2023-04": 9.7}
)
FIVE = Survey({"2022-05": 2, "2023-03": 3}, lokets=2)
UNANSWERED = Survey(
    {"2022-05": 40, "2023-03": 40},
    left_out=frozenset({"overall", "took_test", "tests", "gender", "age", "outcome"}),
)
LARGE = Survey({f"2023-{month:02}": 2000 for month in range(1, 11)}, lokets=34)
THREE_YEARS = Survey({"2022-05": 150, "2023-03": 150, "2024-02": 150})
# marks that move, differ by group and loket, a wave that stands out
EVERY_FINDING = Survey(
    {
        "2022-05": 600,
        **{f"2023-0{month}": 200 for month in range(1, 8)},
    },
    mark_of={
        "2022-05": 6.8,
        "2023-04": 9.6,
        0: 8.8,
        3: 5.5,
        ("took_test", "yes"): 8.6,
        ("gender", "woman"): 8.1,
    },
)


def through(project: Project, survey: Survey, folder: Path) -> Path:
    """Load, build and publish a survey; returns the published folder."""
    loaded = project.load(write_survey(survey, project, folder / "exports"))
    assert loaded.returncode == 0, loaded.stdout + loaded.stderr
    built = project.dbt("build")
    assert built.returncode == 0, built.stdout
    out = folder / "published"
    said = project.run("python", "-m", "scripts", "publish", "--out", str(out))
    assert said.returncode == 0, said.stderr
    check_published(out)
    check_reports(out)
    return out


def check_reports(out: Path) -> None:
    """The country and lokets of each year have a report that fits and is written."""
    years = [int(row["year"]) for row in Edition.open(out).all_years(YEARS)]
    for year in years:
        edition = Edition.open(out, year)
        made = edition.dataset["published_at"]
        own = [row["loket"] for row in lokets(edition)]
        for loket in ("", *own[:3]):
            deck = deck_of(edition, loket)
            assert mistakes(deck) == []
            assert all(slide.titles[0].strip() for slide in deck.slides)
            write_powerpoint(deck, out / "kto.pptx", made)
            assert len(Presentation(str(out / "kto.pptx")).slides) == len(deck.slides)
            write_pdf(deck, out / "kto.pdf", made)
            with pikepdf.open(out / "kto.pdf") as pdf:
                assert len(pdf.pages) == len(list(deck.finished()))


def check_published(out: Path) -> None:
    """Each source query of the dashboard runs and has types, also without a row."""
    source = out / "evidence" / "kto"
    sheets = CalamineWorkbook.from_path(out / "kto.xlsx").sheet_names
    queries = sorted(source.glob("*.sql"))
    # a sheet per table, a cover, the lokets and charts; a query per table, the dataset,
    # policy and places
    assert len(sheets) - 3 == len(queries) - 3 > 20
    with duckdb.connect(source / "kto.duckdb", read_only=True) as connection:
        for query in queries:
            rows = connection.sql(query.read_text(encoding="utf-8"))
            assert set(map(str, rows.types)) <= EVIDENCE_TYPES, query.name
            assert "suppressed" not in rows.columns or (
                str(rows.types[rows.columns.index("suppressed")]) == "VARCHAR"
            )
            rows.fetchall()
        assert connection.sql("select count(*) from marts.dataset").fetchall() == [(1,)]


COLUMNS = (
    "select table_name, column_name, data_type from information_schema.columns"
    " where table_schema = 'marts' order by all"
)


@pytest.fixture
def own(tmp_path: Path) -> Project:
    return Project(ROOT, tmp_path / "warehouse.duckdb")


def test_the_smallest_survey(demo: Project, own: Project, tmp_path: Path) -> None:
    out = through(own, SMALLEST, tmp_path)
    with duckdb.connect(out / "kto.duckdb", read_only=True) as connection:
        for table in ("sig_year_on_year", "mart_open_answer_themes", "mart_top_lokets"):
            rows = connection.sql(f"from marts.{table}").fetchall()
            assert rows == [], table
    # tables have the types that they have with rows in them
    assert own.query(COLUMNS) == demo.query(COLUMNS)


@pytest.mark.slow
def test_one_loket_without_its_name_moments_or_invitations(
    new_project: Callable[[], Project], tmp_path: Path
) -> None:
    """The columns that a delivery needs are those of its codebook."""
    project = new_project()
    lokets = project.read("codebook/lokets.csv")[:1]
    project.write("codebook/lokets.csv", lokets)
    aliases = project.read("codebook/loket_aliases.csv")
    only = [row for row in aliases if row["loket"] == lokets[0]["loket"]]
    project.write("codebook/loket_aliases.csv", only)
    # the report is of other lokets
    figures = project.read("report/published_figures.csv")
    own = [row for row in figures if row["dimension"] != "loket"]
    project.write("report/published_figures.csv", own)
    columns = project.read("codebook/export_columns.csv")
    left = ("loket", "invited_at", "started_at", "completed_at")
    needed = [
        row
        for row in columns
        if row["file_kind"] == "responses" and row["content"] not in left
    ]
    project.write("codebook/export_columns.csv", needed)
    survey = Survey({"2022-05": 60, "2023-03": 60}, lokets=1, invitations=False)
    through(project, survey, tmp_path)
    assert project.query(
        "select year, n_responses, mean_duration_seconds"
        " from marts.mart_fieldwork_per_loket order by year"
    ) == [(2022, 60, None), (2023, 60, None)]


def test_a_wave_outside_its_limits_is_told(own: Project, tmp_path: Path) -> None:
    out = through(own, FLAGGED, tmp_path)
    with duckdb.connect(out / "kto.duckdb", read_only=True) as connection:
        told = connection.sql(
            "select distinct finding from marts.findings where kind = 'wave_flag'"
        ).fetchall()
        assert any("april 2023" in sentence for (sentence,) in told), told
        assert connection.sql(
            "select distinct wave_label from marts.mart_wave_trends"
            " where flag = 'above'"
        ).fetchall() == [("april 2023",)]


@pytest.mark.slow
def test_questions_that_nobody_answers(own: Project, tmp_path: Path) -> None:
    through(own, UNANSWERED, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("survey", [FIVE, LARGE])
def test_another_survey(survey: Survey, own: Project, tmp_path: Path) -> None:
    through(own, survey, tmp_path)


@pytest.mark.slow
def test_three_years(new_project: Callable[[], Project], tmp_path: Path) -> None:
    project = new_project()
    write_rows(project, YEAR)
    through(project, THREE_YEARS, tmp_path)
    assert project.query(
        "select count(distinct year) from marts.mart_scores_per_year"
    ) == [(3,)]


@pytest.mark.slow
def test_every_kind_of_finding_at_least_once(own: Project, tmp_path: Path) -> None:
    through(own, EVERY_FINDING, tmp_path)
    kinds = {kind for (kind,) in own.query("select distinct kind from marts.findings")}
    assert set(KINDS) - kinds <= {"no_top_lokets", "no_year_change"}, kinds
