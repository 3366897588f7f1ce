"""For any deliveries at all: accounts that close, nothing touched, no order of loading.

Hypothesis makes the folders, and shrinks what it finds to the smallest that fails.
"""

import tempfile
from pathlib import Path

from corpora.made_deliveries import (
    IN_MEMORY,
    check_accounts,
    counts,
    load,
    query,
    response,
    rows_that_count,
    state,
    write_csv,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scripts.deliveries import raw
from scripts.deliveries.showing import described, header_name, plain, printable

FEW = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
NAMES = [
    f"responses_2023-{month}{version}.csv"
    for month in ("04", "05")
    for version in ("", "_v2", "_V10")
]
ROW = st.tuples(
    st.sampled_from("abcdef"),
    st.sampled_from(["2023-05-03 20:05:00", "2023-05-03 20:05:00", "", "2093-01-01"]),
)
FOLDER = st.dictionaries(
    st.sampled_from(NAMES), st.lists(ROW, min_size=1, max_size=8), min_size=1
)
JUNK = st.binary(min_size=1, max_size=400)


def deliver(folder: Path, name: str, rows: list[tuple[str, str]]) -> None:
    made = [response(one, completed_at=completed) for one, completed in rows]
    write_csv(folder / name, made)


@FEW
@given(FOLDER, st.randoms(use_true_random=False))
def test_accounts_close_and_the_order_of_loading_makes_no_difference(
    delivered: dict[str, list[tuple[str, str]]], random: object
) -> None:
    """Folder by folder in any order, and at last all of it: what waited may come in."""
    states = []
    for order in (sorted(delivered), random.sample(sorted(delivered), len(delivered))):
        with (
            tempfile.TemporaryDirectory() as one,
            raw.open_warehouse(IN_MEMORY) as warehouse,
        ):
            folder = Path(one)
            for name in order:
                deliver(folder, name, delivered[name])
                load(warehouse, folder)
                check_accounts(warehouse)
            load(warehouse, folder)
            check_accounts(warehouse)
            states.append(state(warehouse))
    assert states[0] == states[1]


@FEW
@given(FOLDER)
def test_the_same_folder_again_changes_nothing(
    delivered: dict[str, list[tuple[str, str]]],
) -> None:
    with (
        tempfile.TemporaryDirectory() as one,
        raw.open_warehouse(IN_MEMORY) as warehouse,
    ):
        folder = Path(one)
        for name, rows in delivered.items():
            deliver(folder, name, rows)
        load(warehouse, folder)
        before = state(warehouse)
        load(warehouse, folder)
        assert state(warehouse) == before


@settings(FEW, max_examples=20)
@given(JUNK, st.integers(0, 3), st.sampled_from(["csv", "sav"]))
def test_bytes_that_nobody_expects_touch_nothing(
    junk: bytes, place: int, extension: str
) -> None:
    """Junk alone, and junk within a good file: one sentence or rows in quarantine."""
    with (
        tempfile.TemporaryDirectory() as one,
        raw.open_warehouse(IN_MEMORY) as warehouse,
    ):
        folder = Path(one)
        good = [("a", "2023-05-03 20:05:00"), ("b", "2023-05-03 20:05:00")]
        deliver(folder, "responses_2023-04.csv", good)
        load(warehouse, folder)
        before = rows_that_count(warehouse)
        deliver(folder, "responses_2023-03.csv", [("x", "2023-05-03 20:05:00")] * 3)
        path = folder / f"responses_2023-03.{extension}"
        lines = (folder / "responses_2023-03.csv").read_bytes().splitlines(True)
        lines.insert(place, junk)
        (folder / "responses_2023-03.csv").unlink()
        path.write_bytes(b"".join(lines) if extension == "csv" else b"$FL2" + junk)
        outcome = load(warehouse, folder)[path.name]
        assert outcome.message.count("\n") == 0
        check_accounts(warehouse)
        assert counts(warehouse)["responses_2023-04.csv"] == (2, 2, 0, 0)
        kept = [row for row in rows_that_count(warehouse) if row[1] != path.name]
        assert kept == before
        assert query(warehouse, "select count(*) from raw.load_log") == [(2,)]


@settings(FEW, max_examples=200)
@given(st.text())
def test_no_message_shows_the_text_of_a_cell(text: str) -> None:
    shown = described(text)
    letters = [character for character in text if character.isalpha()]
    assert len(shown) <= 70
    if len(letters) > 3 and not text.strip().startswith("#"):
        assert text.strip() not in shown


@settings(FEW, max_examples=200)
@given(st.text())
def test_names_can_be_shown_on_one_line(text: str) -> None:
    assert printable(text).isprintable()
    assert header_name(text).isprintable()
    assert plain(plain(text)) == plain(text)
