"""Odd cells in responses: identities, moments, durations, answers."""

from corpora.made_deliveries import MOMENTS, columns_of, name_of
from corpora.odd_deliveries.kind import N_ROWS, PERSONAL, Kind, with_cell, with_rows

_ONE_BAD = (N_ROWS, N_ROWS - 1, 0, 1)
_ALL = (N_ROWS, N_ROWS, 0, 0)
_MOMENT = "expected a date and time such as"
_NEAR = "expected a moment near the wave, from"
_SHAPE = "(9 stands for any digit); the row is in quarantine"


def _bad(name: str, content: str, value: str, sentence: str) -> Kind:
    return Kind(name, with_cell(content, value), "quarantined", sentence, _ONE_BAD)


def _fine(name: str, content: str, value: str) -> Kind:
    return Kind(name, with_cell(content, value), "loaded", "", _ALL)


def _warned(name: str, content: str, value: str, sentence: str) -> Kind:
    return Kind(name, with_cell(content, value), "warned", sentence, _ALL)


def _columns(content: str) -> int:
    return [c.name for c in columns_of("2023-05")].index(name_of(content))


def _shift(table: list[list[str]]) -> None:
    """A name and a telephone number in front push the other cells to the right."""
    table[4] = [*PERSONAL[:2], *table[4][:-2]]


def _shift_wider(table: list[list[str]]) -> None:
    table[4] = [PERSONAL[0], PERSONAL[1], *table[4]]


def _cut(table: list[list[str]]) -> None:
    table[4] = table[4][:5]


def _merge(table: list[list[str]]) -> None:
    table[4] = table[4] + table.pop(5)


def _twice(table: list[list[str]]) -> None:
    table[6] = list(table[4])


def _ids_alike(table: list[list[str]]) -> None:
    table[6][0] = "\ufeff" + table[4][0] + "\u200b "


def _header_again(table: list[list[str]]) -> None:
    table.insert(5, list(table[0]))


def _blank_lines(table: list[list[str]]) -> None:
    table.insert(5, [""] * len(table[0]))
    table.append([])


def _totals(table: list[list[str]]) -> None:
    table.append(["Totaal", str(N_ROWS), *[""] * (len(table[0]) - 2)])


def _footnote(table: list[list[str]]) -> None:
    table.append([f"Bron: {PERSONAL[0]}, {PERSONAL[1]}"])


def _excel_error(table: list[list[str]]) -> None:
    table[4][10] = "#N/B"


def _all_bad(table: list[list[str]]) -> None:
    for row in table[1:]:
        row[_columns("started_at")] = PERSONAL[0]


def _mostly_bad(table: list[list[str]]) -> None:
    for row in table[1:8]:
        row[_columns("completed_at")] = "31/05/2023 2:30 PM"


KINDS = [
    _bad(
        "no respondent id", "respondent", "", "expected a respondent id, found nothing"
    ),
    _bad("a respondent id of spaces", "respondent", " \u00a0 ", "respondent id"),
    _bad("a respondent id of zero width", "respondent", "\u200b", "respondent id"),
    _bad("no loket", "loket", "", "expected the name of a loket, found nothing"),
    _bad("totals where a loket is", "loket", "Totaal", "not a row of totals"),
    _fine("a loket with a no-break space", "loket", "\u00a0Drenthe\u00a0"),
    _fine("a loket with a zero-width space", "loket", "Dren\u200bthe"),
    _fine("a loket by its alias", "loket", "Leerwerkloket Drenthe"),
    _fine("an e-mail address as respondent id", "respondent", PERSONAL[2]),
    _fine("a quoted number as respondent id", "respondent", '"0012"'),
    _bad("no invitation moment", "invited_at", "", f"{_MOMENT}"),
    _bad("no start", "started_at", "", "found nothing"),
    _bad("no completion", "completed_at", "", "found nothing"),
    _bad("a name for a moment", "started_at", PERSONAL[0], "found a text of 12"),
    _bad("a telephone number for a moment", "started_at", PERSONAL[1], "'99-99999999'"),
    _bad("an address for a moment", "invited_at", PERSONAL[3], "a text of 13"),
    _bad("an Excel serial for a moment", "invited_at", "45049.83", "'99999.99'"),
    _bad("a Unix time for a moment", "invited_at", "1683100000", "'9999999999'"),
    _bad("month before day with slashes", "started_at", "05/03/2023 10:00", _SHAPE),
    _bad(
        "a time with AM/PM", "started_at", "2023-05-03 9:00 AM", "'9999-99-99 9:99 AM'"
    ),
    _bad("a month in words", "started_at", "3 mei 2023 10:00", "a text of 16"),
    _bad("a time alone", "started_at", "19:58", "'99:99'"),
    _bad("a year of two digits", "started_at", "03-05-23 10:00", "'99-99-99 99:99'"),
    _bad("day 31 of February", "invited_at", "31-02-2023 10:00", _MOMENT),
    _bad("month 13", "invited_at", "2023-13-01 10:00", _MOMENT),
    _bad("hour 25", "invited_at", "2023-05-01 25:00", _MOMENT),
    _bad("minute 61", "invited_at", "2023-05-01 10:61", _MOMENT),
    _bad("infinity", "completed_at", "infinity", _MOMENT),
    _bad("full-width digits", "invited_at", "２０２３-05-01 10:00", _MOMENT),
    _bad("a moment in 2093", "completed_at", "2093-05-03 20:05:00", _NEAR),
    _bad("a moment in the year 202", "started_at", "0202-05-03 19:58:30", _NEAR),
    _bad("a moment in 1900", "invited_at", "1900-01-01 00:00:00", _NEAR),
    _bad("a moment in the year 9999", "completed_at", "9999-12-31 23:59:59", _NEAR),
    _bad("the first day of Unix", "started_at", "1970-01-01 00:00:00", _NEAR),
    _bad(
        "a completion before the start",
        "completed_at",
        "2023-05-03 19:58:29",
        "not before",
    ),
    _bad(
        "a duration of half a year",
        "completed_at",
        "2023-11-03 20:05:00",
        "within 92 days",
    ),
    _warned(
        "a start before the invitation",
        "invited_at",
        "2023-05-04 09:00:00",
        "a start before the invitation",
    ),
    _warned(
        "an invitation of the year before",
        "invited_at",
        "2022-05-01 09:00:00",
        "isn't near the month",
    ),
    _warned(
        "swapped day and month",
        "invited_at",
        "2023-01-05 09:00:00",
        "isn't near the month",
    ),
    _fine("a Dutch date", "invited_at", "1-5-2023 9:00"),
    _fine("a moment with a time zone", "invited_at", "2023-05-01T09:00:00+02:00"),
    _fine("a moment with spaces around it", "invited_at", " 2023-05-01 09:00 "),
    _fine("a moment with a no-break space", "invited_at", "2023-05-01\u00a009:00"),
    _fine(
        "a completion in the minute of the start", "completed_at", MOMENTS["started_at"]
    ),
    _bad("an Excel error for a moment", "started_at", "#REF!", "not an error of Excel"),
    _fine("a long open answer", "text", "woord " * 40_000),
    _fine("an open answer with a formula", "text", "=HYPERLINK(1)"),
    Kind(
        "a row shifted by a name and a number",
        with_rows(_shift),
        "quarantined",
        _MOMENT,
        _ONE_BAD,
    ),
    Kind(
        "a row with two cells too many",
        with_rows(_shift_wider),
        "quarantined",
        "cells as in the header",
        _ONE_BAD,
    ),
    Kind("a row that breaks off", with_rows(_cut), "quarantined", "found 5", _ONE_BAD),
    Kind(
        "two rows on one line",
        with_rows(_merge),
        "quarantined",
        "cells as in the header",
        (11, 10, 0, 1),
    ),
    Kind(
        "a respondent twice in a file",
        with_rows(_twice),
        "superseded",
        "the respondent was delivered again",
        (12, 11, 1, 0),
    ),
    Kind(
        "a respondent twice but for invisible characters",
        with_rows(_ids_alike),
        "superseded",
        "the respondent was delivered again",
        (12, 11, 1, 0),
    ),
    Kind(
        "the header again halfway",
        with_rows(_header_again),
        "quarantined",
        _MOMENT,
        (13, 12, 0, 1),
    ),
    Kind("blank lines", with_rows(_blank_lines), "loaded", "", _ALL),
    Kind("a row of totals", with_rows(_totals), "quarantined", _MOMENT, (13, 12, 0, 1)),
    Kind(
        "a footnote with a name",
        with_rows(_footnote),
        "quarantined",
        "cells as in the header",
        (13, 12, 0, 1),
    ),
    Kind(
        "an error of a Dutch Excel in an answer",
        with_rows(_excel_error),
        "quarantined",
        "not an error of Excel",
        _ONE_BAD,
    ),
    Kind(
        "no row that can be read",
        with_rows(_all_bad),
        "rejected",
        "12 of 12 rows can't be read (line 2, column",
    ),
    Kind(
        "most rows can't be read",
        with_rows(_mostly_bad),
        "rejected",
        "7 of 12 rows can't be read",
    ),
]
