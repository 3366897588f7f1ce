"""Code lists: what is the same is listed once, and what was known keeps its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from scripts.suggestions.proposal import Row

Meaning = dict[str, tuple[str, str, str, str]]


class CodeLists:
    """The code lists of a proposal, by what their values stand for."""

    def __init__(self, before: Iterable[Mapping[str, str]], suffix: str) -> None:
        """Begin with the lists of the codebook.

        Args:
            before: Rows of answer_codes.
            suffix: What new lists end in, such as a year.
        """
        self.suffix = suffix
        self.known: dict[str, Meaning] = {}
        for row in before:
            self.known.setdefault(row["code_list"], {}).update(_meaning([row]))
        self.added: dict[str, list[Row]] = {}
        self.used: dict[str, dict[str, Row]] = {}

    def name_of(
        self, wanted: str, rows: Sequence[Row], before: Sequence[str] = ()
    ) -> str:
        """The name of a list with these codes.

        A list that the question had before is used again where it knows at least half
        of the values: the others are added to it.

        Args:
            wanted: What a new list is called, without its suffix.
            rows: Raw value and meaning.
            before: Lists that the question had before.
        """
        meaning = _meaning(rows)
        for name in before:
            known = self.known.get(name, {})
            shared = known.keys() & meaning.keys()
            if len(shared) * 2 >= len(meaning) and _marks(known) == _marks(meaning):
                self._use(name, rows)
                return name
        for name in [*self.used, *reversed(self.known)]:
            # a list of marks, or of yes and no, serves every question with the same
            known = {**self.known[name], **_meaning(self.used.get(name, {}).values())}
            is_alike = _marks(known) == _marks(meaning)
            is_known = name.startswith(f"{wanted}_") and is_alike
            if is_known and meaning.items() <= known.items():
                self._use(name, rows)
                return name
        for name, codes in self.added.items():
            if name.startswith(f"{wanted}_") and (joined := _joined(codes, rows)):
                self.added[name] = joined
                return name
        name, number = f"{wanted}_{self.suffix}", 1
        while name in self.known or name in self.added:
            number += 1
            name = f"{wanted}_{self.suffix}_{number}"
        self.added[name] = [{**row, "code_list": name} for row in rows]
        return name

    def _use(self, name: str, rows: Sequence[Row]) -> None:
        """Use a list of the codebook again, with what is added to it."""
        used = self.used.setdefault(name, {})
        for row in rows:
            used[_key(row["raw_value"])] = {**row, "code_list": name}

    def rows(self) -> list[Row]:
        """The rows of the lists that are used, those of the codebook among them."""
        lists = [*self.added.values(), *(rows.values() for rows in self.used.values())]
        return [row for rows in lists for row in rows]


def code(
    raw_value: str,
    option: str = "",
    score: str = "",
    missing_kind: str = "",
    is_chosen: str = "",
) -> Row:
    """A row of answer_codes without its list."""
    return {
        "raw_value": raw_value,
        "option": option,
        "score": score,
        "missing_kind": missing_kind,
        "is_chosen": is_chosen,
    }


def _meaning(rows: Iterable[Mapping[str, str]]) -> Meaning:
    return {
        _key(row["raw_value"]): (
            row["option"],
            row["score"],
            row["missing_kind"],
            row["is_chosen"].lower(),
        )
        for row in rows
    }


def _marks(meaning: Meaning) -> set[str]:
    """The marks of a list: lists of one scale have the same."""
    return {score for _, score, _, _ in meaning.values()} - {""}


def _key(raw_value: str) -> str:
    return raw_value.strip().casefold()


def _joined(codes: Sequence[Row], rows: Sequence[Row]) -> list[Row] | None:
    """One list with the values of both, None where they differ on a value.

    Lists of marks must be of one scale: the same marks, whatever is missing.
    """
    known = {_key(row["raw_value"]): row for row in codes}
    marks = {row["score"] for row in codes}, {row["score"] for row in rows}
    if marks[0] - {""} != marks[1] - {""}:
        return None
    name = codes[0]["code_list"]
    joined = list(codes)
    for row in rows:
        other = known.get(_key(row["raw_value"]))
        if other is None:
            joined.append({**row, "code_list": name})
        elif {**other, "code_list": ""} != {**row, "code_list": ""}:
            return None
    return joined
