"""How sure importance is: intervals of weights and probabilities of quadrants.

A parametric bootstrap from the moments, so that no respondent is needed: correlations
are drawn again as surveys of the same size would give them (Wishart's distribution),
and means with them. What comes back in most of these surveys may be told.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scripts.statistics.inputs import FloatArray

SEED = 20231231
DRAWS = 1000
# Keeps a drawn matrix from being singular to the last digit.
RIDGE = 1e-9


@dataclass(frozen=True)
class Moments:
    """What is known of the questions of one group; the first is the one explained.

    Attributes:
        correlation: q x q, positive definite.
        n: Respondents that the correlations stand on (the fewest of any pair).
        mean: q - 1 means of the predictors.
        error: q - 1 standard errors of those.
    """

    correlation: FloatArray
    n: float
    mean: FloatArray
    error: FloatArray


@dataclass(frozen=True)
class Resampled:
    """Per predictor, what resampled surveys say.

    Attributes:
        low, high: Interval of its share of the explained variance.
        quadrants: Probability of each quadrant, predictors x 4, in the order improve,
            keep_up, low_priority, maintain.
    """

    low: FloatArray
    high: FloatArray
    quadrants: FloatArray


def resampled(moments: Moments, *, alpha: float, draws: int = DRAWS) -> Resampled:
    """Draw the survey again `draws` times, with a fixed seed.

    The correlation matrix of n normally distributed respondents is drawn by Bartlett's
    decomposition; relative weights follow from each as from the observed one. Means are
    drawn with the observed correlations and their own errors. Skewed marks have
    somewhat larger errors of correlations than normal ones: read 80% as 'about 80%'.

    Source: M. S. Bartlett, Proceedings of the Royal Society of Edinburgh 53 (1933),
    260-283; S. Tonidandel, J. M. LeBreton, J. W. Johnson, Psychological Methods 14
    (2009), 387-399 (why weights need a bootstrap).
    """
    rng = np.random.default_rng(SEED)
    q = len(moments.correlation)
    root = np.linalg.cholesky(moments.correlation)
    freedom = max(moments.n - 1, q + 1)
    lower = np.tril(rng.normal(size=(draws, q, q)), -1)
    diagonal = np.sqrt(rng.chisquare(freedom - np.arange(q), (draws, q)))
    lower[:, np.arange(q), np.arange(q)] = diagonal
    half = root @ lower
    covariance = half @ half.transpose(0, 2, 1)
    spread = np.sqrt(np.einsum("dii->di", covariance))
    drawn = covariance / (spread[:, :, None] * spread[:, None, :])
    # a diagonal above 1 is no matter: shares of R² don't see a common factor
    drawn = drawn + RIDGE * np.eye(q)
    importance = _importance(drawn)

    chosen = np.linalg.cholesky(moments.correlation[1:, 1:])
    means = moments.mean + moments.error * (rng.normal(size=(draws, q - 1)) @ chosen.T)
    matters = importance > 1 / (q - 1)
    below = means < means.mean(axis=1, keepdims=True)
    quadrants = [matters & below, matters & ~below, ~matters & below, ~matters & ~below]
    ends = np.quantile(importance, [alpha / 2, 1 - alpha / 2], axis=0)
    return Resampled(
        low=ends[0],
        high=ends[1],
        quadrants=np.stack([q.mean(axis=0) for q in quadrants], axis=1),
    )


def _importance(matrices: FloatArray) -> FloatArray:
    """Johnson's relative weights of many matrices, as shares of R²: draws x q - 1."""
    values, vectors = np.linalg.eigh(matrices[:, 1:, 1:])
    scaled = vectors * np.sqrt(np.maximum(values, 0.0))[:, None, :]
    root = scaled @ vectors.transpose(0, 2, 1)
    coefficients = np.linalg.solve(root, matrices[:, 1:, :1])[:, :, 0]
    weights = np.einsum("dij,dj->di", root**2, coefficients**2)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
