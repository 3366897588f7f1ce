"""The command: which files it writes, where, and what it says."""

import shutil
import zipfile
from pathlib import Path

import duckdb
import pytest
from measured import mistakes
from pptx import Presentation
from project import Project

from scripts.build_dashboard import add_reports, copy_reports
from scripts.codebook.dutch import slug
from scripts.make_report import main
from scripts.publish import publish
from scripts.report.blocks import Chart, Lines, Table
from scripts.report.edition import Edition
from scripts.report.parts import has_marks, questions
from scripts.report.writing import deck_of, write_reports


def test_reports_stand_beside_the_files_of_their_edition(published: Path) -> None:
    files = write_reports(published, only=["Fryslân", "twente"], processes=2)
    assert sorted(map(str, files)) == [
        "report/lokets/kto-2023-fryslan.pdf",
        "report/lokets/kto-2023-fryslan.pptx",
        "report/lokets/kto-2023-twente.pdf",
        "report/lokets/kto-2023-twente.pptx",
    ]
    assert (published / "report").is_symlink()
    assert all((published / "current" / file).stat().st_size for file in files)
    slides = Presentation(str(published / files[0].with_suffix(".pptx"))).slides
    assert "Fryslân" in slides[0].shapes.title.text_frame.text
    # nothing half is left
    assert list((published / "current").glob(".report-*")) == []


def test_a_report_of_an_earlier_edition_is_not_shown(
    demo: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "published"
    publish(demo.warehouse, out)
    write_reports(out, only=["Twente"])
    assert (out / "report" / "lokets" / "kto-2023-twente.pdf").exists()
    publish(demo.warehouse, out)
    assert not (out / "report").exists()
    assert main(["--published", str(out), "--year", "2022", "--loket", "Twente"]) == 0
    assert (out / "report" / "lokets" / "kto-2022-twente.pdf").exists()
    assert "report/lokets/kto-2022-twente.pptx, .pdf" in capsys.readouterr().out


def test_the_country_comes_with_all_lokets(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scripts.report.writing.lokets", lambda edition: [])
    said = "Een verzonnen antwoord."
    # approved under two themes
    files = write_reports(published, 2023, quotes=[(2023, "remarks", said)] * 2)
    assert [str(file) for file in files] == [
        "report/kto-2023.pptx",
        "report/kto-2023.pdf",
    ]
    slides = Presentation(str(published / files[0])).slides
    texts = [
        shape.text_frame.text
        for slide in slides
        for shape in slide.shapes
        if shape.has_text_frame
    ]
    assert sum(text.count(said) for text in texts) == 1
    assert not any("geschreven antwoorden staan niet" in text for text in texts)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--year", "1999"], "no answers of 1999; it has those of 2022, 2023"),
        (["--loket", "Atlantis"], "no loket 'Atlantis' took part in 2023"),
        (["--template", "nergens.pptx"], "there is no template nergens.pptx"),
        (["--template", "pyproject.toml"], "can't be read as PowerPoint"),
        (["--template", "tests"], "tests can't be read as PowerPoint"),
        (["--quotes", "nergens.csv"], "there is no list nergens.csv"),
        (["--published", "pyproject.toml"], "holds no kto.duckdb; publish first"),
    ],
)
def test_a_mistake_is_one_sentence(
    published: Path,
    arguments: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--published", str(published), *arguments]) == 1
    error = capsys.readouterr().err
    assert error.startswith("No report was written: ")
    assert said in error
    assert error.count("\n") == 1


def test_a_template_that_is_damaged_is_told(
    published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its list of parts is whole, one of the parts is not."""
    file = tmp_path / "template.pptx"
    assert main(["--save-template", str(file)]) == 0
    with zipfile.ZipFile(file) as parts:
        place = parts.getinfo("ppt/_rels/presentation.xml.rels").header_offset
    whole = bytearray(file.read_bytes())
    whole[place : place + 60] = bytes(60)
    file.write_bytes(whole)
    assert main(["--published", str(published), "--template", str(file)]) == 1
    assert "can't be read as PowerPoint" in capsys.readouterr().err


@pytest.mark.parametrize("place", ["nergens/own.pptx", "", "file/own.pptx"])
def test_a_place_that_no_template_can_be_written_to_is_told(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert main(["--save-template", str(tmp_path / place)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"No template was written: {tmp_path / place} can't be")
    assert "Errno" not in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("holds", ["nothing", "other bytes", "other tables"])
def test_an_edition_that_is_none_is_told(
    holds: str, published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "kto.duckdb"
    if holds == "nothing":
        duckdb.connect(file).close()
    elif holds == "other bytes":
        file.write_text("geen database" * 1000, encoding="utf-8")
    else:
        shutil.copy(published / "kto.duckdb", file)
        with duckdb.connect(file) as connection:
            connection.execute("drop table marts.story")
    assert main(["--published", str(tmp_path), "--loket", "Twente"]) == 1
    said = capsys.readouterr().err
    assert "can't be read, or is of another version" in said
    assert said.count("\n") == 1


def test_without_an_edition_it_says_what_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--published", str(tmp_path)]) == 1
    assert "publish first (`make build`)" in capsys.readouterr().err


def test_the_template_can_be_saved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "template.pptx"
    assert main(["--save-template", str(file)]) == 0
    names = [layout.name for layout in Presentation(str(file)).slide_layouts]
    assert names == ["Titeldia", "Sectiekop", "Alleen titel"]
    assert "template" in capsys.readouterr().out


def test_the_smallest_loket_is_told_what_is_hidden(
    published: Path, tmp_path: Path
) -> None:
    """A loket whose figures are all hidden gets a report that says so."""
    shutil.copy(published / "kto.duckdb", tmp_path)
    numbers = {
        "mart_scores_per_loket": "n_asked, n_valid, mean, variance, share_good,"
        " share_sufficient, share_insufficient, share_not_applicable",
        "mart_answers_per_loket": "n_base, n_chosen, share",
        "mart_loket_standing": "n_valid, mean, shrunken_mean, low, high, rank,"
        " rank_low, rank_high, top_probability",
        "sig_lokets": "base, estimate, difference, low, high, p_value, direction,"
        " reason, smallest_visible",
        "sig_lokets_year_on_year": "base, previous_base, estimate, previous_estimate,"
        " difference, low, high, p_value, direction, reason, previous_year",
    }
    with duckdb.connect(tmp_path / "kto.duckdb") as connection:
        for table, columns in numbers.items():
            nulls = ", ".join(f"{name.strip()} = null" for name in columns.split(","))
            connection.execute(
                f"update marts.{table} set {nulls}, suppressed = 'suppressed'"
                " where loket_label = 'Twente' and year = 2023"
            )
        connection.execute(
            "delete from marts.story where loket_label = 'Twente' and sig_key is not"
            " null"
        )
    edition = Edition.open(tmp_path, 2023)
    (loket,) = [r for r in edition.rows("dim_loket") if r["loket_label"] == "Twente"]
    deck = deck_of(edition, loket["loket"])
    assert 8 <= len(deck.slides) <= 12
    assert mistakes(deck) == []
    last = deck.slides[-1]
    assert "afgeschermd" in last.titles[0]
    said = repr(deck.slides[1])
    assert "niet getoond, om de klanten die meededen te beschermen" in said


def test_a_mark_on_another_scale_stands_in_no_chart_with_the_others(
    published: Path, tmp_path: Path
) -> None:
    shutil.copy(published / "kto.duckdb", tmp_path)
    with duckdb.connect(tmp_path / "kto.duckdb") as connection:
        (other,) = connection.sql(
            "update marts.dim_question set compared_with = 'scale_1_5'"
            " where question = 'website' returning question_label"
        ).fetchall()[0]
    edition = Edition.open(tmp_path, 2023)
    several = [
        block
        for loket in ("", "Twente")
        for slide in deck_of(edition, loket).slides
        for _, block in slide.blocks
        if isinstance(block, Chart)
        and (block.source, block.kind)
        in [
            ("mart_scores_per_year", "bands"),
            ("mart_scores_per_loket|loket=Twente", "bars"),
        ]
    ]
    assert len(several) == 2
    for chart in several:
        assert len(chart.categories) > 5
        assert not any(name.startswith(other) for name in chart.categories)


def test_figures_of_an_earlier_edition_say_up_to_which_month(
    published: Path, tmp_path: Path
) -> None:
    shutil.copy(published / "kto.duckdb", tmp_path)
    with duckdb.connect(tmp_path / "kto.duckdb") as connection:
        connection.execute(
            "update marts.story set as_of = '2023-10' where place like '%/answers'"
        )
    slides = deck_of(Edition.open(tmp_path, 2023), "").slides
    held = [slide for slide in slides if "stand t/m oktober 2023" in slide.base]
    assert held and len(held) < len(slides)


def test_the_dashboard_is_told_which_reports_there_are(
    published: Path, tmp_path: Path
) -> None:
    edition, source = tmp_path / "edition", tmp_path / "source"
    shutil.copytree(published / "evidence" / "kto", source)
    for name in (
        "kto-2023",
        "lokets/kto-2023-fryslan",
        "lokets/kto-2022-midden-brabant",
    ):
        for ending in ("pdf", "pptx"):
            file = edition / "report" / f"{name}.{ending}"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
    add_reports(source, edition)
    query = (source / "reports.sql").read_text(encoding="utf-8")
    with duckdb.connect(source / "kto.duckdb", read_only=True) as connection:
        assert sorted(connection.sql(query).fetchall()) == [
            ("2022", "midden-brabant"),
            ("2023", ""),
            ("2023", "fryslan"),
        ]
    site = tmp_path / "site"
    site.mkdir()
    copy_reports(edition, site)
    assert len(list((site / "rapporten").iterdir())) == 6
    # none were made: no link and no file
    shutil.rmtree(edition)
    shutil.rmtree(site / "rapporten")
    copy_reports(edition, site)
    assert list((site / "rapporten").iterdir()) == []


def test_the_name_of_a_file() -> None:
    assert slug("Fryslân") == "fryslan"
    assert slug("Zaanstreek/Waterland") == "zaanstreek-waterland"
    assert slug("Helmond-de Peel") == "helmond-de-peel"


@pytest.mark.parametrize("loket", ["", "Fryslân"])
def test_a_slide_tells_of_what_is_on_it_and_tells_it_once(
    edition: Edition, loket: str
) -> None:
    ids = {row["loket_label"]: row["loket"] for row in edition.rows("dim_loket")}
    for slide in deck_of(edition, ids.get(loket, "")).slides:
        blocks = [block for _, block in slide.blocks]
        shown = [block for block in blocks if isinstance(block, Chart)]
        counts = [chart for chart in shown if chart.unit == "count"]
        assert "in de grafiek" not in slide.base or counts, slide.titles
        tables = [block for block in blocks if isinstance(block, Table)]
        assert "in de tabel" not in slide.base or tables, slide.titles
        # these are in a chart of the dashboard
        assert "stippellijn" not in slide.legend
        lines = [line for b in blocks if isinstance(b, Lines) for line in b.lines]
        assert not [line for line in lines if line in slide.legend], slide.titles


@pytest.mark.parametrize("year", [2022, 2023])
def test_a_slide_of_a_mark_tells_which_groups_differ(
    published: Path, year: int
) -> None:
    """As the dashboard's figures of groups do, each difference once."""
    edition = Edition.open(published, year)
    boxes = {
        slide.question: [
            line for _, b in slide.blocks if isinstance(b, Lines) for line in b.lines
        ]
        for slide in deck_of(edition, "").slides
    }
    seen = 0
    for question in filter(has_marks, questions(edition)):
        lines = boxes[f"Vraag: {question['wording']}"]
        place = f"question/{question['question']}/group/"
        differ = {
            row["dimension"]
            for row in edition.rows("story", kind="difference")
            if row["place"].startswith(place) and row["arrow"]
        }
        said = "Geen verschillen die groot genoeg zijn om te noemen." in lines
        assert said == (not differ), question["question"]
        told = [line.rstrip(".") for line in lines]
        for dimension in differ - {"age_50"}:
            title = edition.text(f"{place}{dimension}")
            seen += title in told
            assert told.count(title) <= 1
    assert seen > 8


def test_beside_each_mark_of_a_loket_stands_what_its_test_says(
    edition: Edition,
) -> None:
    for label, remark in (("Fryslân", " (indicatief)"), ("Zuidoost-Brabant", "")):
        (loket,) = edition.rows("dim_loket", loket_label=label)
        (table,) = [
            block
            for slide in deck_of(edition, loket["loket"]).slides
            for _, block in slide.blocks
            if isinstance(block, Table) and block.source == "sig_lokets"
        ][:1]
        verdicts = {row[0]: row[2] for row in table.rows}
        assert verdicts["Advies en informatie"] == f"niet noemenswaardig anders{remark}"
        assert all(verdicts.values())
