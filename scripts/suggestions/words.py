"""How alike two texts of a questionnaire are, and the words that tell what one is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

# below this length a letter more or less makes another word: 'Ja' and 'Na'
_SHORT = 4
# two texts with other numbers in them ('mbo 1', 'mbo 2') are never more alike than this
_OTHER_NUMBERS = 0.5
_MOST_WORDS = 4
# with a letter or two changed a word is this much alike; shorter ones may be others
_TYPED, _LEAST_TYPED = 0.8, 6
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_LONGEST_SLUG = 40
# degrees of satisfaction or agreement: 'zeer oneens' to 'zeer eens'
DEGREES = 5


@lru_cache(maxsize=100_000)
def bare(text: str) -> str:
    """A text without capitals, accents and signs, its words divided by a space."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", letters.replace("_", " ")))


def apart(heading: str) -> str:
    """A heading such as 'StartDate' with its words apart."""
    return _CAMEL.sub(" ", heading)


@lru_cache(maxsize=500_000)
def alike(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1: the order of the words counts little.

    Texts with other numbers in them are not alike, since 'mbo 1' and 'mbo 2' are not.
    """
    a, b = bare(one), bare(other)
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    if min(len(a), len(b)) < _SHORT:
        return 0.0
    found = max(fuzz.ratio(a, b), 0.95 * fuzz.token_sort_ratio(a, b)) / 100
    if sorted(re.findall(r"\d+", a)) != sorted(re.findall(r"\d+", b)):
        found = min(found, _OTHER_NUMBERS)
    return min(found, 0.99)


def contains_word(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands in a text, as whole words."""
    padded = f" {bare(text)} "
    return any(f" {bare(word)} " in padded for word in words)


def nearly(one: str, other: str) -> bool:
    """Whether two texts are the same but for a typing mistake."""
    return min(len(one), len(other)) >= _LEAST_TYPED and alike(one, other) >= _TYPED


def slug(text: str, taken: Iterable[str] = ()) -> str:
    """An id from a text: lower case, ASCII, and not among those that are taken.

    An id begins with a letter; a text without any is called 'x'.
    """
    words = bare(text).encode("ascii", "ignore").decode("ascii").split()
    name = ""
    for word in words:
        if name and len(name) + len(word) >= _LONGEST_SLUG:
            break
        name = f"{name}_{word}" if name else word
    name = name[:_LONGEST_SLUG] or "x"
    if not name[0].isalpha():
        name = f"x_{name}"
    known, number, unique = set(taken), 1, name
    while unique in known:
        number += 1
        unique = f"{name}_{number}"
    return unique


def telling(text: str, others: Iterable[str]) -> str:
    """The words of a text that tell it from other texts: those that few of them have.

    'Hoe tevreden ben je over de wachttijd?' among questions that begin so: 'wachttijd'.
    The text itself where no word does.
    """
    among: dict[str, int] = {}
    for other in others:
        for word in set(bare(other).split()):
            among[word] = among.get(word, 0) + 1
    words = bare(text).split()
    rare = [w for w in words if among.get(w, 0) <= 1 and len(w) > 2]
    return " ".join(rare[:_MOST_WORDS]) or text


@dataclass(frozen=True)
class Recognised:
    """The words of the seed suggestion_words, by what they tell."""

    words: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, str]]) -> Recognised:
        """From the rows of the seed."""
        words: dict[str, list[str]] = {}
        for row in rows:
            words.setdefault(row["kind"], []).append(row["word"])
        return cls({kind: tuple(found) for kind, found in words.items()})

    def says(self, kind: str, text: str) -> bool:
        """Whether a text has a word of a kind in it."""
        return contains_word(text, self.words.get(kind, ()))

    def nearly_means(self, kind: str, text: str) -> bool:
        """Whether a text is a word of a kind, but for a typing mistake."""
        known = self.words.get(kind, ())
        return self.means(kind, text) or any(nearly(text, word) for word in known)

    def means(self, kind: str, text: str) -> bool:
        """Whether a text is a word of a kind, or begins with one: 'n.v.t. / weet niet'.

        What goes on with words of its own ('Ja, maar dan bel ik') is not that word.
        """
        plain = bare(text)
        known = [bare(word) for word in self.words.get(kind, ())]
        if plain in known:
            return True
        parts = [bare(part) for part in re.split(r"[/(),;]", text) if bare(part)]
        return bool(parts) and parts[0] in known

    def degree(self, text: str) -> int:
        """The mark that a text is a degree of, from 1 to `DEGREES`; 0 if of none."""
        plain = bare(text)
        for mark in range(1, DEGREES + 1):
            if plain in map(bare, self.words.get(f"degree_{mark}", ())):
                return mark
        return 0

    def missing_kind(self, text: str) -> str:
        """not_applicable, no_answer or not_asked where a text says so, else empty."""
        kinds = ("not_applicable", "no_answer", "not_asked")
        return next((kind for kind in kinds if self.means(kind, text)), "")
