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
            self.known.setdefault(row["code_list"], {})[_key(row["raw_value"])] = (
                row["option"],
                row["score"],
                row["missing_kind"],
                row["is_chosen"].lower(),
            )
        self.added: dict[str, list[Row]] = {}

    def name_of(
        self, wanted: str, rows: Sequence[Row], before: Sequence[str] = ()
    ) -> str:
        """The name of a list with these codes.

        A list of the codebook that was used before and stands for the same is used
        again, also where it knows more values than were delivered.

        Args:
            wanted: What a new list is called, without its suffix.
            rows: Raw value and meaning.
            before: Lists that the question had before.
        """
        meaning = {
            _key(r["raw_value"]): (
                r["option"],
                r["score"],
                r["missing_kind"],
                r["is_chosen"],
            )
            for r in rows
        }
        for name in before:
            if meaning.items() <= self.known.get(name, {}).items():
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

    def rows(self) -> list[Row]:
        """The rows of the lists that are new."""
        return [row for rows in self.added.values() for row in rows]


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
