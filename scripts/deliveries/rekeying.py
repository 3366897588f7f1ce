"""Delivered rows with a keyed id in the place of the supplier's, before anything else.

Nothing after this step, neither a table nor a message nor the bytes of the warehouse,
sees the delivered id. Rows of which nobody can tell whose they are (of another width
than the header, without an id, with an error of Excel in its place) keep their place
and no cell: such a row could hold an id anywhere.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scripts.deliveries.header import Layout
from scripts.deliveries.showing import EXCEL_ERRORS
from scripts.deliveries.tables import Chunk
from scripts.warehouse.key import keyed

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_SPACES = re.compile(r"\s+")
_WHOLE_NUMBER = re.compile(r"([0-9]+)[.,]0+")
_ERRORS = frozenset(EXCEL_ERRORS)
# nearly every id: nothing to clean, which one look tells instead of four
_CLEAN = re.compile(r"[0-9A-Za-z_-]+")


def cleaned_id(written: str) -> str:
    """A delivered id as it is compared: 123.0 and ' 123 ' are 123, 0123 is not."""
    if _CLEAN.fullmatch(written):
        return written
    text = _SPACES.sub(" ", _INVISIBLE.sub("", written)).strip()
    number = _WHOLE_NUMBER.fullmatch(text)
    return number[1] if number else text


def keyed_id(key: bytes, written: str) -> str:
    """The id by which the warehouse knows a delivered one."""
    return keyed(key, "respondent", cleaned_id(written))


@dataclass(frozen=True)
class Rekeying:
    """What is done to the ids of delivered responses.

    `forgotten` are the keyed ids of respondents of whom nothing may be kept.
    """

    key: bytes
    forgotten: Collection[str] = frozenset()

    def rekeyed(self, chunk: Chunk, layout: Layout) -> tuple[Chunk, int]:
        """A chunk with keyed ids, without the forgotten; and how many those were.

        A column that the codebook doesn't know gives the keyed id too where it repeats
        the delivered one.
        """
        width, position = len(layout.columns), layout.positions["respondent"]
        rows = chunk.as_wide_as(width)
        written = pc.list_element(rows.cells, position).to_pylist()
        ids = [self._id(text or "") for text in written]
        n = len(ids)
        if not n:
            return chunk, 0
        keyed_ids = pa.array(ids, pa.string())
        delivered = pc.list_element(rows.cells, position)
        cells = _with_column(rows.cells, width, position, keyed_ids)
        for name in layout.unknown:
            place = layout.columns.index(name)
            repeats = pc.fill_null(
                pc.equal(pc.list_element(rows.cells, place), delivered), False
            )
            cells = _with_column(cells, width, place, keyed_ids, repeats)
        rows = Chunk(rows.line_numbers, cells)
        if not self.forgotten:
            return _joined(chunk, rows, width), 0
        gone = pc.is_in(keyed_ids, value_set=pa.array(list(self.forgotten)))
        kept = rows.where(pc.invert(gone))
        return _joined(chunk, kept, width), n - len(kept.line_numbers)

    def _id(self, written: str) -> str:
        text = cleaned_id(written)
        is_id = text and text not in _ERRORS
        # cleaned once is cleaned: keyed_id would do it again
        return keyed(self.key, "respondent", text) if is_id else text


def without_cells_of_nobody(quarantine: pa.Table, layout: Layout) -> pa.Table:
    """Rows for quarantine with a column `respondent`; of nobody's rows no cell."""
    width, position = len(layout.columns), layout.positions["respondent"]
    respondents, cells, values = [], [], []
    for row in quarantine.select(["cells", "value"]).to_pylist():
        whose = row["cells"][position] if len(row["cells"]) == width else ""
        is_known = bool(whose) and whose not in EXCEL_ERRORS
        respondents.append(whose if is_known else None)
        cells.append(row["cells"] if is_known else [])
        says_nothing = row["value"] in ("", *EXCEL_ERRORS)
        values.append(row["value"] if is_known or says_nothing else None)
    return (
        quarantine.drop_columns(["cells", "value"])
        .append_column("value", pa.array(values, pa.string()))
        .append_column("cells", pa.array(cells, pa.list_(pa.string())))
        .append_column("respondent", pa.array(respondents, pa.string()))
    )


def _with_column(
    cells: pa.ListArray,
    width: int,
    position: int,
    column: pa.Array,
    where: pa.BooleanArray | None = None,
) -> pa.ListArray:
    """Rows of as many cells with another column, in all rows or in those of a mask."""
    n = len(cells)
    replaced = np.zeros(n * width, dtype=bool)
    if where is None:
        replaced[position::width] = True
    else:
        replaced[position::width] = where.to_numpy(zero_copy_only=False)
        column = column.filter(where)
    flat = pc.replace_with_mask(cells.flatten(), pa.array(replaced), column)
    offsets = pa.array(np.arange(0, n * width + 1, width), pa.int32())
    return pa.ListArray.from_arrays(offsets, flat)


def _joined(chunk: Chunk, rows: Chunk, width: int) -> Chunk:
    """Rows of the header's width with those of another width after them."""
    uneven = chunk.not_as_wide_as(width)
    if not len(uneven.line_numbers):
        return rows
    return Chunk(
        pa.concat_arrays([rows.line_numbers, uneven.line_numbers]),
        pa.concat_arrays([rows.cells, uneven.cells]),
    )
