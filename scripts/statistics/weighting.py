"""What weighting costs and changes: Kish's effective base and the design effect."""

from __future__ import annotations

from scripts.statistics.inputs import Numbers, as_arrays


def effective_n(weights: Numbers) -> float:
    """Kish's effective number of respondents: (sum w)² / sum w².

    Source: L. Kish, Survey Sampling (1965), 11.7.
    """
    (w,) = as_arrays(weights)
    return float(w.sum() ** 2 / (w**2).sum())
