"""What a finding is, and how strong it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from scripts.codebook.rows import Row

# More groups or answers than this in one sentence are not listed one by one.
LONGEST_LIST = 4


def strength(row: Row) -> float:
    """The effect size at the end of the interval that is nearest to no difference."""
    low, high, difference = row["low"], row["high"], row["difference"]
    if row["effect_size"] is None or low is None or low * high <= 0:
        return 0.0
    nearest = min(abs(low), abs(high))
    return float(abs(row["effect_size"]) * nearest / abs(difference))


@dataclass(frozen=True)
class Finding:
    """One sentence, with what decides on its place.

    strength: how large the effect is at least (the end of its interval nearest to none,
    as Cohen's d or h), so that it weighs both effect and base. residual: about a group
    or answer such as 'other', told only where there is nothing else.
    """

    year: int
    kind: str
    finding: str
    sig_table: str
    sig_key: str
    topic: str = ""
    question: str = ""
    option: str = ""
    dimension: str = ""
    loket: str = ""
    arrow: str = ""
    strength: float = 0.0
    residual: bool = False


def in_turns(found: list[Finding], of: Callable[[Finding], object]) -> list[Finding]:
    """Strongest first, but no second of a group before each has had its first."""
    turns: Counter[object] = Counter()
    placed: list[tuple[int, Finding]] = []
    for finding in sorted(found, key=lambda f: -f.strength):
        placed.append((turns[of(finding)], finding))
        turns[of(finding)] += 1
    return [finding for _, finding in sorted(placed, key=lambda pair: pair[0])]
