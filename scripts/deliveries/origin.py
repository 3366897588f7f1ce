"""Demo or real: what a delivery's origin column says. The two never mix."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from scripts.deliveries.checks import texts_of
from scripts.deliveries.codebook import DEMO_ORIGIN
from scripts.deliveries.header import Layout
from scripts.deliveries.rejected import RejectedError
from scripts.deliveries.showing import described

DEMO, REAL = "demo", "real"


def said_origins(rows: pa.Table, layout: Layout) -> dict[str, int]:
    """What rows say of their origin, in lower case, and the first line that says so.

    `rows` have `line_number` and `cells`, as many as the header. An empty cell says '',
    and so do all rows of a file without an origin column.
    """
    if rows.num_rows == 0:
        return {}
    position = layout.positions.get("origin")
    if position is None:
        return {"": pc.min(rows["line_number"]).as_py()}
    said = rows.select(["line_number"]).append_column(
        "said", pc.utf8_lower(texts_of(rows["cells"], position))
    )
    first = said.group_by("said").aggregate([("line_number", "min")])
    return dict(
        zip(
            first["said"].to_pylist(), first["line_number_min"].to_pylist(), strict=True
        )
    )


def origin_of(file_name: str, said: Mapping[str, int], layout: Layout) -> str | None:
    """The origin that a file's rows say, by `said_origins`; None if there are no rows.

    Raises RejectedError when they differ, or say what isn't an origin.
    """
    if not said:
        return None
    if said.keys() == {DEMO_ORIGIN}:
        return DEMO
    if said.keys() == {""}:
        return REAL
    by_line = sorted(said, key=lambda text: said[text])
    odd = next((text for text in by_line if text not in ("", DEMO_ORIGIN)), by_line[-1])
    column = layout.columns[layout.positions["origin"]]
    found = f"'{odd}'" if odd == DEMO_ORIGIN else described(odd)
    raise RejectedError(
        f"{file_name}, line {said[odd]}, column '{column}': found {found}; expected "
        f"'{DEMO_ORIGIN}' in every row of a demo export and nothing in any row of a "
        "real one: correct it and deliver the file again."
    )
