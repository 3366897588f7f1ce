"""Files that are rejected whole, each in a sentence."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
from corpora.made_deliveries import (
    CODEBOOK,
    IN_MEMORY,
    KEY,
    Row,
    columns_of,
    counts,
    load,
    name_of,
    query,
    rejection,
    response,
    responses,
    text_file,
    write_csv,
    write_sav,
    write_xlsx,
)

from scripts.deliveries.load import Loader
from scripts.deliveries.rekeying import Rekeying


def test_a_byte_order_mark_promises_utf8(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.csv"
    content = text_file(path, "caf@")
    path.write_bytes(b"\xef\xbb\xbf" + content.replace(b"@", b"\xe9"))
    message = rejection(warehouse, path)
    character = content.splitlines()[2].index(b"@") + 1
    assert f"line 3, character {character}: this isn't UTF-8" in message


def test_a_mixture_of_encodings_is_rejected(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    """The position counts characters, of which the é before it is one."""
    path = exports / "responses_2023-05.csv"
    content = text_file(path, "één en caf@")
    path.write_bytes(content.replace(b"@", b"\xe9"))
    message = rejection(warehouse, path)
    character = content.decode().splitlines()[2].index("@") + 1
    assert f"line 3, character {character}: this isn't UTF-8" in message


def test_a_mixture_is_also_found_when_the_utf8_comes_later(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.csv"
    content = text_file(path, "caf@", "één")
    path.write_bytes(content.replace(b"@", b"\xe9"))
    assert "line 3, character" in rejection(warehouse, path)


def test_windows_text_that_happens_to_have_utf8_bytes_is_no_mixture(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    """É followed by a closing quotation mark is valid UTF-8 for the letter ɔ."""
    path = exports / "responses_2023-05.csv"
    path.write_bytes(
        text_file(path, "@", "&").replace(b"@", "“CAFÉ” één".encode("cp1252"))
    )
    assert load(warehouse, exports)[path.name].status == "loaded"
    encoding = "select encoding from raw.load_log"
    assert query(warehouse, encoding) == [("Windows-1252",)]


def test_a_byte_that_windows_1252_lacks_is_rejected(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.csv"
    content = text_file(path, "@", "#")
    path.write_bytes(content.replace(b"@", b"\xe9").replace(b"#", b"\x81"))
    message = rejection(warehouse, path)
    character = content.splitlines()[3].index(b"#") + 1
    assert f"line 4, character {character}: this is neither UTF-8 nor" in message


def test_utf8_that_breaks_off_in_the_last_byte_is_not_utf8(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.csv"
    content = text_file(path, "één")
    path.write_bytes(content + b"\xc3")
    assert "line 5, character 1: this isn't UTF-8" in rejection(warehouse, path)


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("utf-16", "UTF-16"), ("utf-16-le", "NUL bytes"), ("utf-32", "UTF-32")],
)
def test_wide_encodings_are_rejected(
    exports: Path, warehouse: duckdb.DuckDBPyConnection, encoding: str, expected: str
) -> None:
    path = write_csv(
        exports / "responses_2023-05.csv", responses("1"), encoding=encoding
    )
    assert expected in rejection(warehouse, path)


def test_an_encoding_error_beyond_the_first_block_is_found_in_its_place(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.csv"
    content = text_file(path, "é")
    filler = content.splitlines(keepends=True)[1] * 12_000
    path.write_bytes(content + filler + b"ab\xe9")
    assert len(filler) > 2**21
    assert "line 12005, character 3: this isn't UTF-8" in rejection(warehouse, path)


def test_a_character_across_two_blocks_is_utf8_too(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    """It proves the mixture, and it is one of the characters that are counted."""
    path = exports / "responses_2023-05.csv"
    path.write_bytes(b"x\n" * (2**19 - 1) + b"y" + "é".encode() + b"\xe9\n")
    assert "line 524288, character 3: this isn't UTF-8" in rejection(warehouse, path)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "is empty (0 bytes)"),
        (b"\r\n  \r\n", "is empty: expected a header line"),
        (b"a\tb\n1\t2\n", "line 1: the columns are separated by tabs"),
        (b"a|b\n1|2\n", "expected semicolons or commas between the columns"),
        (b"PK\x03\x04rest", "is an Excel workbook"),
        (b"$FL2rest", "is an SPSS file"),
        (b"a" * 2**20, "without a line break"),
    ],
)
def test_what_is_no_csv_is_rejected(
    exports: Path, warehouse: duckdb.DuckDBPyConnection, content: bytes, expected: str
) -> None:
    path = exports / "responses_2023-05.csv"
    path.write_bytes(content)
    assert expected in rejection(warehouse, path)


def test_a_quoted_cell_that_is_never_closed(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.csv"
    path.write_bytes(text_file(path, "@").replace(b"@", b'"open'))
    column = next(c.name for c in columns_of("2023-05") if c.content == "text")
    message = rejection(warehouse, path)
    assert f"line 3, column '{column}': the quoted cell that opens here" in message
    assert "isn't closed" in message


def test_text_after_a_closing_quotation_mark(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.csv"
    path.write_bytes(text_file(path, "@").replace(b"@", b'"a\nb"c'))
    column = next(c.name for c in columns_of("2023-05") if c.content == "text")
    message = rejection(warehouse, path)
    assert f"line 3, column '{column}': the quoted cell that opens here" in message
    assert "followed by other text on line 4" in message


def test_a_missing_column_is_named_with_what_may_be_meant(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    started = name_of("started_at")
    row = response("1")
    row[f"{started}_op"] = row.pop(started)
    message = rejection(warehouse, write_csv(exports / "responses_2023-05.csv", [row]))
    assert f"line 1: the column '{started}' is missing" in message
    assert f"perhaps '{started}_op' should read '{started}'" in message


def test_a_file_of_another_questionnaire_names_a_few_missing_columns(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    rows = responses("1", wave="2022-05")
    message = rejection(warehouse, write_csv(exports / "responses_2023-05.csv", rows))
    required = [c.name for c in columns_of("2023-05") if c.required]
    # Headers are matched in any case: 2022 and 2023 may share names.
    given = {name.casefold() for name in rows[0]}
    missing = [name for name in required if name.casefold() not in given]
    assert ", ".join(f"'{name}'" for name in missing[:5]) in message
    assert f"and {len(missing) - 5} more are missing" in message


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["a", "", "c"], "line 1, column 2: the column has no name"),
        (["a", "b", " A"], "line 1, column 3: the column 'A' is there already, as "),
    ],
)
def test_column_names_are_given_and_unique(
    exports: Path,
    warehouse: duckdb.DuckDBPyConnection,
    header: list[str],
    expected: str,
) -> None:
    path = exports / "responses_2023-05.csv"
    path.write_text(";".join(header) + "\n1;2;3\n")
    assert expected in rejection(warehouse, path)


def test_a_codebook_that_lacks_a_column_for_the_respondent_is_named(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = write_csv(exports / "responses_2023-05.csv", responses("1"))
    key = ("kto_2023", "responses")
    short = tuple(c for c in CODEBOOK.columns[key] if c.content != "respondent")
    codebook = replace(CODEBOOK, columns=CODEBOOK.columns | {key: short})
    loader = Loader(warehouse, IN_MEMORY, codebook, Rekeying(KEY))
    (outcome,), _ = loader.load_folder(exports)
    assert outcome.status == "rejected"
    assert outcome.message.startswith(
        f"{path.name}, line 1: the codebook names no column for respondent; add it"
    )


def test_a_wave_without_a_questionnaire_is_rejected(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2019-05.csv"
    write_csv(path, responses("1"))
    message = rejection(warehouse, path)
    assert "no questionnaire covers the wave 2019-05" in message
    assert "seeds/codebook/questionnaires.csv" in message


def test_a_month_that_does_not_exist_is_rejected(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = write_csv(exports / "responses_2023-13.csv", responses("1"))
    assert "2023-13 isn't a month" in rejection(warehouse, path)


@pytest.mark.parametrize(
    ("name", "write"),
    [("responses_2023-05.xlsx", write_xlsx), ("responses_2023-05.sav", write_sav)],
)
@pytest.mark.parametrize("part", [0.3, 0.9, 0.999])
def test_a_file_that_was_cut_short_is_rejected(
    exports: Path,
    warehouse: duckdb.DuckDBPyConnection,
    name: str,
    write: Callable[[Path, list[Row]], Path],
    part: float,
) -> None:
    path = write(exports / name, responses(*map(str, range(40))))
    content = path.read_bytes()
    path.write_bytes(content[: int(part * len(content))])
    assert "damaged or cut short" in rejection(warehouse, path)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("responses_2023-05.xlsx", b"", "is empty (0 bytes)"),
        ("responses_2023-05.xlsx", b"\xd0\xcf\x11\xe0rest", "with a password"),
        ("responses_2023-05.xlsx", b"a;b\n1;2\n", "isn't an Excel workbook"),
        ("responses_2023-05.xlsx", b"PK\x03\x04rest", "damaged or cut short"),
        ("responses_2023-05.sav", b"", "is empty (0 bytes)"),
        ("responses_2023-05.sav", b"ENCRYPTEDSAVrest", "with a password"),
        ("responses_2023-05.sav", b"a;b\n1;2\n", "isn't an SPSS file"),
        ("responses_2023-05.sav", b"$FL2rest", "damaged or cut short"),
    ],
)
def test_what_is_no_workbook_or_spss_file_is_rejected(
    exports: Path,
    warehouse: duckdb.DuckDBPyConnection,
    name: str,
    content: bytes,
    expected: str,
) -> None:
    path = exports / name
    path.write_bytes(content)
    assert expected in rejection(warehouse, path)


def test_an_empty_first_sheet_is_rejected(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("leeg")
    assert "is empty: expected a header and rows" in rejection(warehouse, path)


def test_a_file_that_cannot_be_opened_is_rejected(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.csv"
    path.symlink_to(exports / "gone.csv")
    assert "can't be read (No such file or directory)" in rejection(warehouse, path)


def test_a_file_that_changes_while_it_is_read_is_rejected(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = write_csv(exports / "responses_2023-05.csv", responses("1", "2"))

    def touch(*_: object) -> None:
        os.utime(path, ns=(1, 1))

    loader = Loader(warehouse, Path("w.duckdb"), CODEBOOK, Rekeying(KEY), touch)
    outcomes, _ = loader.load_folder(exports)
    assert "changed while it was read" in outcomes[0].message
    assert query(warehouse, "select count(*) from raw.responses") == [(0,)]


def test_a_rejected_file_does_not_keep_the_others_out(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    (exports / "responses_2023-04.csv").write_bytes(b"")
    write_csv(exports / "responses_2023-05.csv", responses("1", "2"))
    outcomes = load(warehouse, exports)
    assert [outcome.status for outcome in outcomes.values()] == ["rejected", "loaded"]
    assert counts(warehouse) == {"responses_2023-05.csv": (2, 2, 0, 0)}


def test_a_rejected_file_is_tried_again_and_logged_once(
    exports: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    path = exports / "responses_2023-05.csv"
    path.write_bytes(b"")
    load(warehouse, exports)
    load(warehouse, exports)
    assert query(warehouse, "select status from raw.load_log") == [("rejected",)]
    write_csv(path, responses("1"))
    assert load(warehouse, exports)[path.name].status == "loaded"
