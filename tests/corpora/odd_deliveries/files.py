"""Odd files, names and folders."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

from corpora.made_deliveries import write_csv, write_xlsx
from corpora.odd_deliveries.kind import N_ROWS, RESPONSES, WAVE, Kind, good_rows

_ALL = (N_ROWS, N_ROWS, 0, 0)


def _named(name: str) -> Callable[[Path], Path]:
    return lambda folder: write_csv(folder / name, good_rows())


def _link(target: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / RESPONSES
        path.symlink_to(target)
        return path

    return make


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / RESPONSES)
    return folder / RESPONSES


def _socket(folder: Path) -> Path:
    here = Path.cwd()
    os.chdir(folder)  # the path of a socket may not be long
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(RESPONSES)
    finally:
        os.chdir(here)
    return folder / RESPONSES


def _folder(folder: Path) -> Path:
    (folder / RESPONSES).mkdir()
    return folder / RESPONSES


def _link_to_file(folder: Path) -> Path:
    real = write_csv(folder.parent / "real.csv", good_rows())
    (folder / RESPONSES).symlink_to(real)
    return folder / RESPONSES


def _loop(folder: Path) -> Path:
    (folder / RESPONSES).symlink_to(folder / RESPONSES)
    return folder / RESPONSES


def _not_utf8(folder: Path) -> Path:
    path = Path(os.fsdecode(os.fsencode(folder) + b"/responses_2023-05_caf\xe9.csv"))
    return write_csv(path, good_rows())


def _not_utf8_and_empty(folder: Path) -> Path:
    path = _not_utf8(folder)
    path.write_bytes(b"")
    return path


def _workbook(folder: Path) -> Path:
    return write_xlsx(folder / f"RESPONSES_{WAVE} .XLSX", good_rows())


KINDS = [
    Kind("a name in capitals", _named(f"RESPONSES_{WAVE}.CSV"), "loaded", "", _ALL),
    Kind(
        "a name with an addition",
        _named(f"responses_{WAVE}_definitief (2).csv"),
        "loaded",
        "",
        _ALL,
    ),
    Kind(
        "a name with an emoji", _named(f"responses_{WAVE}_👍.csv"), "loaded", "", _ALL
    ),
    Kind(
        "a name with a line break",
        _named(f"responses_{WAVE}_a\tb.csv"),
        "loaded",
        "",
        _ALL,
    ),
    Kind("a name that isn't UTF-8", _not_utf8, "loaded", "", _ALL),
    Kind(
        "an empty file whose name isn't UTF-8",
        _not_utf8_and_empty,
        "rejected",
        r"responses_2023-05_caf\xe9.csv is empty",
    ),
    Kind(
        "a name with a dash",
        _named(f"responses-{WAVE}.csv"),
        "ignored",
        "a delivery is named responses_YYYY-MM",
    ),
    Kind(
        "a month of one digit", _named("responses_2023-5.csv"), "ignored", "was ignored"
    ),
    Kind("a name in Dutch", _named(f"antwoorden_{WAVE}.csv"), "ignored", "was ignored"),
    Kind(
        "an unfinished download", _named(f"{RESPONSES}.part"), "ignored", "was ignored"
    ),
    Kind(
        "an extension of an old Excel",
        _named(f"responses_{WAVE}.xls"),
        "ignored",
        "was ignored",
    ),
    Kind(
        "invitations in SPSS",
        _named(f"invitations_{WAVE}.sav"),
        "ignored",
        "was ignored",
    ),
    Kind("a space before the extension", _workbook, "ignored", "was ignored"),
    Kind(
        "month 13 in a name",
        _named("responses_2023-13.csv"),
        "rejected",
        "2023-13 isn't a month",
    ),
    Kind(
        "month 00 in a name",
        _named("responses_2023-00.csv"),
        "rejected",
        "2023-00 isn't a month",
    ),
    Kind(
        "a wave without a questionnaire",
        _named("responses_2019-05.csv"),
        "rejected",
        "no questionnaire covers the wave 2019-05",
    ),
    Kind(
        "responses named invitations",
        _named(f"invitations_{WAVE}.csv"),
        "rejected",
        "12 of 12 rows can't be read",
    ),
    Kind(
        "a file of another questionnaire",
        _named("responses_2022-05.csv"),
        "rejected",
        "missing",
    ),
    Kind(
        "a folder named as a delivery", _folder, "rejected", "is a folder, not a file"
    ),
    Kind("a pipe", _pipe, "rejected", "is a pipe, a device or a socket"),
    Kind("a socket", _socket, "rejected", "is a pipe, a device or a socket"),
    Kind(
        "a link to a device without end",
        _link("/dev/zero"),
        "rejected",
        "is a pipe, a device or a socket",
    ),
    Kind(
        "a link to nothing",
        _link("/dev/null"),
        "rejected",
        "is a pipe, a device or a socket",
    ),
    Kind(
        "a link that is broken",
        _link("gone.csv"),
        "rejected",
        "can't be read (No such file or directory)",
    ),
    Kind("a link to itself", _loop, "rejected", "replace the link by the file itself"),
    Kind("a link to a folder", _link("."), "rejected", "is a folder, not a file"),
    Kind("a link to a file", _link_to_file, "loaded", "", _ALL),
    Kind(
        "a page that can't be read",
        _link("/proc/self/mem"),
        "rejected",
        "can't be read (Input/output error): the disk",
    ),
]
