"""Numbers as texts have them: rounded half up, at the last moment."""

from __future__ import annotations

import math

SMALLEST_P = 0.0001


def round_half_up(value: float, decimals: int) -> float:
    """Round half up, on the exact value, as macros/figures/round_half_up.sql does."""
    scale = float(10**decimals)
    return math.floor(value * scale + 0.5 + 1e-9) / scale


def number(value: float, decimals: int | None = 0) -> str:
    """A number as English texts have it: 7.9 and 2,159.

    With None for `decimals` it has as many as it needs, at most ten digits in all.
    """
    if decimals is None:
        return f"{value:,.10g}"
    return f"{round_half_up(value, decimals):,.{decimals}f}"


def figure(value: float, is_share: bool) -> str:
    """A mark (7.97) or, given as a fraction, a share (42.0%)."""
    return f"{number(100 * value, 1)}%" if is_share else number(value, 2)


def p_value(value: float) -> str:
    """A p-value (0.0312); below a ten-thousandth only that it is."""
    return f"< {SMALLEST_P}" if value < SMALLEST_P else number(value, 4)
