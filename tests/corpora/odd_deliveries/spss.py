"""Odd SPSS files."""

from collections.abc import Callable
from pathlib import Path

from corpora.made_deliveries import Row, columns_of, name_of, response, write_sav
from corpora.odd_deliveries.kind import N_ROWS, WAVE, Kind, good_rows

_NAME = f"responses_{WAVE}.sav"
_ALL = (N_ROWS, N_ROWS, 0, 0)
_ONE_BAD = (N_ROWS, N_ROWS - 1, 0, 1)
_DAMAGED = "can't be read as an SPSS file"
_LOKET = name_of("loket")
_SCORE = next(c.name for c in columns_of(WAVE) if c.content == "score")


def _file(
    change: Callable[[list[Row]], None] = lambda rows: None,
    labels: dict[str, dict[float, str]] | None = None,
) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        rows = good_rows()
        change(rows)
        return write_sav(folder / _NAME, rows, labels)

    return make


def _bytes(change: Callable[[bytes], bytes]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = write_sav(folder / _NAME, good_rows())
        path.write_bytes(change(path.read_bytes()))
        return path

    return make


def _content(content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / _NAME).write_bytes(content)
        return folder / _NAME

    return make


def _encoding(name: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(b"UTF-8", name)


def _lokets_as_numbers(rows: list[Row]) -> None:
    for row in rows:
        row[_LOKET] = "3"


def _odd(content: str, value: str) -> Callable[[list[Row]], None]:
    def change(rows: list[Row]) -> None:
        rows[3] = response("r3", **{content: value})

    return change


def _without(content: str) -> Callable[[list[Row]], None]:
    def change(rows: list[Row]) -> None:
        for row in rows:
            del row[name_of(content)]

    return change


KINDS = [
    Kind("a valid SPSS file", _file(), "loaded", "", _ALL),
    Kind(
        "labels of values", _file(labels={_SCORE: {7.0: "zeven"}}), "loaded", "", _ALL
    ),
    Kind(
        "lokets as labelled numbers",
        _file(_lokets_as_numbers, {_LOKET: {3.0: "Drenthe"}}),
        "loaded",
        "",
        _ALL,
    ),
    Kind(
        "lokets as numbers without labels",
        _file(_lokets_as_numbers),
        "loaded",
        "",
        _ALL,
    ),
    Kind(
        "an empty loket in SPSS",
        _file(_odd("loket", "")),
        "quarantined",
        "expected the name of a loket",
        _ONE_BAD,
    ),
    Kind(
        "an SPSS file without a column",
        _file(_without("started_at")),
        "rejected",
        "is missing",
    ),
    Kind("0 bytes named sav", _content(b""), "rejected", "is empty (0 bytes)"),
    Kind("CSV named sav", _content(b"a;b\n1;2\n"), "rejected", "isn't an SPSS file"),
    Kind(
        "an SPSS file with a password",
        _content(b"ENCRYPTEDSAV rest"),
        "rejected",
        "protected with a password",
    ),
    Kind("a mark without a file", _content(b"$FL2rest"), "rejected", _DAMAGED),
    Kind(
        "an SPSS file cut at a third",
        _bytes(lambda c: c[: len(c) // 3]),
        "rejected",
        _DAMAGED,
    ),
    Kind(
        "an SPSS file without its last byte",
        _bytes(lambda c: c[:-1]),
        "rejected",
        _DAMAGED,
    ),
    Kind(
        "an encoding that nobody has",
        _bytes(_encoding(b"KLING")),
        "rejected",
        "says that its texts are in 'KLING'",
    ),
    Kind(
        "an encoding that is no text",
        _bytes(_encoding(b"\xff\x00\x01\x02\x03")),
        "rejected",
        "is no encoding",
    ),
    Kind(
        "an SPSS file of zeros",
        _bytes(lambda c: c[:200] + b"\0" * (len(c) - 200)),
        "rejected",
        _DAMAGED,
    ),
]
