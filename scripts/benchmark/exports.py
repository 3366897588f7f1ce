"""Made-up exports of any size: the demo's answers, drawn again over ten years.

A respondent of these files has the answers and the loket of somebody of the demo, with
an id and moments of its own, so that routing and shares are those of a real survey. A
million takes seconds: whole columns are drawn at once. The same seed and size make the
same files.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scripts.deliveries.codebook import DEMO_ORIGIN, Codebook
from scripts.deliveries.formats import open_delivery
from scripts.deliveries.header import match_header
from scripts.deliveries.load import expected_columns
from scripts.deliveries.names import scan_folder

# the demo's year with codes in its cells and a column per option
DRAWN_FROM = "kto_2023"
SEED = 2023
_MINUTES = 25 * 24 * 60  # of a month, in which somebody begins
_DELIMITER = ";"
_OWN = ("respondent", "loket", "invited_at", "started_at", "completed_at")


@dataclass(frozen=True)
class Pool:
    """Rows of the demo to draw from.

    Attributes:
        header: The columns of a file of responses.
        lokets: The loket of each row, spelled as the codebook does.
        before: What stands in each row between the moments and the remark, as CSV.
        remarks: The remark of each row, often empty.
        after: What stands behind the remark, as CSV.
        written: The remarks that are not empty.
    """

    header: tuple[str, ...]
    lokets: pa.Array
    before: pa.Array
    remarks: pa.Array
    after: pa.Array
    written: pa.Array


def read_pool(data: Path, codebook: Codebook) -> Pool:
    """Read the CSV files of the demo's year in a folder."""
    columns = codebook.columns_of(DRAWN_FROM, "responses")
    contents = [column.content for column in columns]
    # the last open question is the one that most people write something at
    remark = max(
        i
        for i, column in enumerate(columns)
        if column.content == "text" and column.required
    )
    lokets, before, remarks, after = [], [], [], []
    for file in scan_folder(data)[0]:
        is_drawn_from = codebook.questionnaire_of(file.wave) == DRAWN_FROM
        if not is_drawn_from or (file.kind, file.format) != ("responses", "csv"):
            continue
        expected = expected_columns(file, codebook)
        with open_delivery(file, expected, codebook) as table:
            layout = match_header(file.name, table.header, expected, file.kind)
            places = [layout.columns.index(column.name) for column in columns]
            for chunk in table.chunks:
                for delivered in chunk.as_wide_as(
                    len(layout.columns)
                ).cells.to_pylist():
                    row = [delivered[place] for place in places]
                    loket = row[contents.index("loket")]
                    lokets.append(codebook.lokets.get(loket.lower(), loket))
                    before.append(_as_csv(row[len(_OWN) : remark]))
                    remarks.append(_bare(row[remark]))
                    after.append(_as_csv(row[remark + 1 :]))
    return Pool(
        tuple(column.name for column in columns),
        pa.array(lokets),
        pa.array(before),
        pa.array(remarks),
        pa.array(after),
        pa.array([text for text in remarks if text]),
    )


def write_wave(
    pool: Pool, codebook: Codebook, wave: str, size: int, folder: Path, fresh: bool
) -> None:
    """Write responses and invitations of a wave ('2024-05') into a folder.

    With `fresh` no two remarks are alike, or hardly any: each is made of three.
    """
    rng = np.random.default_rng([SEED, int(wave.replace("-", "")), size])
    drawn = pa.array(rng.integers(0, len(pool.lokets), size))
    started = np.datetime64(f"{wave}-02T09:00:00", "s") + rng.integers(
        0, _MINUTES * 60, size
    ).astype("timedelta64[s]")
    remarks = pool.remarks.take(drawn)
    if fresh:
        others = rng.integers(0, len(pool.written), (2, size))
        longer = pc.binary_join_element_wise(
            remarks, *(pool.written.take(pa.array(one)) for one in others), " "
        )
        remarks = pc.if_else(pc.equal(remarks, ""), remarks, longer)
    numbers = pa.array(np.arange(size)).cast(pa.string())
    lines = pc.binary_join_element_wise(
        pc.binary_join_element_wise(pa.scalar(f"R{wave}"), numbers, "-"),
        pool.lokets.take(drawn),
        _as_text(started - np.timedelta64(1, "D")),
        _as_text(started),
        _as_text(started + rng.integers(120, 1500, size).astype("timedelta64[s]")),
        pool.before.take(drawn),
        remarks,
        pool.after.take(drawn),
        _DELIMITER,
    )
    with (folder / f"responses_{wave}.csv").open("w", encoding="utf-8") as file:
        file.write(_DELIMITER.join(pool.header) + "\n")
        file.write("\n".join(lines.to_pylist()) + "\n")
    columns = codebook.columns_of(DRAWN_FROM, "invitations")
    lokets = sorted(set(pool.lokets.to_pylist()))
    with (folder / f"invitations_{wave}.csv").open("w", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=_DELIMITER, lineterminator="\n")
        writer.writerow([column.name for column in columns])
        for loket in lokets:
            cells = {
                "loket": loket,
                "invited": str(size),
                "origin": DEMO_ORIGIN,
            }
            writer.writerow([cells[column.content] for column in columns])


def write_history(
    pool: Pool,
    codebook: Codebook,
    waves: list[str],
    size: int,
    folder: Path,
    fresh: bool = False,
) -> None:
    """Write exports of `size` respondents, spread evenly over waves."""
    folder.mkdir(parents=True)
    shares = np.diff(np.linspace(0, size, len(waves) + 1).astype(int))
    for wave, share in zip(waves, shares, strict=True):
        write_wave(pool, codebook, wave, int(share), folder, fresh)


def _as_text(moments: np.ndarray) -> pa.Array:
    return pc.strftime(pa.array(moments), format="%Y-%m-%d %H:%M:%S")


def _as_csv(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=_DELIMITER, lineterminator="").writerow(cells)
    return text.getvalue()


def _bare(text: str) -> str:
    """A text that needs no quotation marks, so that it can be joined with others."""
    return "".join(" " if sign in '";\r\n' else sign for sign in text)
