"""Odd invitations files."""

from collections.abc import Callable, Sequence
from pathlib import Path

from corpora.made_deliveries import CODEBOOK, invitation, name_of, write_csv
from corpora.odd_deliveries.kind import INVITATIONS, PERSONAL, Kind

_LOKETS = list(dict.fromkeys(CODEBOOK.lokets.values()))[:12]
_N = len(_LOKETS)
_ALL = (_N, _N, 0, 0)
_ONE_BAD = (_N, _N - 1, 0, 1)
_INVITED = name_of("invited", kind="invitations")
_WHOLE = "expected a whole number, 0 or more"


def _file(changed: dict[int, tuple[str, str]]) -> Callable[[Path], Path]:
    """Makes a file of which some rows (from 0, or beyond the last) are other ones."""

    def make(folder: Path) -> Path:
        rows = {i: (loket, "40") for i, loket in enumerate(_LOKETS)} | changed
        return write_csv(
            folder / INVITATIONS, [invitation(*row) for row in rows.values()]
        )

    return make


def _bad(name: str, invited: str, sentence: str = _WHOLE) -> Kind:
    make = _file({3: (_LOKETS[3], invited)})
    return Kind(name, make, "quarantined", sentence, _ONE_BAD)


def _fine(name: str, invited: str) -> Kind:
    return Kind(name, _file({3: (_LOKETS[3], invited)}), "loaded", "", _ALL)


def _repeated(name: str, rows: Sequence[tuple[str, str]], bad: int) -> Kind:
    make = _file(dict(enumerate(rows, start=_N)))
    n = _N + len(rows)
    return Kind(
        name, make, "quarantined", "expected one row per loket", (n, n - bad, 0, bad)
    )


KINDS = [
    _bad("no count", "", f"{_WHOLE}, found nothing"),
    _bad("a negative count", "-5"),
    _bad("half an invitation", "12,5"),
    _bad("an American thousands separator", "1,234"),
    _bad("a count with an exponent", "1e2"),
    _bad("a count in words", "veertig"),
    _bad("a count in full-width digits", "４０"),
    _bad("a count with a unit", "40 st"),
    _bad("a count as a share", "40%"),
    _bad("dots that aren't thousands", "12.34.567"),
    _bad("two billion invited", "2000000000", "expected at most 100000"),
    _bad("more than a number can hold", "9" * 30),
    _bad("more than any loket invites", "100001", "expected at most 100000"),
    _bad("a telephone number invited", PERSONAL[1].replace("-", ""), "'9999999999'"),
    _bad("a name invited", PERSONAL[0], "a text of 12 characters"),
    _bad("an Excel error invited", "#DEEL/0!", "not an error of Excel"),
    _fine("a count of 0", "0"),
    _fine("a count with a decimal comma", "40,0"),
    _fine("a count with a decimal point", "40.0"),
    _fine("Dutch thousands", "1.234"),
    _fine("a count with spaces", " 40 "),
    _fine("a count with a no-break space", "\u00a040"),
    _fine("a count with leading zeros", "0040"),
    Kind(
        "no loket in invitations",
        _file({3: ("", "40")}),
        "quarantined",
        "expected the name of a loket",
        _ONE_BAD,
    ),
    Kind(
        "a row of totals in invitations",
        _file({_N: ("Totaal", "480")}),
        "quarantined",
        "not a row of totals",
        (_N + 1, _N, 0, 1),
    ),
    Kind(
        "a grand total in invitations",
        _file({_N: ("EINDTOTAAL ", "480")}),
        "quarantined",
        "not a row of totals",
        (_N + 1, _N, 0, 1),
    ),
    _repeated("a loket twice", [(_LOKETS[0], "41")], 2),
    _repeated("a loket twice with the same count", [(_LOKETS[0], "40")], 2),
    _repeated("a loket twice in another case", [(_LOKETS[0].upper(), "41")], 2),
    _repeated(
        "a loket by two of its names", [(f"Leerwerkloket {_LOKETS[0]}", "41")], 2
    ),
    _repeated("two lokets twice", [(_LOKETS[0], "41"), (_LOKETS[1], "41")], 4),
    Kind("an unknown loket", _file({3: ("Atlantis", "40")}), "loaded", "", _ALL),
]
