"""What a delivered file's name says: its kind, wave, part, version and format."""

import re
from dataclasses import dataclass
from pathlib import Path

from scripts.deliveries.showing import printable

EXPECTED_NAMES = (
    "responses_YYYY-MM[_anything].csv, .xlsx or .sav, or "
    "invitations_YYYY-MM[_anything].csv or .xlsx"
)

_NAME = re.compile(
    r"(?P<kind>responses|invitations)_(?P<wave>[0-9]{4}-[0-9]{2})(?:_.*)?"
    r"\.(?P<format>csv|xlsx|sav)",
    re.IGNORECASE,
)
_PART = re.compile(r"_part-([^_]+)(?=_|$)")
_FORMATS = {"responses": ("csv", "xlsx", "sav"), "invitations": ("csv", "xlsx")}


@dataclass(frozen=True)
class DeliveredFile:
    """A file in the exports folder whose name says that it is a delivery."""

    path: Path
    kind: str
    wave: str
    format: str

    @property
    def name(self) -> str:
        """The name of the file, with its extension, as it can be shown."""
        return printable(self.path.name)


def parse_name(path: Path) -> DeliveredFile | None:
    """The delivery that a file name announces, or None for any other name."""
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    kind, file_format = match["kind"].lower(), match["format"].lower()
    if file_format not in _FORMATS[kind]:
        return None
    return DeliveredFile(path, kind, match["wave"], file_format)


def is_silent(path: Path) -> bool:
    """Whether a file needs no remark when it isn't a delivery: README, hidden, lock."""
    return path.name.startswith((".", "~$")) or path.stem.lower() == "readme"


def scan_folder(folder: Path) -> tuple[list[DeliveredFile], list[str]]:
    """The deliveries of a folder, in version order, and the names of other files.

    A folder with the name of a delivery is among the deliveries: opening it says so.
    """
    deliveries, others = [], []
    for path in folder.iterdir():
        delivery = None if is_silent(path) else parse_name(path)
        if delivery is not None:
            deliveries.append(delivery)
        elif not is_silent(path) and not path.is_dir():
            others.append(printable(path.name))
    deliveries.sort(key=lambda file: (file.wave, file.kind, version_key(file.name)))
    return deliveries, sorted(others)


def part_of(file_name: str) -> str:
    """The part of its wave that a file holds, in lower case; '' without a part.

    'rotterdam' for responses_2023-05_part-rotterdam_v2.csv. All parts of a wave count,
    and each has versions of its own.
    """
    stem = file_name.casefold().rpartition(".")[0]
    part = _PART.search(stem)
    return part[1] if part else ""


def version_key(file_name: str) -> tuple[tuple[str | int, ...], str, str]:
    """The sort key that orders the versions of a wave by name.

    Digit runs count as numbers, so that `_v2` comes before `_v10`; the name without an
    addition comes first. The extension and the exact spelling break ties.
    """
    stem, _, extension = file_name.casefold().rpartition(".")
    parts = re.split(r"([0-9]+)", stem)
    natural = tuple(int(part) if i % 2 else part for i, part in enumerate(parts))
    return natural, extension, file_name
