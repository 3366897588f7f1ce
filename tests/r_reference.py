"""What R gave: reference/r_survey.csv, made by r_survey.R beside it."""

from pathlib import Path

import pandas as pd

FIGURES = Path(__file__).parent / "statistics" / "reference" / "r_survey.csv"


def r_figures() -> dict[str, float]:
    """R's figures by what they are."""
    table = pd.read_csv(FIGURES)
    return dict(zip(table["what"], table["value"], strict=True))
