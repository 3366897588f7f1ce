"""What was kept as long as it may be is gone, down to the bytes, and stays gone."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from corpora.made_deliveries import (
    CODEBOOK,
    check_accounts,
    columns_of,
    name_of,
    query,
    response,
    responses,
    write_csv,
)

from scripts import forget, load_exports, retain
from scripts.deliveries import raw
from scripts.deliveries.codebook import Codebook
from scripts.deliveries.expiring import expire
from scripts.deliveries.rejected import RefusedError
from scripts.deliveries.retention import (
    ANSWERS,
    MARK,
    OPEN_ANSWERS,
    What,
    is_past,
    waves_due,
)

OLD, OLDER_VERSION, KEPT = "van de oude tuin", "van het oude bos", "van het nieuwe veld"
IN_QUARANTINE, UNKNOWN, IN_LIST = "van de rand", "van ergens", "van het dak"
TODAY = date(2026, 11, 30)


def with_terms(open_answers: int = 0, answers: int = 0) -> Codebook:
    policy = replace(
        CODEBOOK.policy,
        retention_open_answers=open_answers,
        retention_answers=answers,
    )
    return replace(CODEBOOK, policy=policy)


def months_since(wave: str, today: date = TODAY) -> int:
    return today.year * 12 + today.month - int(wave[:4]) * 12 - int(wave[5:])


def bytes_of(folder: Path) -> bytes:
    return b"".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())


def load(exports: Path, warehouse: Path) -> int:
    return load_exports.main([str(exports), "--warehouse", str(warehouse)])


def write(path: Path, text: str, *more: dict[str, str]) -> None:
    """Ten persons of a wave, the first with a text, and an unknown column."""
    wave = path.name.split("_")[1][:7]
    column = next(c.name for c in columns_of(wave) if c.content == "text")
    rows = responses(*"abcdefghij", wave=wave)
    rows[0][column] = text
    rows[1][name_of("option_list", wave)] += f"|{IN_LIST}"
    write_csv(path, [{**row, "Notitie": UNKNOWN} for row in [*rows, *more]])


@pytest.fixture
def warehouse(exports: Path, tmp_path: Path) -> Path:
    """2022-11 in two versions, the last with a row in quarantine, and 2023-05."""
    bad = response("z", "2022-11", completed_at="later", loket=IN_QUARANTINE)
    write(exports / "responses_2022-11.csv", OLDER_VERSION)
    write(exports / "responses_2022-11_v2.csv", OLD, bad)
    invited = {"loket": "Drenthe", "invited": "40"}
    columns = columns_of("2022-11", "invitations")
    row = {column.name: invited.get(column.content, "") for column in columns}
    write_csv(exports / "invitations_2022-11.csv", [row])
    kept = responses(*"klmnopqrst", wave="2023-05")
    kept[0][next(c.name for c in columns_of("2023-05") if c.content == "text")] = KEPT
    write_csv(exports / "responses_2023-05.csv", kept)
    path = tmp_path / "private" / "w.duckdb"
    assert load(exports, path) == 0
    build(path)
    return path


def build(warehouse: Path) -> None:
    """What a build makes of it, as far as it is read here."""
    columns = [
        (questionnaire.name, column.name.lower(), column.content)
        for questionnaire in CODEBOOK.questionnaires
        for column in CODEBOOK.columns_of(questionnaire.name, "responses")
    ]
    with raw.open_warehouse(warehouse) as connection:
        connection.execute("create schema staging")
        connection.execute(
            "create table staging.stg_kto__columns as select delivery_id, position,"
            " delivery_id * 1000 + position as column_number, content,"
            " case content when 'option_list' then '|' end as delimiter"
            " from raw.columns inner join raw.load_log using (delivery_id)"
            " left join (select unnest($q) as questionnaire, unnest($n) as name,"
            " unnest($c) as content) as known on known.name = lower(column_name)"
            " and load_log.questionnaire = known.questionnaire",
            dict(zip("qnc", map(list, zip(*columns, strict=True)), strict=True)),
        )
        connection.execute(
            "create table staging.stg_kto__delivered_values as"
            " select distinct column_number, cells[position] as value,"
            " unnest(string_split(value, '|')) as part, part = $text as is_written"
            " from raw.responses inner join staging.stg_kto__columns"
            " using (delivery_id) where content = 'option_list'",
            {"text": IN_LIST},
        )
        connection.execute(
            "create table staging.stg_kto__respondents as select delivery_id,"
            " line_number, delivery_id * 1000 + line_number as response_number"
            " from raw.responses anti join raw.superseded"
            " using (delivery_id, line_number)"
        )
        connection.execute(
            "create table staging.stg_kto__open_answer_themes as select"
            " response_number, 'remarks' as question, 'gardens' as theme"
            " from staging.stg_kto__respondents where line_number = 2"
        )


def expired(warehouse: Path, codebook: Codebook) -> dict[str, What]:
    with raw.open_warehouse(warehouse) as connection:
        due = waves_due(connection, codebook, TODAY)
    expire(warehouse, codebook, due)
    return due


@pytest.mark.parametrize(
    ("what", "wave", "months", "past"),
    [
        # the month itself is kept, and then as many as the term says
        (OPEN_ANSWERS, "2023-05", 41, True),
        (OPEN_ANSWERS, "2023-05", 42, False),
        # for good
        (OPEN_ANSWERS, "2023-05", 0, False),
        (ANSWERS, "2022-05", 0, False),
        # a year goes as one, counted from its last month
        (ANSWERS, "2022-01", 46, True),
        (ANSWERS, "2022-12", 46, True),
        (ANSWERS, "2022-01", 47, False),
        # no questionnaire covers it
        (ANSWERS, "1999-01", 1, False),
    ],
)
def test_a_term_counts_from_the_end_of_the_month_or_year(
    what: What, wave: str, months: int, past: bool
) -> None:
    terms = {"answers" if what == ANSWERS else "open_answers": months}
    assert is_past(with_terms(**terms), wave, what, TODAY) == past


def test_texts_go_with_every_byte_and_their_themes_stay(
    exports: Path, warehouse: Path
) -> None:
    texts = (OLD, OLDER_VERSION, IN_QUARANTINE, UNKNOWN, IN_LIST)
    before = bytes_of(warehouse.parent)
    assert all(text.encode() in before for text in (*texts, KEPT))
    codebook = with_terms(open_answers=months_since("2022-12"))
    assert expired(warehouse, codebook) == {"2022-11": OPEN_ANSWERS}
    after = bytes_of(warehouse.parent)
    assert not [text for text in texts if text.encode() in after]
    assert KEPT.encode() in after
    assert warehouse.stat().st_mode & 0o777 == 0o600
    with raw.open_warehouse(warehouse) as connection:
        check_accounts(connection)
        assert waves_due(connection, codebook, TODAY) == {}
        assert query(
            connection,
            "select file_name, rows_loaded, rows_forgotten from raw.load_log"
            " where wave = '2022-11' order by all",
        ) == [
            ("invitations_2022-11.csv", 1, 0),
            ("responses_2022-11.csv", 0, 10),
            ("responses_2022-11_v2.csv", 10, 1),
        ]
        cells = (
            "select value from raw.cells where file_name = 'responses_2022-11_v2.csv'"
        )
        text = next(c.name for c in columns_of("2022-11") if c.content == "text")
        line = f"{cells} and column_name = '{text}' order by line_number"
        # who wrote nothing still has written nothing
        assert query(connection, line) == [(MARK,), *[("",)] * 9]
        listed = name_of("option_list", "2022-11")
        ((values,),) = query(
            connection,
            f"{cells} and line_number = 3 and column_name = '{listed}'",
        )
        assert sorted(values.split("|")) == sorted(
            [MARK, response("b", "2022-11")[listed]]
        )
        scores = f"{cells} and column_name = '{name_of('score', '2022-11')}'"
        assert "" not in {value for (value,) in query(connection, scores)}
        themes = "select line_number, question, theme from raw.kept_themes"
        assert query(connection, themes) == [(2, "remarks", "gardens")]
        log = "select rule, n_respondents, n_rows from raw.erasures"
        rule = f"retention of open answers: {months_since('2022-12')} months"
        assert query(connection, log) == [(rule, 11, 21)]


def test_an_old_file_or_another_brings_no_text_back(
    exports: Path, warehouse: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    expired(warehouse, with_terms(open_answers=months_since("2022-12")))
    write(exports / "responses_2022-11_v3.csv", OLD)
    assert load(exports, warehouse) == 0
    assert "1 file of 2022-11 left out" in capfd.readouterr().out.replace("\n", " ")
    assert OLD.encode() not in bytes_of(warehouse.parent)


def test_who_is_forgotten_leaves_no_theme(warehouse: Path, tmp_path: Path) -> None:
    expired(warehouse, with_terms(open_answers=months_since("2022-12")))
    ids = tmp_path / "ids.txt"
    ids.write_text("a\n", encoding="utf-8")
    assert forget.main(["--warehouse", str(warehouse), "--file", str(ids)]) == 0
    with raw.open_warehouse(warehouse) as connection:
        check_accounts(connection)
        assert query(connection, "select count(*) from raw.kept_themes") == [(0,)]


def test_a_year_goes_whole_and_its_files_are_left_out(
    exports: Path, warehouse: Path
) -> None:
    codebook = with_terms(answers=months_since("2022-12") - 1)
    assert expired(warehouse, codebook) == {"2022-11": ANSWERS}
    after = bytes_of(warehouse.parent)
    loket = response("a", "2022-11")[name_of("loket", "2022-11")]
    assert OLD.encode() not in after
    assert KEPT.encode() in after
    assert load(exports, warehouse) == 0
    with raw.open_warehouse(warehouse) as connection:
        check_accounts(connection)
        log = (
            "select file_name, status, rows_delivered, rows_forgotten"
            " from raw.load_log order by file_name"
        )
        assert query(connection, log) == [
            ("invitations_2022-11.csv", "expired", 1, 1),
            ("responses_2022-11.csv", "expired", 10, 10),
            ("responses_2022-11_v2.csv", "expired", 11, 11),
            ("responses_2023-05.csv", "loaded", 10, 0),
        ]
        held = "select count(*), any_value(loket) from raw.responses"
        assert query(connection, held) == [(10, loket)]
        assert query(connection, "select count(*) from raw.invitations") == [(0,)]


def test_a_new_warehouse_takes_no_file_that_is_past_its_term(
    exports: Path, warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codebook = with_terms(answers=months_since("2022-12", date.today()) - 1)
    monkeypatch.setattr(load_exports, "read_codebook", lambda _: codebook)
    new = tmp_path / "new" / "w.duckdb"
    assert load(exports, new) == 0
    assert OLD.encode() not in bytes_of(new.parent)
    assert KEPT.encode() in bytes_of(new.parent)


# --- the command ---------------------------------------------------------------------


@pytest.fixture
def terms(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The policy's terms, for a test to change."""
    terms: dict[str, int] = {}
    for module in (retain, load_exports):
        monkeypatch.setattr(module, "read_codebook", lambda _: with_terms(**terms))
    return terms


def test_without_apply_it_is_only_shown(
    exports: Path,
    warehouse: Path,
    terms: dict[str, int],
    capfd: pytest.CaptureFixture[str],
) -> None:
    before = warehouse.read_bytes()
    command = ["--warehouse", str(warehouse)]
    assert retain.main(command) == 0
    assert "keeps open answers for good and answers for good" in capfd.readouterr().out
    terms["open_answers"] = months_since("2022-12", date.today())
    assert retain.main(command) == 0
    assert capfd.readouterr().out.splitlines()[1:] == [
        "  2022-11  open answers: 1, and of what does not count 11 rows",
        "Nothing was changed; --apply takes it out.",
    ]
    terms["answers"] = months_since("2022-12", date.today()) - 1
    assert retain.main(command) == 0
    said = capfd.readouterr().out
    assert "  2022-11  all answers: 21 rows\n" in said
    assert "Figures of 2022 are in no build after this" in said
    assert warehouse.read_bytes() == before
    # and loading says that something is due
    assert load(exports, warehouse) == 0
    assert "Answers of 1 waves were kept as long" in capfd.readouterr().out


def test_texts_of_a_warehouse_that_is_not_built_stay(
    warehouse: Path, terms: dict[str, int], capfd: pytest.CaptureFixture[str]
) -> None:
    terms["open_answers"] = months_since("2022-12", date.today())
    before = warehouse.read_bytes()
    assert retain.main(["--warehouse", str(warehouse), "--apply"]) == 1
    said = capfd.readouterr().err
    assert "only a whole build knows them" in said
    assert said.rstrip().endswith("dbt build`, and try again.")
    assert warehouse.read_bytes() == before


def test_texts_that_were_loaded_since_the_build_stay(
    exports: Path, warehouse: Path
) -> None:
    write(exports / "responses_2022-10.csv", OLD)
    assert load(exports, warehouse) == 0
    before = warehouse.read_bytes()
    with pytest.raises(RefusedError, match="was loaded while this ran"):
        expired(warehouse, with_terms(open_answers=months_since("2022-12")))
    with duckdb.connect(warehouse, read_only=True) as connection:
        assert query(connection, "select count(*) from raw.expired") == [(0,)]
    assert OLD.encode() in before


def test_answers_go_also_from_a_warehouse_that_is_not_built(
    warehouse: Path,
    terms: dict[str, int],
    capfd: pytest.CaptureFixture[str],
) -> None:
    (warehouse.parent / "quotes.csv").write_text("", encoding="utf-8")
    terms["answers"] = 1
    assert retain.main(["--warehouse", str(warehouse), "--apply"]) == 0
    said = capfd.readouterr().out
    assert f"Taken out of {warehouse}" in said
    assert "Figures of 2022, 2023 are in no build after this" in said
    assert "quotes.csv has masked open answers too" in said
    assert OLD.encode() not in bytes_of(warehouse.parent)
    assert KEPT.encode() not in bytes_of(warehouse.parent)


def test_no_warehouse_is_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert retain.main(["--warehouse", str(tmp_path / "none.duckdb")]) == 1
    assert "There is no warehouse" in capfd.readouterr().err
