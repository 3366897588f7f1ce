"""What BI tools, analysts and spreadsheets find in the published files."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from project import ROOT

from scripts.publication.files import dutch_cell
from scripts.publication.labelled import Title

VIEWS = ("bi_scores", "bi_answers", "bi_tests", "bi_response")


@pytest.fixture(scope="module")
def published(demo_published: Path) -> Path:
    return demo_published


@pytest.fixture
def marts(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(published / "kto.duckdb", read_only=True) as connection:
        yield connection


def seed(name: str) -> list[dict[str, str]]:
    file = ROOT / "seeds" / "policy" / f"{name}.csv"
    with file.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


# --- the catalogue -------------------------------------------------------------------


def test_a_catalogue_sees_the_keys_that_the_seed_lists(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    found = {
        table: (kind, columns)
        for table, kind, columns in marts.sql(
            "select table_name, constraint_type, constraint_column_names"
            " from duckdb_constraints() where constraint_type != 'NOT NULL'"
        ).fetchall()
    }
    listed = {
        row["table_name"]: row["keys"].split() for row in seed("published_tables")
    }
    assert {table: columns for table, (_, columns) in found.items()} == listed
    # the test of a mark has no option, and a primary key has no empty cell
    unique = {table for table, (kind, _) in found.items() if kind == "UNIQUE"}
    assert unique == {
        table
        for table, keys in listed.items()
        if table.startswith("sig_") and "option" in keys
    }


def test_the_file_holds_no_blocks_that_nothing_uses(published: Path) -> None:
    with duckdb.connect(published / "kto.duckdb", read_only=True) as connection:
        ((size, total, used),) = connection.sql(
            "select block_size, total_blocks, used_blocks from pragma_database_size()"
        ).fetchall()
    assert size == 16384
    assert used >= 0.9 * total


def test_whether_a_row_is_hidden_is_a_yes_or_a_no(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    tables = marts.sql(
        "select table_name from duckdb_columns() where column_name = 'suppressed'"
    ).fetchall()
    assert len(tables) > 20
    hidden = 0
    for (table,) in tables:
        ((wrong, n),) = marts.sql(
            "select count(*) filter (is_suppressed is distinct from"
            " (suppressed is not null)), count(*) filter (is_suppressed)"
            f" from marts.{table}"
        ).fetchall()
        assert wrong == 0, table
        hidden += n
    assert hidden > 0


# --- views for BI tools --------------------------------------------------------------


def test_a_view_has_a_row_per_figure_that_is_shown(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    rows = seed("bi_views")
    assert list(dict.fromkeys(row["view_name"] for row in rows)) == list(VIEWS)
    for row in rows:
        ((shown, in_view),) = marts.sql(
            f"select (select count(*) from marts.{row['table_name']}"
            f" where suppressed is null and {row['figure']} is not null),"
            f" (select count(*) from marts.{row['view_name']}"
            f" where Uitsplitsing = '{row['part']}')"
        ).fetchall()
        assert shown == in_view > 0, row


def test_views_give_the_figures_of_the_marts_with_dutch_titles_and_words(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    assert not marts.sql(
        """
        select loket_label, question_label, n_valid, mean, share_good
        from marts.mart_scores_per_loket
        where year = 2023 and n_valid > 0 and not is_suppressed
        except all
        select Loket, Vraag, "Cijfers (n)", "Gemiddeld cijfer", "Goed (8 of hoger)"
        from marts.bi_scores where Jaar = 2023 and Uitsplitsing = 'Loket'
        """
    ).fetchall()
    assert not marts.sql(
        """
        select
            subgroup_a_label, subgroup_b_label, question_label, option_label, base_b,
            estimate_b, difference, p_value
        from marts.sig_subgroups where not is_suppressed and estimate_a is not null
        except all
        select
            Groep, "Vergeleken met", Vraag, Antwoord, "Basis vergelijking (n)",
            "Uitkomst vergelijking", Verschil, "p-waarde"
        from marts.bi_tests where Uitsplitsing = 'Groep en andere groep'
        """
    ).fetchall()
    assert set(marts.sql("select distinct Maat from marts.bi_tests").fetchall()) == {
        ("aandeel",),
        ("gemiddeld cijfer",),
    }
    # a time axis
    assert marts.sql(
        "select Maand, \"Eerste dag\" = date '2022-05-01'"
        " from marts.bi_response where Uitsplitsing = 'Maand' order by 2 desc limit 1"
    ).fetchall() == [("mei 2022", True)]
    assert marts.sql(
        "select count(*) from marts.bi_response where Uitsplitsing = 'Periode en loket'"
        ' and ("Eerste dag" is null or Periode is null)'
    ).fetchall() == [(0,)]


def test_views_show_labels_and_no_codes(marts: duckdb.DuckDBPyConnection) -> None:
    for view in VIEWS:
        rows = marts.sql(f"from marts.{view}")
        assert not [name for name in rows.columns if re.search(r"[a-z]_[a-z]", name)]
        texts = [
            name
            for name, kind in zip(rows.columns, rows.types, strict=True)
            if str(kind) == "VARCHAR"
        ]
        assert len(texts) >= 3
        for name in texts:
            values = marts.sql(f'select distinct "{name}" from marts.{view}').fetchall()
            assert not [
                value for (value,) in values if value and re.search(r"^$|\w_\w", value)
            ], (view, name)


def test_a_view_is_there_also_where_the_file_is_attached_under_another_name(
    published: Path,
) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{published / 'kto.duckdb'}' as survey (read_only)")
        for view in VIEWS:
            assert connection.sql(f"from survey.marts.{view} limit 1").fetchall()


# --- what explains itself, as files --------------------------------------------------


def test_what_was_published_and_the_codebook_are_files_too(
    published: Path, marts: duckdb.DuckDBPyConnection
) -> None:
    tables = marts.sql(
        "select table_name from duckdb_tables() where schema_name = 'codebook'"
    ).fetchall()
    names = {f"codebook.{name}": f"codebook/{name}" for (name,) in tables}
    assert {"codebook.scales", "codebook.asked_questions"} <= set(names)
    for table, name in {**names, "marts.dataset": "dataset"}.items():
        for kind in ("csv", "parquet"):
            file = published / kind / f"{name}.{kind}"
            assert (
                marts.sql(f"select count(*) from '{file}'").fetchall()
                == marts.sql(f"select count(*) from {table}").fetchall()
            )
        parquet = published / "parquet" / f"{name}.parquet"
        assert not marts.sql(f"from {table} except all from '{parquet}'").fetchall()
    frame = pd.read_parquet(published / "parquet" / "dataset.parquet")
    assert list(frame["origin"]) == ["demo"]
    # what a questionnaire took over from the one that it is based on is there as well
    assert marts.sql(
        "select from_questionnaire, wording is not null from codebook.asked_questions"
        " where questionnaire = 'kto_2023' and question = 'website'"
    ).fetchall() == [("kto_2022", True)]


# --- CSV for a Dutch spreadsheet -----------------------------------------------------


def dutch(text: str) -> float | None:
    """The number that a spreadsheet with Dutch settings reads."""
    return float(text.replace(".", "").replace(",", ".")) if text else None


def test_a_dutch_spreadsheet_reads_the_figures_of_the_marts(
    published: Path, marts: duckdb.DuckDBPyConnection
) -> None:
    folder = published / "csv-nl"
    plain = sorted(file.name for file in (published / "csv").glob("*.csv"))
    assert sorted(file.name for file in folder.glob("*.csv")) == plain
    for table, titles in {
        "mart_scores_per_loket": {
            "Gemiddeld cijfer": "mean",
            "Goed (8 of hoger)": "share_good",
        },
        "sig_subgroups": {"p-waarde": "p_value", "Verschil": "difference"},
        "mart_wave_trends": {"Voortschrijdend gemiddelde": "rolling_mean"},
    }.items():
        content = (folder / f"{table}.csv").read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        rows = list(
            csv.DictReader(content.decode("utf-8-sig").splitlines(), delimiter=";")
        )
        (row,) = (row for row in seed("published_tables") if row["table_name"] == table)
        ordered = marts.sql(
            f"select {', '.join(titles.values())} from marts.{table}"
            f" order by {', '.join(row['keys'].split())}"
        ).fetchall()
        assert [tuple(dutch(row[title]) for title in titles) for row in rows] == ordered
    assert "Fryslân" in (folder / "dim_loket.csv").read_text("utf-8-sig")
    assert "verzonnen" in (folder / "dataset.csv").read_text("utf-8-sig")
    mark = json.loads((folder / "edition.json").read_text("utf-8"))
    assert mark["edition"] == (published / "current").readlink().name


def test_a_dutch_spreadsheet_takes_no_text_for_a_date_or_a_formula(
    published: Path,
) -> None:
    month = r"(jan|feb|maart|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec)\w*"
    looks = re.compile(
        rf"{month} '?\d+|\d+[ -/]{month}.*|\d{{1,4}}[-/]\d{{1,2}}([-/]\d+)?",
        re.IGNORECASE,
    )
    cells = 0
    for file in sorted((published / "csv-nl").glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as rows:
            for row in csv.reader(rows, delimiter=";"):
                cells += len(row)
                wrong = [
                    cell
                    for cell in row
                    if looks.fullmatch(cell) or re.match(r"[=+@\t\r]|-\D", cell)
                ]
                assert not wrong, (file.name, wrong)
    assert cells > 100_000
    waves = (published / "csv-nl" / "dim_wave.csv").read_text("utf-8-sig")
    assert "meting mei 2022" in waves


def test_a_text_that_begins_as_a_formula_is_kept_from_being_one() -> None:
    title = Title("t", "Tekst", "text")
    cell = dutch_cell(title, "VARCHAR", {})
    for text, shown in (
        ("=1+1", "'=1+1"),
        ("@cmd", "'@cmd"),
        ("-x", "'-x"),
        ("-0,1", "-0,1"),
        ("2022-05", "meting 2022-05"),
        ("mei 2022", "meting mei 2022"),
        ("1.5", "1.5"),
        ("", None),
    ):
        query = f"select {cell} from (select ? as t)"
        with duckdb.connect() as connection:
            assert connection.execute(query, [text]).fetchall() == [(shown,)]
