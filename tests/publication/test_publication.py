"""Publishing: what is hidden, in which files, and what readers of them see."""

import importlib.util
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from project import ROOT
from publication_audit import leaks
from python_calamine import CalamineWorkbook
from small_warehouse import (
    LOKETS,
    random_respondents,
    respondents,
    write_warehouse,
)

from scripts.codebook import policy
from scripts.publication import fieldwork_cells, hiding
from scripts.publication.database import write_database
from scripts.publication.files import EVIDENCE_TYPES, evidence_query
from scripts.publication.labelled import NOT_SHOWN
from scripts.publication.sheets import NUMBER_FORMATS
from scripts.publication.suppression import is_small
from scripts.publish import publish
from scripts.statistics import adjusted, importance, inputs
from scripts.story import findings, story

# --- an attack -----------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, 3])
def test_no_small_group_can_be_worked_out(seed: int, tmp_path: Path) -> None:
    people = random_respondents(seed)
    write_warehouse(people, tmp_path / "w.duckdb")
    write_database(tmp_path / "w.duckdb", tmp_path / "kto.duckdb")
    assert leaks(people, tmp_path / "kto.duckdb") == []


def test_the_attack_finds_what_hiding_small_cells_alone_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def only_small(bases: np.ndarray, *others: object) -> np.ndarray:
        return is_small(bases, 10).any(axis=1) | others[-2]

    def only_small_cells(
        rows: np.ndarray,
        columns: np.ndarray,
        bases: np.ndarray,
        min_base: int,
        cells: np.ndarray,
        hidden: object,
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        none = np.zeros(rows.max() + 1, bool), np.zeros(columns.max() + 1, bool)
        return (is_small(np.bincount(cells, bases), min_base), *none)

    monkeypatch.setattr(hiding, "hide_parts", only_small)
    monkeypatch.setattr(hiding, "hide_overlapping_parts", only_small)
    monkeypatch.setattr(fieldwork_cells, "hide_in_table", only_small_cells)
    people = random_respondents(3)
    write_warehouse(people, tmp_path / "w.duckdb")
    write_database(tmp_path / "w.duckdb", tmp_path / "kto.duckdb")
    found = leaks(people, tmp_path / "kto.duckdb")
    for kind in (
        "overall, marks",
        "answers",
        "responses",
        "by age",
        "by conversations",
    ):
        assert any(kind in leak for leak in found), kind


# --- what hiding a group does to the tables ------------------------------------------


class Published:
    """A warehouse of given respondents, published."""

    def __init__(self, people: pd.DataFrame, folder: Path, change: str = "") -> None:
        write_warehouse(people, folder / "w.duckdb")
        if change:
            with duckdb.connect(folder / "w.duckdb") as connection:
                connection.execute(change)
        write_database(folder / "w.duckdb", folder / "kto.duckdb")
        self.file = folder / "kto.duckdb"

    def rows(self, query: str) -> list[tuple]:
        with duckdb.connect(self.file, read_only=True) as connection:
            return connection.sql(query).fetchall()


# made-up respondents who answer alike may be shown
ALIKE = (
    "update codebook.report_policy set value = 'shown' where setting = 'all_the_same';"
)


def lokets(*sizes: int, **values: object) -> list[dict[str, object]]:
    """Groups of respondents, a loket each."""
    return [
        {"loket": loket, "n": n, **values}
        for loket, n in zip(LOKETS, sizes, strict=False)
    ]


def test_a_loket_that_is_hidden_once_is_hidden_everywhere(tmp_path: Path) -> None:
    small, protector = LOKETS[0], LOKETS[1]
    published = Published(
        respondents(lokets(5, 35, 60, 80)),
        tmp_path,
        ALIKE + "alter table marts.mart_scores_per_loket add added integer default 1",
    )
    hidden = [(small,), (protector,)]
    for table in ("mart_scores_per_loket", "mart_answers_per_loket", "sig_lokets"):
        assert published.rows(
            f"select distinct loket from marts.{table} where suppressed is not null"
            " and year = 2023 order by loket"
        ) == sorted(hidden)
    # what is left of a hidden row says nothing, also in a column that nobody thought of
    kept = "year, loket, question, option, question_label, option_label, loket_label"
    says_so = "suppressed, is_suppressed"
    for table, names in (
        ("sig_lokets", f"{kept}, family, {says_so}"),
        ("mart_scores_per_loket", f"year, loket, question, {says_so}"),
    ):
        rest = published.rows(
            f"select * exclude ({names}) from marts.{table}"
            " where suppressed is not null"
        )
        assert {value for row in rest for value in row} == {None}
    # and no table names it at all where being there would say something
    assert not published.rows(
        f"from marts.mart_top_lokets where loket in ('{small}', '{protector}')"
    )
    assert len(published.rows("from marts.mart_top_lokets")) > 0
    keys = [key for (key,) in published.rows("select sig_key from marts.findings")]
    assert keys
    assert not [key for key in keys if f"={small}|" in key or f"={protector}|" in key]
    # a sentence on all top lokets rests on the hidden ones too
    assert not [key for key in keys if key == "year=2023|question=overall"]
    # a text that rests on a hidden figure is followed up by the one that does not
    texts = dict(
        published.rows("select place, text from marts.story where year = 2023")
    )
    assert {text for place, text in texts.items() if place.split("/")[1] == small} == {
        "neutral"
    }
    assert {
        text
        for place, text in texts.items()
        if place.split("/")[1] not in (small, protector)
    } == {"own"}
    # which of both is the small one is not said
    assert published.rows(
        "select distinct suppressed from marts.sig_lokets where suppressed is not null"
    ) == [("suppressed",)]


def test_a_quarter_that_does_not_follow_from_its_months(tmp_path: Path) -> None:
    """Of the first quarter all but a loket of 5 would be shown, and the waves tell all.

    Each of the lokets was in a quarter of its own besides, so that its year is large.
    """
    groups = [
        {"wave": wave, "year": 2022, "loket": loket, "n": n}
        for wave, sizes in {
            "2022-05": (3, 20, 30),
            "2022-06": (2, 20, 30),
            "2022-11": (40, 20, 20),
        }.items()
        for loket, n in zip(LOKETS, sizes, strict=False)
    ]
    published = Published(respondents(groups), tmp_path)
    hidden = published.rows(
        "select period, loket from marts.mart_fieldwork where suppressed is not null"
        " and year = 2022 order by all"
    )
    # with it another of its period, and of the other period the same lokets
    assert len(hidden) == 4
    assert ("2022-04", LOKETS[0]) in hidden
    assert len({loket for _, loket in hidden}) == 2
    # months and years are shown, and no row tells a hidden one
    for table in ("mart_fieldwork_per_wave", "mart_fieldwork_per_loket"):
        assert published.rows(
            f"select count(*) from marts.{table} where suppressed is not null"
        ) == [(0,)]
    assert published.rows(
        "select distinct n_responses, mean_duration_seconds from marts.mart_fieldwork"
        " where suppressed is not null"
    ) == [(None, None)]


def test_what_is_hidden_late_is_hidden_in_tables_before(tmp_path: Path) -> None:
    """A loket of 20 in the last month alone: that month less the loket leaves five."""
    groups = [
        {"wave": wave, "year": 2022, "loket": loket, "n": n}
        for wave, sizes in {"2022-05": (30, 40, 0), "2022-11": (2, 3, 20)}.items()
        for loket, n in zip(LOKETS, sizes, strict=False)
        if n
    ]
    published = Published(respondents(groups), tmp_path)
    hidden = {
        table: {
            name
            for (name,) in published.rows(
                f"select {column} from marts.{table} where year = 2022"
                f" and suppressed is not null"
            )
        }
        for table, column in (
            ("mart_fieldwork_per_loket", "loket"),
            ("mart_fieldwork_per_wave", "wave"),
        )
    }
    assert hidden["mart_fieldwork_per_loket"] | hidden["mart_fieldwork_per_wave"]
    for table, names in hidden.items():
        column = table.rpartition("_")[2]
        for other in (f"mart_scores_per_{column}", "mart_fieldwork"):
            if names and column == "loket":
                shown = published.rows(
                    f"select {column} from marts.{other} where year = 2022"
                    " and suppressed is null"
                )
                assert not names & {name for (name,) in shown}


def test_background_questions_that_cut_each_other_are_hidden_in_both_directions(
    tmp_path: Path,
) -> None:
    """How many of the five self-employed are under 27 is in the rows of age too."""
    groups = [
        {"situation": situation, "age": age, "n": n}
        for situation, n in (("employed", 30), ("student", 25), ("self_employed", 3))
        for age in ("from_27_to_50", "from_50")
    ]
    published = Published(respondents(groups), tmp_path)
    of_2023 = "marts.mart_answers_per_subgroup where year = 2023 and suppressed is null"
    assert published.rows(
        f"select subgroup from {of_2023} and dimension = 'situation'"
        " and question = 'age' and n_base > 0 group by all"
    ) == [("employed",)]
    assert (
        published.rows(
            f"from {of_2023} and dimension in ('age', 'age_50')"
            " and question = 'situation'"
        )
        == []
    )
    assert published.rows(
        f"select count(*) > 0 from {of_2023} and dimension = 'age' and n_base > 0"
        " and question = 'outcome'"
    ) == [(True,)]


def test_nothing_is_hidden_where_all_groups_are_large(tmp_path: Path) -> None:
    groups = [
        {**group, "wave": wave, "took_test": answer, "conversations": "1"}
        for wave in ("2023-02", "2023-03")
        for answer in ("yes", "no")
        for group in lokets(10, 35, 60)
    ]
    published = Published(respondents(groups), tmp_path, ALIKE)
    for (table,) in published.rows(
        "select table_name from duckdb_columns() where column_name = 'suppressed'"
    ):
        if table != "mart_open_answer_themes":
            assert published.rows(
                f"select count(*) from marts.{table} where suppressed is not null"
            ) == [(0,)], table
    # a loket without an answer has a row with n 0 and without a mean, as in the mart
    assert published.rows(
        "select n_asked, n_valid, mean, suppressed from marts.mart_scores_per_loket"
        f" where year = 2023 and question = 'overall' and loket = '{LOKETS[3]}'"
    ) == [(0, 0, None, None)]


def test_corrections_for_many_tests_do_not_give_a_hidden_test_away(
    tmp_path: Path,
) -> None:
    published = Published(
        respondents(
            [*lokets(5, 35, 60, 80, website=8.0), *lokets(0, 0, 0, 80, website=3.0)]
        ),
        tmp_path,
    )
    tested = "marts.sig_lokets where suppressed is null and p_value is not null"
    assert published.rows(f"select count(p_value) > 0 from {tested}") == [(True,)]
    # the loket of 35 took part in the family
    assert published.rows(
        f"select count(p_holm), count(p_bh), count(family_size) from {tested}"
    ) == [(0, 0, 0)]


def test_hidden_groups_that_were_not_tested_leave_the_corrections(
    tmp_path: Path,
) -> None:
    published = Published(
        respondents([*lokets(5, 6, 60, 80), *lokets(0, 0, 0, 80, website=3.0)]),
        tmp_path,
    )
    assert published.rows(
        "select count(p_holm) = count(p_value) and count(p_value) > 0"
        " from marts.sig_lokets where suppressed is null and question = 'website'"
    ) == [(True,)]


def test_rolling_means_do_not_give_a_hidden_wave_away(tmp_path: Path) -> None:
    """Nor in the next year, whose first waves look back."""
    waves = {"2022-05": 50, "2022-06": 40, "2022-11": 4, "2023-02": 60, "2023-03": 70}
    published = Published(
        respondents(
            [{"wave": wave, "year": int(wave[:4]), "n": n} for wave, n in waves.items()]
        ),
        tmp_path,
    )
    assert published.rows(
        "select wave, suppressed is null, n_valid, rolling_n, centre, control_low, flag"
        " from marts.mart_wave_trends where question = 'overall' order by wave"
    ) == [
        ("2022-05", True, 50, None, None, None, None),
        ("2022-06", False, None, None, None, None, None),
        ("2022-11", False, None, None, None, None, None),
        ("2023-02", True, 60, None, None, None, None),
        ("2023-03", True, 70, None, None, None, None),
    ]


def test_a_rolling_mean_looks_back_over_a_year_with_one_wave(tmp_path: Path) -> None:
    sizes = {"2022-05": 4, "2022-06": 50, "2023-01": 40, "2024-01": 60, "2025-01": 70}
    sizes["2026-01"] = 9
    groups = [{"wave": w, "year": int(w[:4]), "n": n} for w, n in sizes.items()]
    published = Published(respondents(groups), tmp_path)
    assert published.rows(
        "select wave, suppressed is null, rolling_n"
        " from marts.mart_wave_trends where question = 'overall' order by wave"
    ) == [
        ("2022-05", False, None),
        ("2022-06", False, None),
        ("2023-01", True, None),
        ("2024-01", True, None),
        ("2025-01", True, 170),
        ("2026-01", False, None),
    ]
    # and the number of all responses does not tell those of a hidden year
    assert published.rows("select n_responses from marts.dataset") == [(224,)]


def test_tested_clients_whose_conversations_are_unknown_are_protected(
    tmp_path: Path,
) -> None:
    def differences(unknown: int) -> list[tuple]:
        folder = tmp_path / str(unknown)
        folder.mkdir()
        groups = [
            {"took_test": "yes", "conversations": "1", "n": 60},
            {"took_test": "no", "conversations": "1", "n": 60, "overall": 6.0},
            {"took_test": "no", "conversations": "1", "n": 9, "overall": 5.0},
            {"took_test": "yes", "conversations": "unknown", "n": unknown},
            {"took_test": "no", "conversations": "unknown", "n": 20},
        ]
        return Published(respondents(groups), folder).rows(
            "select n_level, suppressed from marts.mart_adjusted_test_effect"
            " where question = 'overall'"
        )

    assert differences(9) == [(None, "suppressed")]
    assert differences(10) == [(60, None)]


# --- files ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("warehouse") / "a client's warehouse.duckdb"
    write_warehouse(random_respondents(1), file)
    return file


@pytest.fixture(scope="module")
def published(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published folder, which tests leave as it is."""
    out = tmp_path_factory.mktemp("out") / "published"
    publish(warehouse, out)
    return out


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scripts.publish", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_stands_in_the_way_is_said_in_one_sentence(
    warehouse: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    text = tmp_path / "text.duckdb"
    text.write_text("no database", encoding="utf-8")
    empty = tmp_path / "empty.duckdb"
    duckdb.connect(empty).close()
    unbuilt = tmp_path / "unbuilt.duckdb"
    unbuilt.write_bytes(warehouse.read_bytes())
    with duckdb.connect(unbuilt) as connection:
        connection.execute("drop table marts.sig_lokets")
    for file, sentence in (
        (tmp_path / "absent.duckdb", "there is no warehouse"),
        (text, "is damaged"),
        (empty, "does not hold a whole build"),
        (unbuilt, "can't be read: Catalog Error"),
    ):
        result = run("--warehouse", file, "--out", out)
        assert result.returncode == 1
        assert sentence in result.stderr
        assert file.name in result.stderr
        assert result.stderr.count("\n") == 1
    assert not out.exists() or not list(out.iterdir())


def test_a_warehouse_in_use_is_said_in_one_sentence(
    warehouse: Path, tmp_path: Path
) -> None:
    writer = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True)"
    with subprocess.Popen(
        [sys.executable, "-c", writer + "; sys.stdin.read()", warehouse],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        result = run("--warehouse", warehouse, "--out", tmp_path)
        process.communicate()
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr == (
        f"Not published: {warehouse} can't be read: another program is writing to it;"
        " wait until it is done.\n"
    )


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(
    warehouse: Path, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    result = run("--warehouse", warehouse, "--out", tmp_path / "out")
    assert result.returncode == 1
    assert "can't be written to" in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stderr.count("\n") == 1


def test_every_duckdb_since_1_4_can_open_the_database(published: Path) -> None:
    header = (published / "kto.duckdb").read_bytes()[:64]
    # DuckDB's storage version number of v1.4
    assert int.from_bytes(header[12:20], "little") == 67


def test_respondents_and_their_answers_stay_behind(published: Path) -> None:
    with duckdb.connect(published / "kto.duckdb", read_only=True) as connection:
        columns = connection.sql(
            "select schema_name, table_name, column_name from duckdb_columns()"
            " where not internal"
        ).fetchall()
    assert {schema for schema, _, _ in columns} == {"marts", "codebook"}
    assert not [name for _, name, _ in columns if name.startswith(("fct_", "stg_"))]
    assert "respondent" not in {column for _, _, column in columns}


def test_csv_and_parquet_hold_what_the_database_holds(published: Path) -> None:
    with duckdb.connect(published / "kto.duckdb", read_only=True) as connection:
        for table in ("mart_scores_per_loket", "sig_subgroups", "findings"):
            for kind in ("csv", "parquet"):
                file = published / kind / f"{table}.{kind}"
                assert (
                    connection.sql(f"select count(*) from marts.{table}").fetchall()
                    == connection.sql(f"select count(*) from '{file}'").fetchall()
                )
            assert not connection.sql(
                f"from marts.{table} except all from '{file}'"
            ).fetchall()


# --- Evidence ------------------------------------------------------------------------


def test_evidence_gets_types_that_it_keeps(published: Path) -> None:
    source = published / "evidence" / "kto"
    assert (source / "connection.yaml").read_text(encoding="utf-8") == (
        "name: kto\ntype: duckdb\noptions:\n  filename: kto.duckdb\n"
    )
    fractions = 0
    with duckdb.connect(source / "kto.duckdb", read_only=True) as connection:
        queries = sorted(source.glob("*.sql"))
        # beside the tables, by which policy
        names = {file.stem for file in (published / "csv").glob("*.csv")}
        beside = {"report_policy", "loket_places"}
        assert {file.stem for file in queries} == {*names, *beside}
        for file in queries:
            rows = connection.sql(file.read_text(encoding="utf-8"))
            for name, kind in zip(rows.columns, map(str, rows.types), strict=True):
                assert kind in EVIDENCE_TYPES, (file.name, name)
                if name.endswith("year") or name == "comparable_since":
                    assert kind == "VARCHAR", (file.name, name)
                if name.startswith(("share", "response_rate", "importance")):
                    assert name.endswith("_pct"), (file.name, name)
                    fractions += 1
                    assert not connection.sql(
                        f"from ({rows.sql_query()}) where {name} not between 0 and 1"
                    ).fetchall()
            if "suppressed" in rows.columns:
                assert not connection.sql(
                    f"from ({rows.sql_query()})"
                    " where is_suppressed != (suppressed is not null)"
                ).fetchall()
    assert fractions > 10


def test_what_is_told_names_its_month_in_words(
    demo_published: Path, tmp_path: Path
) -> None:
    source = demo_published / "evidence" / "kto"
    shutil.copy(source / "kto.duckdb", tmp_path)
    with duckdb.connect(tmp_path / "kto.duckdb") as connection:
        connection.execute(
            "update marts.story set as_of = case position when 1 then '2023-10' end"
        )
        query = (source / "story.sql").read_text(encoding="utf-8")
        months = connection.sql(f"select distinct as_of from ({query}) order by 1")
        assert months.fetchall() == [("oktober 2023",), (None,)]


def test_a_type_that_evidence_loses_is_refused() -> None:
    assert evidence_query("t", [("year", "INTEGER"), ("n", "BIGINT")], {"year"}) == (
        "select\n    cast(year as varchar) as year,\n    cast(n as integer) as n\n"
        "from marts.t\n"
    )
    for kind in ("DECIMAL(18,3)", "INTEGER[]", "STRUCT(a INTEGER)", "HUGEINT", "DATE"):
        with pytest.raises(ValueError, match=r"t\.x is"):
            evidence_query("t", [("x", kind)], set())


# --- the workbook --------------------------------------------------------------------


@pytest.fixture(scope="module")
def sheets(demo_published: Path) -> dict[str, list[list[object]]]:
    """The cells of the demo's workbook, per sheet."""
    book = CalamineWorkbook.from_path(demo_published / "kto.xlsx")
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.fixture
def marts(demo_published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(demo_published / "kto.duckdb", read_only=True) as connection:
        yield connection


def test_there_is_a_sheet_per_table_and_a_cover(
    sheets: dict[str, list[list[object]]], demo_published: Path
) -> None:
    first = ["Voorblad", "Loketten in het kort", "Grafieken"]
    assert list(sheets)[:3] == first
    # the cover says what the table `dataset` does
    assert len(sheets) == 2 + len(list((demo_published / "csv").glob("*.csv")))
    assert all(len(name) <= 31 for name in sheets)
    cover = {str(row[0]): str(row[1]) for row in sheets["Voorblad"] if row[0]}
    assert "verzonnen" in list(cover)[1], "the demo says that it is one"
    assert re.fullmatch(
        r"\d\d-\d\d-\d{4} om \d\d:\d\d uur \(UTC\)", cover["Gemaakt op"]
    )
    assert cover["Basis"] == "3.119 ingevulde vragenlijsten, niet gewogen"
    assert cover["Periode"] == "mei 2022 tot en met december 2023"
    assert "minder dan 10 mensen" in cover["Afgeschermd"]
    assert cover["Significantieniveau (tweezijdig)"] == "0,05"
    assert cover["Correctie voor veel toetsen: jaren"] == "geen"
    assert cover["Correctie voor veel toetsen: loketten"] == "Benjamini-Hochberg"
    assert cover["Hoogst scorende loketten: kleinste basis: Testen"] == "30 mensen"
    assert cover["Effect van testen: vergeleken met"] == "Geen testen gemaakt"
    assert set(sheets) - {"Voorblad"} <= set(cover)


def test_a_sheet_begins_with_what_its_rows_are_about(
    sheets: dict[str, list[list[object]]],
) -> None:
    for title, names in (
        ("Antwoordopties", ["Vraag", "Antwoord"]),
        ("Cijfers per loket", ["Jaar", "Loket", "Vraag", "Afgeschermd"]),
        ("Verschil met vorig jaar", ["Jaar", "Vraag", "Antwoord", "Afgeschermd"]),
        ("Trends per meting", ["Vraag", "Maand", "Jaar", "Afgeschermd"]),
    ):
        assert sheets[title][0][: len(names)] == names


def test_the_sheets_hold_the_figures_of_the_marts(
    sheets: dict[str, list[list[object]]], marts: duckdb.DuckDBPyConnection
) -> None:
    # the latest year first and, of tests, what differs
    for title, table, order, columns in (
        (
            "Cijfers per loket",
            "mart_scores_per_loket",
            "year desc, rowid",
            {"Cijfers (n)": "n_valid", "Gemiddeld cijfer": "mean"},
        ),
        (
            "Verschil tussen subgroepen",
            "sig_subgroups",
            "year desc, coalesce(direction, 'none') = 'none', rowid",
            {
                "Uitkomst A": "estimate_a",
                "p-waarde": "p_value",
                "Basis A (n)": "base_a",
            },
        ),
    ):
        header, *rows = sheets[title]
        for heading, column in columns.items():
            place = header.index(heading)
            shown = [None if row[place] == "" else row[place] for row in rows]
            values = marts.sql(
                f"select {column} from marts.{table} order by {order}"
            ).fetchall()
            assert shown == [
                value if value is None else pytest.approx(value, rel=1e-14)
                for (value,) in values
            ]


def test_readers_see_no_codes(
    sheets: dict[str, list[list[object]]], marts: duckdb.DuckDBPyConnection
) -> None:
    columns = marts.sql(
        "select table_name, column_name from duckdb_columns()"
        " where schema_name = 'marts' and data_type = 'VARCHAR'"
        " and table_name not like 'bi_%'"
    ).fetchall()
    names = {name for _, name in columns}
    codes: set[str] = set()
    words: set[str] = set()
    for table, name in columns:
        values = {
            value
            for (value,) in marts.sql(
                f"select distinct {name} from marts.{table}"
            ).fetchall()
            if value
        }
        if name.endswith("_label") or name in ("finding", "wording", "remark", "loket"):
            words |= values
        elif f"{name}_label" in names or re.fullmatch(
            r"[a-z]\w*", min(values, default="")
        ):
            codes |= values
    assert {"overall", "took_test", "base_too_small", "welch_t", "up"} <= codes
    for title, rows in sheets.items():
        seen = {cell for row in rows for cell in row if isinstance(cell, str)}
        assert seen & (codes - words) == set(), title
        assert not [cell for cell in seen if re.search(r"[a-z]_[a-z]", cell)], title


def test_every_code_of_the_statistics_has_dutch_words() -> None:
    seed = pd.read_csv(ROOT / "seeds" / "policy" / "value_labels.csv", dtype=str)
    known = seed.groupby("column_name")["value"].agg(set)
    assert set(inputs.REASONS) - {""} <= known["reason"] | known["omnibus_reason"]
    assert set(adjusted.REASONS) - {""} <= known["reason"]
    assert set(importance.QUADRANTS) <= known["quadrant"]
    assert {*findings.KINDS, *story.KINDS} <= known["kind"]
    assert set(policy.CORRECTIONS) <= known["correction"]


def test_every_published_column_has_a_heading_and_a_format(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    without = marts.sql(
        "select distinct column_name from duckdb_columns() where schema_name = 'marts'"
        " and column_name not in (select column_name from codebook.headings)"
        " and table_name not like 'bi_%'"
    ).fetchall()
    assert without == []
    formats = marts.sql(
        "select distinct format from codebook.headings where heading is not null"
    ).fetchall()
    assert {kind for (kind,) in formats} == {
        *NUMBER_FORMATS,
        *("text", "arrow", "estimate", NOT_SHOWN),
    }


def test_a_text_is_never_a_formula_and_numbers_look_like_what_they_are(
    tmp_path: Path,
) -> None:
    people = respondents(lokets(40, 60, 5, 30, website=8.0))
    write_warehouse(people, tmp_path / "w.duckdb")
    with duckdb.connect(tmp_path / "w.duckdb") as connection:
        connection.execute(
            "update marts.dim_loket set loket_label = '=1+1' where position = 1;"
            " update marts.dim_loket set loket_label = 'https://a.nl'"
            " where position = 2;"
            " update marts.findings set finding = '+cmd|'' /C calc''!A0'"
        )
    publish(tmp_path / "w.duckdb", tmp_path / "out")
    file = tmp_path / "out" / "kto.xlsx"
    with zipfile.ZipFile(file) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    xml = [text for name, text in parts.items() if name.startswith("xl/worksheets/")]
    assert len(xml) > 20
    for text in xml:
        assert "<f>" not in text and "<f " not in text
    links = [text for name, text in parts.items() if name.endswith("sheet1.xml.rels")]
    assert not any("https://a.nl" in text for text in links)
    book = CalamineWorkbook.from_path(file)
    first = book.get_sheet_by_name("Loketten").to_python()
    assert first[1][0] == "=1+1"
    assert first[2][0] == "https://a.nl"
    # frozen header, filter and a column that says which rows are hidden
    index = book.sheet_names.index("Cijfers per loket") + 1
    scores = parts[f"xl/worksheets/sheet{index}.xml"]
    assert re.search(r'<pane [^>]*ySplit="1"[^>]*state="frozen"', scores)
    assert "<autoFilter" in scores
    header, *rows = book.get_sheet_by_name("Cijfers per loket").to_python()
    hidden = [row for row in rows if row[header.index("Afgeschermd")] == "afgeschermd"]
    assert hidden
    assert {row[header.index("Gemiddeld cijfer")] for row in hidden} == {""}
    for code in ("0%", "0.0", "#,##0"):
        assert f'formatCode="{code}"' in parts["xl/styles.xml"] or code == "0%"


# --- the page on connecting ----------------------------------------------------------


def test_the_python_lines_of_the_page_run(published: Path) -> None:
    page = (ROOT / "docs" / "connecting.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(blocks) >= 5
    ran = 0
    for block in blocks:
        modules = re.findall(r"^import (\w+)", block, re.MULTILINE)
        # polars and SQLAlchemy are the reader's own to install
        if all(importlib.util.find_spec(module) for module in modules):
            result = subprocess.run(
                [sys.executable, "-c", block],
                cwd=published.parent,
                capture_output=True,
                text=True,
                check=False,
            )
            assert result.returncode == 0, result.stderr
            ran += 1
    assert ran >= 3
