"""The corpus of sentences with marks, and what the masking finds in it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scripts.open_answers.masking import TAGS

CORPORA = Path(__file__).resolve().parents[1] / "corpora"
MARK = re.compile(r"\{(?P<kind>[a-z-]+):(?P<text>[^}]+)\}")
TAG = re.compile(rf"\[({'|'.join(tag[1:-1] for tag in TAGS)})\]")
SIGNIFICANT = re.compile(r"\w+")
# whether 'de' of 'De Vries' or 'van' is covered says nothing about who it is
LITTLE = frozenset(
    (
        *("de", "het", "den", "der", "van", "t", "aan", "in", "op", "te", "ten", "nr"),
        "nummer",
    )
)


@dataclass(frozen=True)
class Span:
    """A part of a text and what it is."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """A sentence of the corpus and the personal data that a person marked in it."""

    text: str
    marks: tuple[Span, ...]


def read(name: str) -> list[Sentence]:
    """The sentences of a part of the corpus: 'tuned' or 'held_out'."""
    lines = (CORPORA / f"open_answers_{name}.txt").read_text(encoding="utf-8")
    return [parse(line) for line in lines.splitlines() if line.strip()]


def parse(line: str) -> Sentence:
    """A line of the corpus: {kind:text} marks what is personal."""
    text, marks, position = "", [], 0
    for mark in MARK.finditer(line):
        text += line[position : mark.start()]
        marks.append(Span(mark["kind"], len(text), len(text) + len(mark["text"])))
        text += mark["text"]
        position = mark.end()
    return Sentence(text + line[position:], tuple(marks))


def masked_spans(text: str, masked: str) -> list[Span]:
    """Which parts of a text the tags of its masked version stand for."""
    pieces = TAG.split(masked)
    literal, kinds = pieces[::2], pieces[1::2]
    pattern = "(.+?)".join(map(re.escape, literal))
    found = re.fullmatch(pattern, text, re.DOTALL)
    assert found is not None, "the masked text has words that the text has not"
    return [
        Span(kind, *found.span(number)) for number, kind in enumerate(kinds, start=1)
    ]


@dataclass
class Score:
    """How many marks were found, and how many tags stand for a mark."""

    marks: int = 0
    found: int = 0
    tags: int = 0
    right: int = 0

    @property
    def recall(self) -> float:
        return self.found / self.marks if self.marks else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.tags if self.tags else 1.0


def score(
    sentences: list[Sentence], mask: Callable[[str], str]
) -> tuple[dict[str, Score], list[str]]:
    """Scores per kind and in all ('alles'), and the sentences that went wrong.

    A mark is found if every word of it that counts is covered, by whatever tags. A tag
    is right if at least half of the letters and digits it covers are marked.
    """
    scores: dict[str, Score] = {"alles": Score()}
    wrong = []
    for sentence in sentences:
        masked = mask(sentence.text)
        spans = masked_spans(sentence.text, masked)
        is_wrong = False
        for mark in sentence.marks:
            words = [
                word
                for word in SIGNIFICANT.finditer(sentence.text, mark.start, mark.end)
                if word[0].lower() not in LITTLE
            ]
            is_found = all(
                any(
                    span.start <= word.start() and word.end() <= span.end
                    for span in spans
                )
                for word in words
            )
            for kind in (mark.kind, "alles"):
                one = scores.setdefault(kind, Score())
                one.marks += 1
                one.found += is_found
            is_wrong |= not is_found
        for span in spans:
            inside = [
                place
                for place in range(span.start, span.end)
                if sentence.text[place].isalnum()
            ]
            marked = [
                place
                for place in inside
                if any(mark.start <= place < mark.end for mark in sentence.marks)
            ]
            is_right = len(marked) * 2 >= len(inside)
            for kind in (span.kind, "alles"):
                one = scores.setdefault(kind, Score())
                one.tags += 1
                one.right += is_right
            is_wrong |= not is_right
        if is_wrong:
            wrong.append(masked)
    return scores, wrong
