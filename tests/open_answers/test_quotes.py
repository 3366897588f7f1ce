"""Answers that may be quoted: what is listed, what is approved, and what is refused."""

import csv
import shutil
from pathlib import Path

import duckdb
import pytest
from project import Project

from scripts.build_dashboard import add_quotes
from scripts.build_dashboard import main as build_dashboard
from scripts.list_quotes import main
from scripts.open_answers.quotes import (
    COLUMNS,
    QuoteError,
    approved,
    candidates,
    write_list,
)


@pytest.fixture
def listed(demo: Project, tmp_path: Path) -> Path:
    file = tmp_path / "quotes.csv"
    assert main(["--warehouse", str(demo.warehouse), "--list", str(file)]) == 0
    return file


def read(file: Path) -> list[dict[str, str]]:
    text = file.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def change(file: Path, line: int, **cells: str) -> None:
    rows = read(file)
    rows[line - 2] |= cells
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.DictWriter(opened, COLUMNS, delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def test_nothing_is_approved_by_itself(demo: Project, listed: Path) -> None:
    rows = read(listed)
    assert len(rows) > 50
    assert {row["approved"] for row in rows} == {""}
    assert approved(listed, demo.warehouse) == []
    # no respondent, no loket
    assert tuple(rows[0]) == COLUMNS


def test_themes_of_few_answers_are_not_listed(demo: Project) -> None:
    few = demo.query(
        "select year, question, theme from marts.mart_open_answer_themes"
        " where n_answers < 10"
    )
    shown = {(q.year, q.question, q.theme) for q in candidates(demo.warehouse)}
    assert shown and not shown & set(few)


def test_what_is_approved_stays_so_when_the_list_is_made_again(
    demo: Project, listed: Path
) -> None:
    change(listed, 2, approved="ja")
    before = read(listed)
    assert write_list(listed, candidates(demo.warehouse)) == 0
    assert read(listed) == before
    (quote,) = approved(listed, demo.warehouse)
    assert quote.text == before[0]["quote"]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"approved": "misschien"}, "column 'approved': expected ja or nothing"),
        ({"approved": "ja", "year": "vorig"}, "column 'year': expected a year"),
        ({"approved": "ja", "quote": "Bel Jan"}, "this is no answer in"),
        ({"approved": "ja", "year": "2019"}, "this is no answer in"),
        ({"approved": "ja", "theme": "anders"}, "this is no answer in"),
    ],
)
def test_a_line_that_is_not_an_answer_is_refused(
    demo: Project, listed: Path, cells: dict[str, str], said: str
) -> None:
    change(listed, 3, **cells)
    with pytest.raises(QuoteError, match="line 3") as error:
        approved(listed, demo.warehouse)
    assert said in str(error.value)
    assert "Jan" not in str(error.value)


def test_both_maskers_look_at_it_again(
    demo: Project, listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that was masked by an older rule is refused by today's."""
    change(listed, 2, approved="ja")
    text = read(listed)[0]["quote"]
    monkeypatch.setattr(
        "scripts.open_answers.masking.mask_names", lambda found: "[naam]"
    )
    monkeypatch.setattr(
        "scripts.open_answers.masking.may_hold_names", lambda found: True
    )
    with pytest.raises(QuoteError, match=r"line 2.*personal data") as error:
        approved(listed, demo.warehouse)
    assert text not in str(error.value)


def test_another_list_is_refused(demo: Project, tmp_path: Path) -> None:
    file = tmp_path / "quotes.csv"
    with pytest.raises(QuoteError, match="there is no list"):
        approved(file, demo.warehouse)
    with pytest.raises(QuoteError, match=r"can't be read \(Is a directory\)"):
        approved(tmp_path, demo.warehouse)
    file.write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(QuoteError, match="line 1: expected the columns"):
        approved(file, demo.warehouse)
    file.write_text(";".join(COLUMNS) + "\nja;2023\n", encoding="utf-8")
    with pytest.raises(QuoteError, match="line 2: expected 5 cells"):
        approved(file, demo.warehouse)


def test_a_list_that_excel_saved_in_its_own_encoding_is_refused(
    demo: Project, listed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = (";".join(COLUMNS) + "\nja;2023;q;t;één reële\n").encode("cp1252")
    listed.write_bytes(saved)
    with pytest.raises(QuoteError, match="is not in UTF-8; save it in Excel as"):
        approved(listed, demo.warehouse)
    assert main(["--warehouse", str(demo.warehouse), "--list", str(listed)]) == 1
    assert "is not in UTF-8" in capsys.readouterr().err
    assert listed.read_bytes() == saved


def test_the_list_is_its_owners_and_nothing_is_left_beside_it(listed: Path) -> None:
    assert listed.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in listed.parent.iterdir()] == [listed.name]


def test_a_warehouse_that_is_not_built_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "w.duckdb"
    duckdb.connect(file).close()
    assert main(["--warehouse", str(file)]) == 1
    said = capsys.readouterr().err
    assert "is not built; run `KTO_WAREHOUSE=" in said
    assert said.count("\n") == 1


def test_without_a_warehouse_it_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--warehouse", str(tmp_path / "none.duckdb")]) == 1
    assert "there is no warehouse" in capsys.readouterr().err


def on_the_page(source: Path) -> list[tuple[str, ...]]:
    """What the dashboard's own copy of a source says to quote."""
    query = (source / "quotes.sql").read_text(encoding="utf-8")
    with duckdb.connect(source / "kto.duckdb", read_only=True) as connection:
        return connection.sql(query).fetchall()


def test_approved_answers_are_in_the_copy_of_the_dashboard_and_in_no_edition(
    demo: Project, demo_published: Path, listed: Path, tmp_path: Path
) -> None:
    published = demo_published / "evidence" / "kto"
    source = tmp_path / "source"
    shutil.copytree(published, source)
    add_quotes(source, approved(listed, demo.warehouse))
    assert on_the_page(source) == []

    change(listed, 2, approved="ja")
    row = read(listed)[0]
    again = tmp_path / "again"
    shutil.copytree(published, again)
    add_quotes(again, approved(listed, demo.warehouse))
    assert on_the_page(again) == [tuple(row[name] for name in COLUMNS[1:])]

    tables = "select 1 from duckdb_tables() where table_name = 'quotes'"
    for file in (published / "kto.duckdb", demo_published / "kto.duckdb"):
        with duckdb.connect(file, read_only=True) as connection:
            assert connection.sql(tables).fetchall() == []


def test_the_dashboard_is_not_built_with_a_line_that_is_refused(
    demo: Project,
    demo_published: Path,
    listed: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    change(listed, 2, approved="ja", quote="Bel Jan Jansen")
    arguments = ["--published", demo_published, "--dashboard", tmp_path / "dashboard"]
    arguments += ["--quotes", listed, "--warehouse", demo.warehouse]
    assert build_dashboard(list(map(str, arguments))) == 1
    said = capsys.readouterr().err
    assert said.startswith("The dashboard was not built. ")
    assert "line 2, column 'quote'" in said and "Jan" not in said
    assert not (tmp_path / "dashboard").exists()
