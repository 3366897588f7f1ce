"""What the bands of a mark are called; their limits are those of seed score_bands."""

from __future__ import annotations

from collections.abc import Mapping

from scripts.codebook.rows import Row

# The column of the marts with the share of each band is named after it.
SHARE = "share_{band}"


def reach(band: str, bands: Mapping[str, Row]) -> str:
    """The marks of a band: '8 of hoger', '6 of 7', '5 of lager'.

    Of a scale with two marks it is what the band is called: '‘Ja’'.

    Args:
        band: Its id.
        bands: By id the rows of score_bands: lowest_score and highest_score.

    Raises:
        KeyError: There is no such band.
    """
    low, high = int(bands[band]["lowest_score"]), int(bands[band]["highest_score"])
    if low == high:
        return f"‘{bands[band]['label']}’" if is_yes_or_no(bands) else str(low)
    if high == max(int(row["highest_score"]) for row in bands.values()):
        return f"{low} of hoger"
    if low == min(int(row["lowest_score"]) for row in bands.values()):
        return f"{high} of lager"
    return f"{low} of {high}" if high == low + 1 else f"{low} tot en met {high}"


def band_label(band: str, bands: Mapping[str, Row]) -> str:
    """A band with its marks: 'Goed (8 of hoger)'."""
    label = str(bands[band]["label"])
    return label if is_yes_or_no(bands) else f"{label} ({reach(band, bands)})"


def is_yes_or_no(bands: Mapping[str, Row]) -> bool:
    """Whether a scale has two marks, so that each says what its band is called."""
    return len(bands) == 2 and all(
        int(row["lowest_score"]) == int(row["highest_score"]) for row in bands.values()
    )
