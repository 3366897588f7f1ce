"""Odd corrections."""

from collections.abc import Callable, Sequence
from pathlib import Path

from corpora.made_deliveries import name_of, response, responses, write_csv
from corpora.odd_deliveries.kind import RESPONSES, WAVE, Kind, good_rows

from scripts.deliveries.codebook import DEMO_ORIGIN

_V2 = f"responses_{WAVE}_v2.csv"
_FEWER = f"or confirm it with --accept-fewer-rows {_V2}"


def _corrected(
    n: int, n_before: int = 30, spoilt: int = 0, name: str = _V2
) -> Callable[[Path], Path]:
    """Makes a wave and a correction of it with other numbers of rows."""

    def make(folder: Path) -> Path:
        write_csv(folder / RESPONSES, good_rows(n_before))
        rows = good_rows(max(n, 1))
        for row in rows[:spoilt]:
            row[name_of("invited_at")] = "05/02/2023 9:00 AM"
        path = write_csv(folder / name, rows)
        if n == 0:
            path.write_text(path.read_text().splitlines()[0] + "\n")
        return path

    return make


def _waves(first: Sequence[str], second: Sequence[str]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = write_csv(folder / "responses_2023-05.csv", responses(*first))
        write_csv(folder / "responses_2023-06.csv", responses(*second, wave="2023-06"))
        return path

    return make


def _origins(*origins: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        rows = [response(f"r{i}", origin=one) for i, one in enumerate(origins)]
        return write_csv(folder / RESPONSES, rows)

    return make


def _demo_and_real(folder: Path) -> Path:
    write_csv(folder / RESPONSES, responses("1", origin=DEMO_ORIGIN))
    return write_csv(folder / "responses_2023-06.csv", responses("2", wave="2023-06"))


KINDS = [
    Kind(
        "a correction with as many rows", _corrected(30), "loaded", "", (30, 30, 0, 0)
    ),
    Kind(
        "a correction with a few rows fewer",
        _corrected(26),
        "loaded",
        "",
        (26, 26, 0, 0),
    ),
    Kind(
        "a correction with half of the rows",
        _corrected(15),
        "rejected",
        "has 15 rows, and would take the place of responses_2023-05.csv with 30 rows",
    ),
    Kind("a correction with one row", _corrected(1), "rejected", _FEWER),
    Kind(
        "a correction with a header only",
        _corrected(0),
        "rejected",
        "has no row that can be read, and would take the place of",
    ),
    Kind(
        "a correction that can't be read",
        _corrected(30, spoilt=30),
        "rejected",
        "30 of 30 rows can't be read",
    ),
    Kind(
        "a correction with a third in quarantine",
        _corrected(30, spoilt=10),
        "rejected",
        "10 of 30 rows can't be read",
    ),
    Kind("a small wave that loses most", _corrected(1, 3), "rejected", _FEWER),
    Kind("a small wave that loses one", _corrected(2, 3), "loaded", "", (2, 2, 0, 0)),
    Kind(
        "a wave of one that loses it",
        _corrected(0, 1),
        "rejected",
        "has no row that can be read",
    ),
    Kind(
        "a half correction that was confirmed",
        _corrected(15),
        "loaded",
        "",
        (15, 15, 0, 0),
        ("--accept-fewer-rows", _V2),
    ),
    Kind(
        "an emptied wave that was confirmed",
        _corrected(0),
        "warned",
        "has a header and no rows",
        (0, 0, 0, 0),
        ("--accept-fewer-rows", _V2),
    ),
    Kind(
        "another file that was confirmed",
        _corrected(15),
        "refused",
        "which --accept-fewer-rows names",
        (0, 0, 0, 0),
        ("--accept-fewer-rows", "x.csv"),
    ),
    Kind(
        "a respondent who moved between waves",
        _waves("abcdef", "fghijk"),
        "superseded",
        "the respondent was delivered again",
        (6, 5, 1, 0),
    ),
    Kind(
        "a wave delivered as another one",
        _waves("abcdef", "abcdef"),
        "superseded",
        "6 responses were superseded",
        (6, 0, 6, 0),
    ),
    Kind(
        "two origins in one file",
        _origins("", DEMO_ORIGIN),
        "rejected",
        "found 'synthetisch'; expected",
    ),
    Kind(
        "an unknown origin",
        _origins("", "Jan de Vries"),
        "rejected",
        "found a text of 12 characters",
    ),
    Kind("demo and real in one folder", _demo_and_real, "refused", "these never mix"),
]
