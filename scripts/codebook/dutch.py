"""Numbers and lists as Dutch texts have them."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence

from scripts.codebook.numbers import number


def dutch_number(value: float, decimals: int | None = 0) -> str:
    """A number as Dutch texts have it: 7,9 and 2.159; see `number` for `decimals`."""
    return number(value, decimals).translate(str.maketrans(",.", ".,"))


def signed_number(value: float, decimals: int) -> str:
    """A difference with its sign: +0,3, −0,3 and 0,0."""
    text = dutch_number(abs(value), decimals)
    if text == dutch_number(0, decimals):
        return text
    return f"{'+' if value > 0 else '−'}{text}"


def listed(items: Sequence[str], last: str = "en") -> str:
    """A Dutch list: a, b en c."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    return text[0].upper() + text[1:] + "."


def as_subject(text: str) -> str:
    """Before its verb: a clause with 'die' ends with a comma there."""
    last = text[text[:-1].rfind(")") + 1 :]
    # 'klanten die een test maakten (8,1) of geen test maakten (7,7)'
    ends_in_clause = " die " in last or (" die " in text and last.startswith(" of "))
    return f"{text}," if ends_in_clause else text


def capital(text: str) -> str:
    """With a capital, as titles begin."""
    return text[:1].upper() + text[1:]


def in_sentence(label: str) -> str:
    """A label in the middle of a sentence; 'UWV' and 'ZZP’er' stay as they are."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def shortened(groups: list[tuple[str, str]]) -> str:
    """A list of (words, figure) in which groups that start alike do so once.

    'mannen (7,1) en klanten met één gesprek (7,6) of twee gesprekken (8,1)': groups
    that share their first two words come last, so that it is clear what they share.
    """
    alike: dict[tuple[str, ...], list[tuple[list[str], str]]] = defaultdict(list)
    for name, figure in groups:
        alike[tuple(name.split()[:2])].append((name.split(), figure))
    told = []
    for run in sorted(alike.values(), key=len):
        first = run[0][0]
        shared = 0
        while len(run) > 1 and all(
            w[: shared + 1] == first[: shared + 1] for w, _ in run
        ):
            shared += 1
        names = [" ".join(w[shared:] if i else w) for i, (w, _) in enumerate(run)]
        figures = [f" ({figure})" if figure else "" for _, figure in run]
        told.append(listed([n + f for n, f in zip(names, figures, strict=True)], "of"))
    return listed(told)


def slug(label: str) -> str:
    """A label as the name of a file or page: 'Fryslân' is fryslan."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
