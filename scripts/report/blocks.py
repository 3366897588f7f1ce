"""What a slide holds, as plain data: both painters draw it, neither adds a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Unit: TypeAlias = Literal["share", "mark", "count"]


@dataclass(frozen=True)
class Series:
    """One colour of a chart: a value per category, None where there is none to show.

    Shares are fractions (0–1), marks as they were given, counts whole numbers.
    """

    name: str
    values: tuple[float | None, ...]
    colour: str


@dataclass(frozen=True)
class Chart:
    """A chart whose numbers stay numbers.

    Attributes:
        source: The published table and the rows of it, as
            'mart_answers_per_year|question=outcome': the name of the shape.
        kind: 'bars' lie, 'columns' stand, 'bands' are bars that add up to the whole.
        unit: What the values are.
        decimals: Of a mark, by the report policy.
    """

    source: str
    kind: Literal["bars", "columns", "bands"]
    heading: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Unit
    decimals: int = 0


@dataclass(frozen=True)
class Table:
    """A table: a heading above it, a header row, and rows of texts.

    widths: relative. right: columns that hold numbers, which stand to the right.
    """

    source: str
    heading: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    right: tuple[int, ...] = ()


@dataclass(frozen=True)
class Tile:
    """A key figure: what it is, the figure, and what is said of it."""

    label: str
    figure: str
    text: str


@dataclass(frozen=True)
class Tiles:
    """Key figures beside each other."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Lines:
    """Texts below each other.

    Attributes:
        heading: What stands above them.
        lines: The texts, the most important one first.
        is_box: Whether they stand in a coloured box.
        bullets: Whether each begins with a dot.
        may_drop: Whether the last ones may be left out where they don't fit; that there
            are more is then said in `more`.
        more: What is said where lines were left out.
    """

    heading: str
    lines: tuple[str, ...]
    is_box: bool = False
    bullets: bool = False
    may_drop: bool = False
    more: str = ""


Block: TypeAlias = Chart | Table | Tiles | Lines


@dataclass(frozen=True)
class Slide:
    """One slide.

    Attributes:
        titles: The finding, in words of which the first that fits is taken.
        kind: 'cover', 'section' or 'content'.
        question: The wording of the question, or what stands below the title.
        blocks: What stands where: pairs of an area of `layout.AREAS` and a block.
        base: Whom the figures are about, and how many.
        legend: What the arrows mean.
        notes: For the speaker: what the slide has no room for.
        is_draft: A page that the researcher fills in: in PowerPoint only.
    """

    titles: tuple[str, ...]
    kind: Literal["cover", "section", "content"] = "content"
    question: str = ""
    blocks: tuple[tuple[str, Block], ...] = ()
    base: str = ""
    legend: str = ""
    notes: str = ""
    is_draft: bool = False


@dataclass(frozen=True)
class Deck:
    """A report.

    Attributes:
        title: Its title.
        file: Name of its files, without their ending.
        footer: What stands on each slide: the survey and the edition.
        warning: That the figures are made up; nothing for real ones.
        slides: In their order.
    """

    title: str
    file: str
    footer: str
    warning: str
    slides: tuple[Slide, ...] = field(default=())

    def finished(self) -> Iterator[Slide]:
        """The slides that need nobody to fill them in."""
        return (slide for slide in self.slides if not slide.is_draft)
