"""Each macro of macros/engines says the same on both engines."""

from collections.abc import Iterator

import pytest
from spark.engines import Rows, rows_of_duckdb, rows_of_spark

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

ODD_TEXTS = {
    "plain": "Goed",
    "spaces": "  Goed  ",
    "another_space": "\u00a0\u2003Goed\u3000",
    "tab": "\tGoed\t",
    "line": " Goed\n",
    "quote": "'s Hertogenbosch",
    "backslash": "a\\b",
    "beyond": "😀 één ",
    "empty": "",
    "only_spaces": "   ",
}


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rows]:
    yield from rows_of_spark(tmp_path_factory.mktemp("spark"))


def both(spark: Rows, query: str, **given: str) -> list[tuple]:
    """What DuckDB says of a query, once Spark has said the same."""
    said = sorted(rows_of_duckdb(query, **given))
    assert sorted(spark(query, **given)) == said
    return said


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_a_text_is_trimmed_alike(spark: Rows, text: str) -> None:
    ((trimmed,),) = both(spark, "select {{ trimmed(':text') }}", text=text)
    assert trimmed == text.strip(" \u00a0\u2003\u3000")


def test_a_row_gives_its_cells_with_their_places(spark: Rows) -> None:
    query = (
        "select value, position from (select {{ explode_cells('cells') }} from ("
        "select {{ 'array' if adapter.engine == 'spark' else 'list_value' }}"
        "(:cell, '', :cell, null) as cells) as rows_with_cells) as cells"
        " where value is not null"
    )
    assert both(spark, query, cell="7, 'x'") == [("", 2), ("7, 'x'", 1), ("7, 'x'", 3)]


@pytest.mark.parametrize("delimiter", [";", ",", "|", ".", "||", "\\", " / ", "$^"])
def test_a_list_is_cut_at_its_delimiter_whatever_that_is(
    spark: Rows, delimiter: str
) -> None:
    text = delimiter.join(["een", " twee ", "", "vier"])
    query = "select {{ explode_list(':text', ':mark') }} as part"
    said = both(spark, query, text=text, mark=delimiter)
    assert said == [("",), ("een",), ("twee",), ("vier",)]


@pytest.mark.parametrize(
    ("text", "pattern", "found"),
    [
        ("17", "^[0-9]+$", True),
        ("7.0", "^[0-9]+$", False),
        ("nooit 'gehoord", "nooit ''?gehoord", True),
        ("a.b", r"a\.b", True),
        ("axb", r"a\.b", False),
        ("twee woorden", r"twee\s+woorden", True),
        ("één", "^.{3}$", True),
        ("op maat", r"\bmaat\b", True),
        ("maatwerk", r"\bmaat\b", False),
        ("tevredené", r"tevreden\b", True),
        ("17\n", "^[0-9]+$", False),
        ("goed\n", r"goed.", False),
        ("goed\r", r"goed.", True),
        ("goed\u2028zo", r"goed.zo", True),
        ("goed\x0bzo", r"goed\szo", False),
        ("10$", r"10\$", True),
    ],
)
def test_a_pattern_finds_the_same(
    spark: Rows, text: str, pattern: str, found: bool
) -> None:
    query = "select {{ matches_pattern(':text', pattern) }}"
    said = both(spark, query, text=text, pattern=f"'{pattern}'")
    assert said == [(found,)]
