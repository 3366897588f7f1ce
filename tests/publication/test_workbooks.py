"""The workbooks as a reader and a printer find them, on files that were published."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook
from small_warehouse import LOKETS, respondents, write_warehouse

from scripts.codebook.dutch import slug
from scripts.publication.loket_workbooks import write_loket_workbooks
from scripts.publish import publish

A4 = '<pageSetup paperSize="9"'
ARROWS = ("▲", "▼")


@pytest.fixture(scope="module")
def published(demo_published: Path) -> Path:
    return demo_published


@pytest.fixture
def marts(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(published / "kto.duckdb", read_only=True) as connection:
        connection.execute("set search_path = 'marts'")
        yield connection


def sheets_of(file: Path) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_path(file)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def parts_of(file: Path, name: str) -> dict[str, str]:
    """The XML of a workbook whose name contains something."""
    with zipfile.ZipFile(file) as package:
        return {
            part: package.read(part).decode()
            for part in package.namelist()
            if name in part
        }


def printed_rows(file: Path) -> dict[str, int]:
    """How many rows of each sheet are printed."""
    (book,) = parts_of(file, "xl/workbook.xml").values()
    areas = re.findall(
        r'<definedName name="_xlnm.Print_Area"[^>]*>([^<]*)!\$A\$1:\$[A-Z]+\$(\d+)<',
        book,
    )
    return {
        name.strip("'").replace("''", "'").replace("&apos;", "'"): int(rows)
        for name, rows in areas
    }


# --- the workbook of everything ------------------------------------------------------


def test_every_loket_stands_in_a_row_of_the_second_sheet(
    published: Path, marts: duckdb.DuckDBPyConnection
) -> None:
    heads, *rows = sheets_of(published / "kto.xlsx")["Loketten in het kort"]
    years = [row[0] for row in rows]
    assert years == sorted(years, reverse=True)
    shown = {(int(row[0]), row[1]): dict(zip(heads, row, strict=True)) for row in rows}
    for year, label, mean, good, difference, rate, n, text in marts.sql(
        "select year, scores.loket_label, mean, share_good, difference, response_rate,"
        " scores.n_valid, coalesce(story.text, '')"
        " from mart_scores_per_loket as scores"
        " join mart_fieldwork_per_loket as fieldwork using (year, loket)"
        " join sig_lokets as tests using (year, loket, question)"
        # of most marks nothing is said: no test found a difference
        " left join story on story.year = scores.year and story.kind = 'difference'"
        " and story.place = 'loket/' || loket || '/marks'"
        " and story.question = scores.question"
        " where scores.question = 'overall' and tests.option is null and n_asked > 0"
    ).fetchall():
        row = shown.pop((year, label))
        assert row["Gemiddeld cijfer"] == pytest.approx(mean)
        assert row["Goed (8 of hoger)"] == pytest.approx(good)
        if difference is not None:
            assert row["Verschil met de andere loketten"] == pytest.approx(difference)
        assert row["Responspercentage"] == pytest.approx(rate)
        assert row["Cijfers (n)"] == n
        assert row["Met de andere loketten"] == text
    assert [label for _, label in shown] == ["Nederland", "Nederland"]
    assert shown[2023, "Nederland"]["Respons (n)"] == 2159
    # hardly more than a page
    assert printed_rows(published / "kto.xlsx")["Loketten in het kort"] == 36


def test_a_sheet_prints_on_a4_its_latest_year_and_of_tests_what_differs(
    published: Path, marts: duckdb.DuckDBPyConnection
) -> None:
    file = published / "kto.xlsx"
    edition = (published / "current").readlink().name
    xml = parts_of(file, "xl/worksheets/sheet")
    assert len(xml) > 30
    for part, sheet in xml.items():
        assert A4 in sheet, part
        assert 'fitToPage="1"' in sheet, part
        footer = re.search("<oddFooter>(.*?)</oddFooter>", sheet)
        assert footer, part
        assert f"Editie {edition}" in footer[1]
        assert "Voorbeeldgegevens" in footer[1]
        assert "Pagina &amp;P van &amp;N" in footer[1]
    rows = printed_rows(file)
    sheets = sheets_of(file)
    assert set(rows) == set(sheets) - {"Voorblad"}
    (book,) = parts_of(file, "xl/workbook.xml").values()
    # the header stands on each page
    assert book.count("_xlnm.Print_Titles") == len(sheets) - 2
    for title, count in (
        ("Cijfers per loket", "from mart_scores_per_loket where year = 2023"),
        (
            "Verschil tussen subgroepen",
            "from sig_subgroups where year = 2023 and direction in ('up', 'down')",
        ),
        ("Loketten", "from dim_loket"),
    ):
        ((n,),) = marts.sql(f"select count(*) {count}").fetchall()
        assert rows[title] == 1 + n, title
        assert n > 0


def test_charts_rest_on_cells_that_have_figures(published: Path) -> None:
    sheets = sheets_of(published / "kto.xlsx")
    charts = parts_of(published / "kto.xlsx", "xl/charts/chart")
    assert len(charts) == 3
    cells = sheets["Grafieken"]
    for chart in charts.values():
        ranges = re.findall(
            r"<c:f>Grafieken!\$([A-Z])\$(\d+):\$[A-Z]\$(\d+)</c:f>", chart
        )
        assert ranges
        for column, first, last in ranges:
            place = ord(column) - ord("A")
            drawn = [row[place] for row in cells[int(first) - 1 : int(last)]]
            assert len(drawn) >= 9
            if column == "A":
                assert all(isinstance(one, str) and one for one in drawn)
            else:
                assert any(isinstance(one, float) for one in drawn)


# --- a workbook per loket ------------------------------------------------------------


def test_each_loket_that_took_part_has_a_workbook_named_as_its_page(
    published: Path, marts: duckdb.DuckDBPyConnection
) -> None:
    names = marts.sql(
        "select distinct trim(regexp_replace(lower(strip_accents(loket_label)),"
        " '[^a-z0-9]+', '-', 'g'), '-') from mart_fieldwork_per_loket"
        " where n_responses is distinct from 0"
    ).fetchall()
    files = {file.stem for file in (published / "loketten").iterdir()}
    assert files == {name for (name,) in names}
    assert "fryslan" in files


def test_the_page_of_a_loket_has_its_own_published_figures_and_sentences(
    published: Path, marts: duckdb.DuckDBPyConnection
) -> None:
    label = "Midden-Brabant"
    sheets = sheets_of(published / "loketten" / f"{slug(label)}.xlsx")
    assert list(sheets) == ["Overzicht", "Antwoorden"]
    page = sheets["Overzicht"]
    assert page[0][0] == "Midden-Brabant: klanttevredenheid 2023"
    rows = {row[0]: row for row in page}
    for question, mean, national, n in marts.execute(
        "select own.question_label, own.mean, country.mean, own.n_valid"
        " from mart_scores_per_loket as own"
        " join mart_scores_per_year as country using (year, question)"
        " where year = 2023 and loket_label = ?",
        [label],
    ).fetchall():
        assert rows[question][1:3] == pytest.approx([mean, national])
        assert rows[question][4] == n
    assert rows["Algemene tevredenheid"][5] == (
        "▲ significant hoger dan de andere loketten (indicatief)"
    )
    # every sentence stands in the story or the findings
    told = {
        text
        for (text,) in marts.sql(
            "select unnest([text, headline, headline || ': ' || text]) from story"
            " where year = 2023 union select finding from findings where year = 2023"
        ).fetchall()
    }
    sentences = [
        cell
        for row in page[1:]
        for cell in row
        if isinstance(cell, str) and cell.count(" ") > 4
    ]
    assert len(sentences) > 8
    for text in sentences:
        bare = text.removesuffix(" (indicatief)").lstrip("▲▼ ")
        assert {text, bare} & told, text
    answers = {(row[0], row[1]): row for row in sheets["Antwoorden"][1:]}
    own = marts.execute(
        "select own.question_label, own.option_label, own.share, country.share,"
        " own.n_base"
        " from mart_answers_per_loket as own"
        " join mart_answers_per_year as country using (year, question, option)"
        " where year = 2023 and loket_label = ? and not own.is_net",
        [label],
    ).fetchall()
    assert len(own) == len(answers) > 60
    shown = 0
    for question, option, share, *others in own:
        if share is None:
            assert answers[question, option][2] == "afgeschermd"
        else:
            values = [share, *others]
            assert answers[question, option][2:5] == pytest.approx(values)
            shown += 1
    assert shown > 40


def test_a_loket_prints_on_one_page_with_charts_that_can_be_read_out(
    published: Path,
) -> None:
    for file in (published / "loketten").iterdir():
        first = parts_of(file, "xl/worksheets/sheet1.xml").popitem()[1]
        assert A4 in first
        # as wide and as high as one page: fitting is 1 by 1 unless it says otherwise
        assert 'fitToPage="1"' in first
        assert "fitToHeight" not in first
        charts = parts_of(file, "xl/charts/chart")
        assert len(charts) == 2
        drawing = parts_of(file, "xl/drawings/drawing1.xml").popitem()[1]
        assert drawing.count("descr=") == 2


def test_a_hidden_loket_has_a_workbook_without_a_figure(tmp_path: Path) -> None:
    small, big = LOKETS[0], LOKETS[3]
    groups = [
        {"loket": loket, "n": n}
        for loket, n in zip(LOKETS, (5, 35, 60, 80), strict=False)
    ]
    write_warehouse(respondents(groups), tmp_path / "w.duckdb")
    publish(tmp_path / "w.duckdb", tmp_path / "out")
    folder = tmp_path / "out" / "loketten"
    for loket, has_figures in ((small, False), (big, True)):
        file = folder / f"{slug(loket)}.xlsx"
        sheets = sheets_of(file)
        hidden = [row for row in sheets["Overzicht"] if "afgeschermd" in row]
        own = [
            cell
            for row in sheets["Overzicht"]
            for place, cell in enumerate(row)
            if isinstance(cell, float) and place != 2
        ]
        assert bool(own) == has_figures
        assert bool(hidden) != has_figures
        shares = {row[2] for row in sheets["Antwoorden"][1:]}
        assert any(isinstance(one, float) for one in shares) == has_figures
        assert bool(parts_of(file, "xl/charts/chart")) == has_figures


def test_a_label_is_no_formula_and_no_name_of_a_file_elsewhere(tmp_path: Path) -> None:
    groups = [{"loket": loket, "n": 40} for loket in LOKETS[:4]]
    write_warehouse(respondents(groups), tmp_path / "w.duckdb")
    odd = ("=1+1", "../../1 1", "https://a.nl", "日本")
    with duckdb.connect(tmp_path / "w.duckdb") as connection:
        for loket, label in zip(LOKETS, odd, strict=False):
            connection.execute(
                "update marts.dim_loket set loket_label = ? where loket = ?",
                [label, loket],
            )
    publish(tmp_path / "w.duckdb", tmp_path / "out")
    files = sorted((tmp_path / "out" / "loketten").iterdir())
    assert [file.name for file in files] == [
        "1-1.xlsx",
        "https-a-nl.xlsx",
        "loket-2.xlsx",
        "loket-4.xlsx",
    ]
    for file in files:
        for xml in parts_of(file, "xl/worksheets/sheet").values():
            assert "<f>" not in xml
        assert not parts_of(file, "sheet1.xml.rels").get("hyperlink")
        for chart in parts_of(file, "xl/charts/chart").values():
            for reference in re.findall("<c:f>(.*?)</c:f>", chart):
                assert reference.startswith("Overzicht!")
    titles = {sheets_of(file)["Overzicht"][0][0] for file in files}
    assert titles == {f"{label}: klanttevredenheid 2023" for label in odd}


def test_a_row_of_an_earlier_edition_says_up_to_when_it_goes(tmp_path: Path) -> None:
    groups = [{"loket": loket, "n": 40} for loket in LOKETS[:3]]
    write_warehouse(respondents(groups), tmp_path / "w.duckdb")
    publish(tmp_path / "w.duckdb", tmp_path / "out")
    database = tmp_path / "kto.duckdb"
    shutil.copy(tmp_path / "out" / "kto.duckdb", database)
    with duckdb.connect(database) as connection:
        for table in ("mart_scores_per_loket", "mart_answers_per_loket"):
            connection.execute(
                f"update marts.{table} set as_of = '2023-02' where loket = ?"
                " and question in ('overall', 'outcome')",
                [LOKETS[0]],
            )
    write_loket_workbooks(database, tmp_path / "loketten")
    for loket, is_earlier in ((LOKETS[0], True), (LOKETS[1], False)):
        sheets = sheets_of(tmp_path / "loketten" / f"{slug(loket)}.xlsx")
        told = ["Algemene tevredenheid: stand t/m 2023-02."] if is_earlier else []
        assert [row[0] for row in sheets["Overzicht"] if "t/m" in str(row[0])] == told
        head, *answers = sheets["Antwoorden"]
        assert (head[-1] == "Stand t/m") == is_earlier
        up_to = {row[0] for row in answers if row[-1] == "2023-02"}
        assert bool(up_to) == is_earlier


# --- on paper ------------------------------------------------------------------------


@pytest.mark.slow
def test_libreoffice_prints_a_loket_on_two_pages_and_the_workbook_on_half_as_many(
    published: Path, tmp_path: Path
) -> None:
    pikepdf = pytest.importorskip("pikepdf")
    office = shutil.which("soffice")
    assert office, "LibreOffice is not installed: apt-get install libreoffice-calc"
    for file, most in (
        (published / "loketten" / "midden-brabant.xlsx", 2),
        (published / "kto.xlsx", 180),
    ):
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = [office, profile, "--headless", "--convert-to", "pdf"]
        subprocess.run(
            [*command, "--outdir", str(tmp_path), str(file)],
            check=True,
            capture_output=True,
        )
        with pikepdf.open(tmp_path / f"{file.stem}.pdf") as pdf:
            assert len(pdf.pages) <= most
            for page in pdf.pages:
                size = sorted(float(x) for x in page.mediabox[2:])
                assert size == pytest.approx([595, 842], abs=1)


def test_nets_can_be_told_from_the_answers_that_they_sum(
    published: Path, marts: duckdb.DuckDBPyConnection
) -> None:
    """Without the rows that say 'ja', the answers of everyone add up to the base."""
    is_net, chosen, base = "Optelling van antwoorden", "Gekozen (n)", "Basis (n)"
    question = marts.sql(
        "select distinct question_label from mart_answers_per_year"
        " inner join dim_question using (question, question_label)"
        " where is_net and kind = 'single'"
    ).fetchall()[0][0]
    sheet = sheets_of(published / "kto.xlsx")["Antwoorden per jaar"]
    header, *cells = sheet
    rows = [dict(zip(header, row, strict=True)) for row in cells]
    of_2023 = [r for r in rows if r["Vraag"] == question and r["Jaar"] == 2023]
    single = sum(float(str(r[chosen])) for r in of_2023 if r[is_net] == "nee")
    assert {single} == {r[base] for r in of_2023}
    twice = sum(float(str(r[chosen])) for r in of_2023)
    assert twice > single
    assert {r[is_net] for r in of_2023} == {"ja", "nee"}
    # the cover says so, and the other files have the same column
    cover = sheets_of(published / "kto.xlsx")["Voorblad"]
    assert any(row[0] == "Optellingen" for row in cover if row)
    dutch = (published / "csv-nl" / "mart_answers_per_year.csv").read_text("utf-8-sig")
    assert is_net in dutch.splitlines()[0].split(";")
    assert marts.sql(
        f'select sum("{chosen}") = any_value("{base}") from bi_answers'
        f""" where "Uitsplitsing" = 'Nederland' and "Jaar" = 2023"""
        f""" and "Vraag" = '{question}' and not "{is_net}" """
    ).fetchall() == [(True,)]
