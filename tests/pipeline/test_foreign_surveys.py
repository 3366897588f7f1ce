"""Surveys of others: from a delivered file to the dashboard, by seeds alone."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from foreign_surveys import BRANCHES, CARE, LIBRARY, write_care, write_library
from project import ROOT, Project
from test_surveys import check_published, check_reports

from scripts import build_dashboard
from scripts.publication.site import read_survey


def codebook(project: Project, *arguments: object) -> str:
    done = project.run("python", "-m", "scripts", "codebook", *map(str, arguments))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def through(project: Project, exports: Path, published: Path) -> None:
    """Load, build, publish, and write the reports."""
    loaded = project.load(exports)
    assert loaded.returncode == 0, loaded.stdout + loaded.stderr
    built = project.dbt("build")
    assert built.returncode == 0, built.stdout
    said = project.run("python", "-m", "scripts", "publish", "--out", str(published))
    assert said.returncode == 0, said.stderr
    check_published(published)
    check_reports(published)


def decide(project: Project, seed: str, key: dict[str, str], **cells: str) -> None:
    """Change cells of the rows with these values, as a person does in a spreadsheet."""
    rows = project.read(seed)
    chosen = [row for row in rows if key.items() <= row.items()]
    assert chosen, (seed, key)
    for row in chosen:
        row |= cells
    project.write(seed, rows)


def library(project: Project, exports: Path) -> None:
    """The steps of a survey of its own, with what a person decides in the draft."""
    codebook(project, "begin", "--name", "Bezoekersonderzoek Bibliotheek")
    first, second = sorted(exports.glob("*.csv"))
    options = ("--previous", "none", "--questionnaire", "bieb_2023")
    said = codebook(project, "suggest", first, *options)
    assert "## Not placed: 3" in said  # moments, which there are none of
    draft = project.folder / "drafts" / "bieb_2023"
    one_language(project, draft)
    main = "tevredenheid_over_bibliotheek"
    decide(project, POLICY, {"setting": "main_question"}, value=main)
    codebook(project, "adopt", draft)
    codebook(project, "suggest", second)
    codebook(project, "adopt", project.folder / "drafts" / "bieb_2024")


POLICY = "policy/report_policy.csv"
# the same answer in the other language: the option that stays, and the one that goes
SAME = {
    "every_week": "elke_week",
    "every_month": "elke_maand",
    "seldom": "zelden",
    "borrowing_books": "boeken_lenen",
    "studying": "studeren",
    "a_course": "een_cursus",
    "under_25": "jonger_dan_25",
    "x_25_to_65": "x_25_tot_65",
    "x_65_or_older": "x_65_of_ouder",
}


def one_language(project: Project, draft: Path) -> None:
    """Answers in two languages are one answer: codes of one option."""
    table = Project(draft, project.warehouse)
    seeds = draft / "seeds"
    seeds.mkdir()
    for name in ("answer_codes", "options", "option_versions", "subgroups"):
        shutil.move(draft / f"{name}.csv", seeds)
        rows = table.read(f"{name}.csv")
        column = "subgroup" if name == "subgroups" else "option"
        if name == "answer_codes":
            for row in rows:
                row["option"] = SAME.get(row["option"], row["option"])
        else:
            rows = [row for row in rows if row[column] not in SAME]
        table.write(f"{name}.csv", rows)
        shutil.move(seeds / f"{name}.csv", draft)
    shutil.move(draft / "subgroup_options.csv", seeds)
    rows = table.read("subgroup_options.csv")
    table.write(
        "subgroup_options.csv", [row for row in rows if row["option"] not in SAME]
    )
    shutil.move(seeds / "subgroup_options.csv", draft)
    seeds.rmdir()


@pytest.mark.slow
def test_a_survey_in_two_languages_without_lokets(
    new_project: Callable[[], Project], tmp_path: Path
) -> None:
    project, published = new_project(), tmp_path / "published"
    exports = write_library(tmp_path / "exports")
    library(project, exports)
    through(project, exports, published)
    # the marks, which came as words, are those of the files
    with duckdb.connect(project.warehouse, read_only=True) as connection:
        asked = dict(
            connection.sql(
                "select year, n_asked from marts.mart_scores_per_year"
                " where question = 'tevredenheid_over_bibliotheek'"
            ).fetchall()
        )
    assert asked == LIBRARY
    assert project.query(
        "select count(*) from marts.mart_answers_per_year where n_chosen = 0"
    ) == [(0,)]
    # nothing is said of lokets, invitations or the KTO
    texts = project.query("select text from marts.story")
    findings = project.query("select finding from marts.findings")
    said = "\n".join(text for (text,) in [*texts, *findings]).lower()
    for word in ("leerwerkloket", "hoogst scorende", "geen loket", "uitgenodigde"):
        assert word not in said, word
    assert "van 1 tot en met 5" in said
    survey = read_survey(published / "kto.duckdb")
    assert survey["name"] == "Bezoekersonderzoek Bibliotheek"
    assert not {"loketten", "open-antwoorden"} & set(survey["pages"])


@pytest.mark.slow
def test_three_cycles_of_spss_by_what_is_suggested(
    new_project: Callable[[], Project], tmp_path: Path
) -> None:
    project, published = new_project(), tmp_path / "published"
    exports = write_care(tmp_path / "exports")
    codebook(project, "begin", "--name", "Meting Zorgpunt")
    first, *later = sorted(exports.glob("*.sav"))
    options = ("--previous", "none", "--questionnaire", "zorg_2022")
    said = codebook(project, "suggest", first, *options)
    assert "put there the mark that stands for the whole: goed_geholpen" in said
    setting = {"setting": "main_question"}
    decide(project, POLICY, setting, value="goed_geholpen")
    codebook(project, "adopt", project.folder / "drafts" / "zorg_2022")
    written = 0
    for path in later:
        codebook(project, "suggest", path)
        draft = project.folder / "drafts" / f"zorg_{path.name[10:14]}"
        written += sum(
            len(seed.read_text(encoding="utf-8").splitlines()) - 1
            for seed in draft.glob("*.csv")
        )
        codebook(project, "adopt", draft)
    # a cycle is told by its differences: one question, one answer for another
    assert written == 10
    through(project, exports, published)
    assert project.query(
        "select year, n_responses from marts.mart_fieldwork_per_year order by year"
    ) == list(CARE.items())
    assert project.query("select loket from marts.dim_loket order by loket") == sorted(
        (name,) for name in BRANCHES.values()
    )
    # one net score per year, with its interval; never ranked among marks from 1 to 5
    net = project.query(
        "select year, figure, text from marts.story where place like 'question/%/net'"
    )
    assert [year for year, _, _ in net] == list(CARE)
    assert all("promotors min" in text and "interval" in text for _, _, text in net)
    assert project.query(
        "select count(*) from marts.mart_importance_performance"
        " where question like '%waarschijnlijk%'"
    ) == [(0,)]
    assert set(read_survey(published / "kto.duckdb")["pages"]) >= {"loketten", "trends"}


@pytest.mark.slow
def test_the_dashboard_of_a_survey_of_others(
    new_project: Callable[[], Project], tmp_path: Path
) -> None:
    """Every page that the survey has, and none that it has nothing of."""
    project, published = new_project(), tmp_path / "published"
    exports = write_library(tmp_path / "exports")
    library(project, exports)
    through(project, exports, published)
    site = tmp_path / "dashboard"
    left = shutil.ignore_patterns("node_modules", ".evidence", "build", "sources")
    shutil.copytree(ROOT / "dashboard", site, ignore=left)
    assert build_dashboard.main(
        ["--published", str(published), "--dashboard", str(site)]
    ) == (0)
    pages = {path.parent.name for path in (site / "build").glob("*/index.html")}
    survey = json.loads(
        (site / "components" / "lib" / "survey.json").read_text("utf-8")
    )
    assert pages == {*survey["pages"], "verantwoording"}
    front = (site / "build" / "index.html").read_text(encoding="utf-8")
    assert "Bezoekersonderzoek" in front
    assert "Leerwerkloket" not in front
    assert "/loketten/" not in front
