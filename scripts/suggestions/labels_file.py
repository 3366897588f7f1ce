"""Labels from a second file: SPSS labels, a definition, or the same export in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from scripts.deliveries.policy import DeliveryPolicy
from scripts.deliveries.rejected import RejectedError
from scripts.suggestions.definition import is_definition, read_definition
from scripts.suggestions.delivered import Column, open_table, read_delivered
from scripts.suggestions.shapes import MOST_OPTIONS

# rows that are held beside each other; more would say nothing new
_MOST_ROWS = 20_000
# of the rows with a code this share must have the same label
_LEAST_AGREEMENT = 0.98


def read_labels(
    path: Path, responses: Path, policy: DeliveryPolicy, language: str = ""
) -> list[Column]:
    """Labels of columns and of their values, from a second file.

    Args:
        path: An SPSS file or an XLSForm with the names of the delivered columns, or
            the same export with labels for codes, or with questions for headings.
        responses: The delivered file that the labels are for.
        policy: Limits to what is read.
        language: Of a definition with several.

    Raises RejectedError, in one sentence, where nothing can be told from it.
    """
    if is_definition(path):
        return read_definition(path, language)
    if path.suffix.lower() == ".sav":
        return list(read_delivered(path, policy).columns)
    # raises where either can't be read at all
    read_delivered(path, policy)
    header, cells = _cells(responses, policy)
    other_header, other_cells = _cells(path, policy)
    pairs = _pairs(header, other_header)
    if not pairs or len(cells) != len(other_cells):
        raise RejectedError(
            f"{path.name} is not the same export as {responses.name}: expected the "
            f"same {len(cells)} rows in the same order, and columns with the same "
            f"names or in the same order; it has {len(other_cells)} rows and "
            f"{len(other_header)} columns."
        )
    columns = []
    coded = agreeing = 0
    for mine, theirs in pairs:
        codes = [row[mine] for row in cells]
        labels, agrees = _labels(codes, [row[theirs] for row in other_cells])
        # of ids and texts, which differ on every row, nothing can be told
        if len(set(codes)) <= min(MOST_OPTIONS, len(codes) / 2):
            coded += 1
            agreeing += agrees
        is_new = header[mine].casefold() != other_header[theirs].casefold()
        label = other_header[theirs] if is_new else ""
        columns.append(Column(header[mine], label, {}, labels))
    if agreeing * 2 < coded:
        raise RejectedError(
            f"{path.name} has its rows in another order than {responses.name}, or "
            "holds other respondents: the same codes have different labels; export "
            "both again in one order."
        )
    return columns


def _cells(path: Path, policy: DeliveryPolicy) -> tuple[list[str], list[list[str]]]:
    with open_table(path, policy) as table:
        header = [name.strip() for name in table.header]
        rows = (row for chunk in table.chunks for row in chunk.cells.to_pylist())
        wide = [
            [cell.strip() for cell in row[: len(header)]]
            + [""] * (len(header) - len(row))
            for row in islice(rows, _MOST_ROWS)
        ]
    return header, wide


def _pairs(header: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Places of the same column: by name, or by order where the names are others."""
    places = {name.casefold(): place for place, name in enumerate(other)}
    named = [
        (place, places[name.casefold()])
        for place, name in enumerate(header)
        if name.casefold() in places
    ]
    if len(named) * 2 >= len(header):
        return named
    if len(header) == len(other):
        return [(place, place) for place in range(len(header))]
    return []


def _labels(codes: Sequence[str], texts: Sequence[str]) -> tuple[dict[str, str], bool]:
    """The label of each code, and whether codes and labels agree."""
    seen: dict[str, Counter[str]] = {}
    for code, text in zip(codes, texts, strict=True):
        if code or text:
            seen.setdefault(code, Counter())[text] += 1
    labels = {code: found.most_common(1)[0][0] for code, found in seen.items()}
    total = sum(found.total() for found in seen.values())
    agreed = sum(found.most_common(1)[0][1] for found in seen.values())
    agrees = agreed >= _LEAST_AGREEMENT * total
    if not agrees or len(labels) > MOST_OPTIONS:
        return {}, agrees
    kept = {code: text for code, text in labels.items() if code and text != code}
    return kept, True
