"""A row of the story: a text, the place that it is for, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

# The longest headline: what fits on a line of a slide.
LONGEST_HEADLINE = 80


class Ids(TypedDict, total=False):
    """What a text is about."""

    topic: str
    question: str
    option: str
    dimension: str
    subgroup: str
    loket: str


class Of(Ids, total=False):
    """What a text is about, with its headline and base."""

    headline: str
    base_text: str


@dataclass(frozen=True)
class Told:
    """A text of the story.

    place: where it stands, as 'question/website/mean'. position: order of the rows of
    one kind at a place. choice: of rows at the same position the lowest is told; the
    others take its place where it rests on what may not be published. headline: the
    text in a few words; of a difference what stands behind the label, of a tile its
    label. figure: the figure of a tile. base_text: whom the text is about, and how
    many.
    sig_table and sig_key: the rows it rests on; none where it tells no figure.
    """

    year: int
    place: str
    kind: str
    text: str
    sig_table: str = ""
    sig_key: str = ""
    position: int = 1
    choice: int = 1
    headline: str = ""
    figure: str = ""
    base_text: str = ""
    arrow: str = ""
    topic: str = ""
    question: str = ""
    option: str = ""
    dimension: str = ""
    subgroup: str = ""
    loket: str = ""


def short(*texts: str) -> str:
    """The first of some texts that is no longer than a headline; else the last, cut."""
    for text in texts:
        if len(text) <= LONGEST_HEADLINE:
            return text
    return texts[-1][: LONGEST_HEADLINE - 1].rsplit(" ", 1)[0] + "…"
