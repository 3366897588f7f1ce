"""Surveys of lokets that do differ, to see whether their standing holds the truth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scripts.codebook.policy import Policy
from scripts.statistics.standing import standing
from scripts.validation.simulated_surveys import (
    AS_GIVEN,
    MARKS,
    Design,
    marks_with_mean,
    with_marks,
)


def standing_surveys(
    design: Design,
    policy: Policy,
    surveys: int,
    rng: np.random.Generator,
    *,
    between_sd: float,
) -> pd.DataFrame:
    """mart_loket_standing of lokets whose true means differ, with those means.

    true_mean is drawn around the country's with spread `between_sd`, true_rank its
    place among the lokets that are large enough; year is the survey.
    """
    parts = pd.MultiIndex.from_product(
        [range(surveys), range(len(design.lokets))], names=["year", "loket"]
    ).to_frame(index=False)
    parts["n"] = design.lokets[parts["loket"]]
    mean = float(design.marks @ MARKS)
    means = np.round(rng.normal(mean, between_sd, len(parts)), 2)
    values, place = np.unique(means, return_inverse=True)
    tilted = marks_with_mean(design.marks, values)
    parts["true_mean"], parts["place"] = (tilted @ MARKS)[place], place
    parts = parts[parts["n"] >= policy.min_base_test].reset_index(drop=True)
    place = parts["place"].to_numpy()
    scores = with_marks(parts.assign(question=AS_GIVEN), tilted[place], rng)
    ranks = scores.groupby("year")["true_mean"]
    scores["true_rank"] = ranks.rank(ascending=False, method="first")
    found = standing(
        scores,
        keys=["year", "question"],
        member="loket",
        min_base=policy.min_base_test,
        top=3,
        alpha=policy.alpha,
    )
    known = scores[["year", "loket", "true_mean", "true_rank"]]
    return found.merge(known, on=["year", "loket"])
