"""The command: which files it writes, where, and what it says."""

import shutil
import zipfile
from pathlib import Path

import duckdb
import pytest
from measured import mistakes
from pptx import Presentation
from project import Project

from scripts.codebook.dutch import slug
from scripts.make_report import main
from scripts.publish import publish
from scripts.report.blocks import Chart
from scripts.report.edition import Edition
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
    files = write_reports(published, 2023, quotes=[(2023, "remarks", said)])
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
    assert sum(said in text for text in texts) == 1


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


def test_the_name_of_a_file() -> None:
    assert slug("Fryslân") == "fryslan"
    assert slug("Zaanstreek/Waterland") == "zaanstreek-waterland"
    assert slug("Helmond-de Peel") == "helmond-de-peel"
