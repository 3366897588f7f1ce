"""Cells and ids that need no cleaning take a short way: it may not change any."""

import itertools
import re

import duckdb
import pyarrow as pa

from scripts.deliveries.checks import define_macros
from scripts.deliveries.header import Layout
from scripts.deliveries.rekeying import Rekeying, cleaned_id, keyed_id
from scripts.deliveries.tables import chunk_of

# what is seen, what isn't, and every kind of space
PIECES = ["a", "Zuid", "7", "1.0", " ", "  ", "\t", "\n", "\u00a0", "\u200b", "é", ""]
TEXTS = ["".join(parts) for parts in itertools.product(PIECES, repeat=3)]
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
SPACES = re.compile("[ \t\n\r\f\u00a0\u2000-\u200a\u202f\u3000]+")
KEY = bytes(32)


def cleaned(text: str) -> str:
    return SPACES.sub(" ", INVISIBLE.sub("", text)).strip(" ")


def test_a_cell_is_cleaned_whether_it_is_plain_or_not() -> None:
    texts = pa.table({"text": TEXTS})
    with duckdb.connect() as connection:
        define_macros(connection)
        connection.register("texts", texts)
        found = connection.execute("select text, clean(text) from texts").fetchall()
    assert dict(found) == {text: cleaned(text) for text in TEXTS}
    assert ("a  a", "a a") in found and ("a 7", "a 7") in found


def test_an_id_is_cleaned_once_and_that_is_enough() -> None:
    for text in TEXTS:
        once = cleaned_id(text)
        assert cleaned_id(once) == once
        assert keyed_id(KEY, text) == keyed_id(KEY, once)


def test_only_the_id_is_replaced_and_what_repeats_it() -> None:
    layout = Layout(("note", "id", "mark", "email"), {"respondent": 1}, ("email",))
    rows = [
        ["x", "12", "8", "12"],
        ["12", " 13", "12", "other"],
        ["", "", "9", ""],
        ["y", "#N/A", "", "#N/A"],
    ]
    chunk = chunk_of([2, 3, 4, 5], rows)
    rekeyed, gone = Rekeying(KEY).rekeyed(chunk, layout)
    one, other = keyed_id(KEY, "12"), keyed_id(KEY, "13")
    assert gone == 0
    assert rekeyed.cells.to_pylist() == [
        ["x", one, "8", one],
        # an answer that happens to be somebody's number stays an answer
        ["12", other, "12", "other"],
        ["", "", "9", ""],
        ["y", "#N/A", "", "#N/A"],
    ]
    kept, gone = Rekeying(KEY, frozenset({one})).rekeyed(chunk, layout)
    assert gone == 1 and kept.line_numbers.to_pylist() == [3, 4, 5]
