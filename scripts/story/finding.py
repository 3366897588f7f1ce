"""What a finding is, and how strong it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from scripts.codebook.policy import CORRECTIONS
from scripts.codebook.rows import Row
from scripts.codebook.words import Words

# More groups or answers than this in one sentence are not listed one by one.
LONGEST_LIST = 4


def strength(row: Row) -> float:
    """The effect size at the end of the interval that is nearest to no difference."""
    low, high, difference = row["low"], row["high"], row["difference"]
    if row["effect_size"] is None or low is None or low * high <= 0:
        return 0.0
    nearest = min(abs(low), abs(high))
    return float(abs(row["effect_size"]) * nearest / abs(difference))


def corrected(row: Row, correction: str) -> tuple[float | None, float]:
    """The p after a correction (see `CORRECTIONS`), and how many times its own."""
    p_value = row[CORRECTIONS[correction]]
    if p_value is None or not row["p_value"]:
        return p_value, 1.0
    return p_value, max(p_value / row["p_value"], 1.0)


def smallest_difference(is_share: bool, words: Words) -> float:
    """The smallest difference that is told: of marks, or of shares as fractions."""
    name = "finding_min_share" if is_share else "finding_min_mark"
    return words.settings.number(name)


def is_large(row: Row, words: Words) -> bool:
    """Whether a difference is large enough to be told."""
    # 8.1 - 7.9 is 0.1999… in a double
    least = smallest_difference(bool(row["option"]), words) - 1e-9
    return row["difference"] is not None and abs(row["difference"]) >= least


@dataclass(frozen=True)
class Finding:
    """One sentence, with what decides on its place.

    strength: how large the effect is at least (the end of its interval nearest to none,
    as Cohen's d or h), so that it weighs both effect and base. residual: about a group
    or answer such as 'other', told only where there is nothing else. stability: in
    which part of surveys drawn again it would be told again; 1 where chance has no say.
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
    stability: float = 1.0


def in_turns(
    found: list[Finding],
    of: Callable[[Finding], object],
    merit: Callable[[Finding], tuple[float, ...]] = lambda finding: (finding.strength,),
) -> list[Finding]:
    """The most merit first, but no second of a group before each had its first."""
    turns: Counter[object] = Counter()
    placed: list[tuple[int, Finding]] = []
    for finding in sorted(found, key=merit, reverse=True):
        placed.append((turns[of(finding)], finding))
        turns[of(finding)] += 1
    return [finding for _, finding in sorted(placed, key=lambda pair: pair[0])]
