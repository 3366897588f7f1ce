"""A value of a workbook or an SPSS file as the text that a person would type."""

import datetime as dt

_LARGEST_EXACT_INTEGER = 2**53  # beyond it a float no longer holds every whole number


def text_of(value: object) -> str:
    """A value as text: 7.0 is '7', a moment is ISO text, a boolean '1' or '0'."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < _LARGEST_EXACT_INTEGER
        return str(int(value)) if whole else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return "" if value is None else str(value)
