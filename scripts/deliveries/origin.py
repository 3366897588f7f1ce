"""Demo or real: what a delivery's origin column says. The two never mix."""

from collections.abc import Set

import pyarrow as pa
import pyarrow.compute as pc

from scripts.deliveries.checks import texts_of
from scripts.deliveries.codebook import DEMO_ORIGIN
from scripts.deliveries.header import Layout
from scripts.deliveries.rejected import Rejected

DEMO, REAL = "demo", "real"


def said_origins(cells: pa.ChunkedArray | pa.ListArray, layout: Layout) -> set[str]:
    """What rows as wide as the header say of their origin, in lower case.

    An empty cell says '', and so do all rows of a file without an origin column.
    """
    if len(cells) == 0:
        return set()
    position = layout.positions.get("origin")
    if position is None:
        return {""}
    return set(pc.unique(pc.utf8_lower(texts_of(cells, position))).to_pylist())


def origin_of(file_name: str, said: Set[str]) -> str | None:
    """The origin that a file's rows say, None if there are no rows.

    Raises Rejected when they differ, or say what isn't an origin.
    """
    if not said:
        return None
    if said == {DEMO_ORIGIN}:
        return DEMO
    if said == {""}:
        return REAL
    listed = " and ".join(f"'{text}'" if text else "nothing" for text in sorted(said))
    raise Rejected(
        f"{file_name}: its origin column says {listed}; expected '{DEMO_ORIGIN}' in "
        "every row of a demo export and nothing in a real one: correct it and deliver "
        "the file again."
    )
