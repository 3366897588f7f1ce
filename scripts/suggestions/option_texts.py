"""Columns with the words behind an option ('anders, namelijk'), and their questions."""

from __future__ import annotations

from collections.abc import Sequence

from scripts.suggestions.items import Item, split
from scripts.suggestions.previous import Expected
from scripts.suggestions.words import Recognised, bare, nearly

_WITH_OPTIONS = {"choice", "option_flag", "option_list"}


def texts_of_options(
    items: Sequence[Item], expected: Sequence[Expected], words: Recognised
) -> dict[int, int]:
    """Places of columns with the words of an option, and the place of their question.

    Its name or label says so ('Situatie (anders)', 'v07_anders', 'Wat is je situatie?
    [Anders]'), or it was such a column in the previous questionnaire.
    """
    before = {
        bare(row["column_name"]): {bare(r["column_name"]) for r in question.columns}
        for question in expected
        for row in question.texts
    }
    hosts: dict[int, int] = {}
    for place, item in enumerate(items):
        if item.content not in ("text", "empty", "choice") or len(item.columns) > 1:
            continue
        name = item.columns[0].name
        stem, rest = split(name)
        asked, option = split(item.label)
        known = before.get(bare(name), set())
        said = option or rest
        is_text = any(
            words.says(kind, said) or words.nearly_means(kind, said)
            for kind in ("other", "other_text")
        )
        if not is_text and not known:
            continue
        for other, host in enumerate(items):
            if other == place or not {host.content, *host.may_be} & _WITH_OPTIONS:
                continue
            names = {bare(column.name) for column in host.columns} | {host.stem}
            is_asked = bool(option) and bare(asked) == bare(host.label)
            is_stem = any(
                bare(stem) == name or nearly(stem, name) for name in names if name
            )
            if names & known or is_stem or is_asked:
                hosts[place] = other
                break
    return hosts
