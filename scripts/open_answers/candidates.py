"""Candidates that a pattern finds and a rule of their format decides on."""

import re
from collections.abc import Callable


def mask_valid(
    text: str, candidates: re.Pattern[str], is_valid: Callable[[str], bool], tag: str
) -> str:
    """Replace as much of each candidate, from its start, as is valid.

    A candidate runs on into what stands behind it: '06 12345678 10 uur'.
    """
    parts = []
    kept_until = position = 0
    while found := candidates.search(text, position):
        end = next(
            (
                end
                for end in range(found.end(), found.start(), -1)
                if text[end - 1].isalnum()
                and not text[end : end + 1].isalnum()
                and is_valid(text[found.start() : end])
            ),
            None,
        )
        if end is None:
            position = found.start() + 1
        else:
            parts += [text[kept_until : found.start()], tag]
            kept_until = position = end
    return "".join(parts) + text[kept_until:]
