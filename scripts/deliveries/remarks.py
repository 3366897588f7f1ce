"""Sentences on a file that was loaded all the same."""

from collections.abc import Mapping, Sequence
from itertools import islice

from scripts.deliveries.checks import DOUBTS
from scripts.deliveries.header import Layout
from scripts.deliveries.names import DeliveredFile
from scripts.deliveries.showing import header_name
from scripts.deliveries.tables import DeliveredTable

_MOST_NAMED = 9  # columns or lines in one sentence


def remarks_on(
    file: DeliveredFile,
    table: DeliveredTable,
    layout: Layout,
    delivered: int,
    doubts: Mapping[str, Sequence[int]],
) -> list[str]:
    """What deserves a sentence, from the file's table to the doubts about its rows."""
    remarks = [table.remark] if table.remark else []
    if layout.unknown:
        names = listed([f"'{header_name(name)}'" for name in layout.unknown])
        columns = "column" if len(layout.unknown) == 1 else "columns"
        remarks.append(
            f"{file.name}, line {table.header_line}: the codebook doesn't know the "
            f"{columns} {names}; the cells are kept, and dbt build fails until "
            "seeds/codebook/export_columns.csv lists them."
        )
    if delivered == 0:
        remarks.append(f"{file.name} has a header and no rows.")
    for doubt, lines in doubts.items():
        if lines:
            what = "1 row has" if len(lines) == 1 else f"{len(lines):,} rows have"
            remarks.append(
                f"{file.name}, line {listed(list(map(str, lines)))}: {what} "
                f"{DOUBTS[doubt]}; loaded all the same: ask the supplier."
            )
    return remarks


def listed(names: Sequence[str], most: int = _MOST_NAMED) -> str:
    """Names with commas; a long list ends in 'and 9 more'."""
    more = len(names) - most
    tail = f" and {more} more" if more > 0 else ""
    return ", ".join(islice(names, most)) + tail
