"""What the bands of a mark are called; their limits are those of seed score_bands."""

from __future__ import annotations

from collections.abc import Mapping

from scripts.codebook.rows import Row

# The column of the marts with the share of each band is named after it.
SHARE = "share_{band}"


def reach(band: str, bands: Mapping[str, Row]) -> str:
    """The marks of a band: '8 of hoger', '6 of 7', '5 of lager'.

    Args:
        band: Its id.
        bands: By id the rows of score_bands: lowest_score and highest_score.

    Raises:
        KeyError: There is no such band.
    """
    low, high = int(bands[band]["lowest_score"]), int(bands[band]["highest_score"])
    if low == high:
        return str(low)
    if high == max(int(row["highest_score"]) for row in bands.values()):
        return f"{low} of hoger"
    if low == min(int(row["lowest_score"]) for row in bands.values()):
        return f"{high} of lager"
    return f"{low} of {high}" if high == low + 1 else f"{low} tot en met {high}"


def band_label(band: str, bands: Mapping[str, Row]) -> str:
    """A band with its marks: 'Goed (8 of hoger)'."""
    return f"{bands[band]['label']} ({reach(band, bands)})"
