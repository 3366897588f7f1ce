"""Scales, the bands of their marks, and the codes that stand for marks."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.codebook.mistakes import Mistake, listed
from scripts.codebook.seeds import SeedRow, Seeds, grouped

# kinds of questions that have no marks
NO_SCALES = ("single", "multiple", "open")


def marks_of(scale: SeedRow) -> list[str]:
    """The marks of a scale, from its lowest to its highest."""
    lowest, highest = map(int, scale.at("lowest", "highest"))
    return [str(mark) for mark in range(lowest, highest + 1)]


def scales_can_be_read(seeds: Seeds) -> Iterator[Mistake]:
    """A scale runs from a lowest mark to a higher one, under a name of its own."""
    for row in seeds["scales"]:
        lowest, highest = map(int, row.at("lowest", "highest"))
        if lowest >= highest:
            yield row.mistake(
                f"the lowest mark of {row['scale']}, {lowest}, is not below its "
                f"highest, {highest}; swap or correct them",
                "lowest",
            )
        if row["scale"] in NO_SCALES:
            yield row.mistake(
                f"'{row['scale']}' is a kind of question without marks; choose another "
                "id",
                "scale",
            )


def marks_have_a_band(seeds: Seeds) -> Iterator[Mistake]:
    """The bands of a scale hold each of its marks once, and no others."""
    bands = grouped(seeds["score_bands"], "scale")
    for scale in seeds["scales"]:
        if marks_of(scale):
            yield from _bands_of(seeds, scale, bands.get(scale.at("scale"), []))


def _bands_of(seeds: Seeds, scale: SeedRow, bands: list[SeedRow]) -> Iterator[Mistake]:
    name = scale["scale"]
    marks = marks_of(scale)
    present = [row["band"] for row in bands]
    # yes and no have nothing in between
    missing = [
        band
        for band in seeds.schemas["score_bands"].values["band"]
        if band not in present and band != "sufficient"
    ]
    for band in missing:
        what = f"the band {band} of {name} is missing; add it"
        yield seeds.mistake("score_bands", what)
    if missing:
        # its marks have no band either
        return
    for row in bands:
        lowest, highest = map(int, row.at("lowest_score", "highest_score"))
        if lowest > highest:
            yield row.mistake(
                f"the lowest mark of {row['band']}, {lowest}, is above its highest, "
                f"{highest}; swap or correct them",
                "lowest_score",
            )
            return
        for column in ("lowest_score", "highest_score"):
            if row[column] not in marks:
                yield row.mistake(
                    f"{row[column]} is no mark of {name}; expected {marks[0]} to "
                    f"{marks[-1]}",
                    column,
                )
                return
    holders = {mark: [row for row in bands if _holds(row, mark)] for mark in marks}
    for rows, alike in _alike(holders).values():
        said = f"the mark{'' if len(alike) == 1 else 's'} {listed(alike, 'and')}"
        if not rows:
            what = f"{said} of {name} ha{'s' if len(alike) == 1 else 've'} no band"
            cover = f"let its bands cover {marks[0]} to {marks[-1]}"
            yield seeds.mistake("score_bands", f"{what}; {cover}")
        if len(rows) > 1:
            names = listed([row["band"] for row in rows], "and")
            yield Mistake(
                rows[0].file,
                f"{said} of {name} {'is' if len(alike) == 1 else 'are'} in {names}; "
                "let each mark have one band",
                tuple(row.line for row in rows),
            )


def codes_are_marks(seeds: Seeds) -> Iterator[Mistake]:
    """A code of a column with marks stands for a mark on its question's scale."""
    kinds = seeds.pairs("questions", "question", "kind")
    scales = {row["scale"]: row for row in seeds["scales"]}
    lists = grouped(seeds["answer_codes"], "code_list")
    for column in seeds["export_columns"]:
        scale = scales.get(kinds.get(column["question"], ""))
        marks = marks_of(scale) if scale else []
        if column["content"] != "score" or scale is None or not marks:
            continue
        for code in lists.get(column.at("code_list"), []):
            if code["score"] and code["score"] not in marks:
                yield code.mistake(
                    f"{code['score']} is no mark of {scale['scale']}, the scale of "
                    f"{column['question']}; expected a whole number from {marks[0]} to "
                    f"{marks[-1]}, or give the question a code list of its own",
                    "score",
                )


def _holds(row: SeedRow, mark: str) -> bool:
    return int(row["lowest_score"]) <= int(mark) <= int(row["highest_score"])


def _alike(
    holders: dict[str, list[SeedRow]],
) -> dict[tuple[int, ...], tuple[list[SeedRow], list[str]]]:
    """Marks that the same bands hold."""
    groups: dict[tuple[int, ...], tuple[list[SeedRow], list[str]]] = {}
    for mark, rows in holders.items():
        key = tuple(row.line for row in rows)
        groups.setdefault(key, (rows, []))[1].append(mark)
    return groups
