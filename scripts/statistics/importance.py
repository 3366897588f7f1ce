"""Which moments of truth matter most for the overall mark.

From sums over pairs of questions, never from respondents: correlations, Johnson's
relative weights, and the importance-performance table that readers see. A weight says
how much of the differences in the overall mark goes together with a question; it does
not prove that improving one raises the other.

How sure that is follows from surveys that are drawn again from the same moments
(`resampled_weights`): intervals of importance, and how likely each quadrant is.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from scripts.statistics.inputs import FloatArray
from scripts.statistics.resampled_weights import Moments, resampled

# Smallest eigenvalue left in a correlation matrix: predictors that explain each other
# for more than this are as good as the same, and weights could not be told apart.
SMALLEST_EIGENVALUE = 1e-6

# The quadrant of a question that would often lie in another one, drawn again.
UNCLEAR = "unclear"
QUADRANTS = {
    "improve": "matters more than average, mark below average",
    "keep_up": "matters more than average, mark average or above",
    "low_priority": "matters average or less, mark below average",
    "maintain": "matters average or less, mark average or above",
}

IMPORTANCE_COLUMNS = [
    "question",
    "n",
    "mean",
    "n_with_target",
    "correlation",
    "correlation_low",
    "correlation_high",
    "relative_weight",
    "importance",
    "r_squared",
    "importance_low",
    "importance_high",
    "quadrant",
    *(f"p_{quadrant}" for quadrant in QUADRANTS),
    "matrix_adjusted",
    "reason",
]


def pair_correlations(pairs: pd.DataFrame) -> pd.DataFrame:
    """Pearson's correlation of each pair of questions, from its sums.

    Args:
        pairs: question_a, question_b and, over respondents who answered both, n,
            sum_a, sum_b, sum_aa, sum_bb, sum_ab; a pair in one order suffices.

    Returns:
        question_a, question_b, n and correlation; null where n is below 2 or a
        question has no variance among those who answered both.
    """
    sums = pairs[["n", "sum_a", "sum_b", "sum_aa", "sum_bb", "sum_ab"]].astype(float)
    n = sums["n"]
    squares_a = n * sums["sum_aa"] - sums["sum_a"] ** 2
    squares_b = n * sums["sum_bb"] - sums["sum_b"] ** 2
    products = n * sums["sum_ab"] - sums["sum_a"] * sums["sum_b"]
    defined = (n >= 2) & (squares_a > 0) & (squares_b > 0)
    correlation = np.full(len(pairs), np.nan)
    np.divide(
        products,
        np.sqrt((squares_a * squares_b).clip(lower=0)),
        correlation,
        where=defined,
    )
    return pd.DataFrame(
        {
            "question_a": pairs["question_a"],
            "question_b": pairs["question_b"],
            "n": pairs["n"],
            "correlation": np.clip(correlation, -1, 1),
        }
    )


def positive_definite(matrix: FloatArray) -> tuple[FloatArray, bool]:
    """Make a correlation matrix positive definite, if it is not.

    Correlations over pairwise-complete answers come from different respondents, so
    together they can contradict each other. Eigenvalues below SMALLEST_EIGENVALUE are
    then raised to it and the result is scaled back to a diagonal of 1: the spectral
    method of R. Rebonato and P. Jäckel (1999).

    Args:
        matrix: q x q.

    Returns:
        The matrix, and whether it was changed.
    """
    values, vectors = np.linalg.eigh(matrix)
    if values.min() >= SMALLEST_EIGENVALUE:
        return matrix, False
    raised = (vectors * np.maximum(values, SMALLEST_EIGENVALUE)) @ vectors.T
    scale = 1 / np.sqrt(np.diag(raised))
    repaired = raised * np.outer(scale, scale)
    np.fill_diagonal(repaired, 1.0)
    return repaired, True


def relative_weights(matrix: FloatArray) -> FloatArray:
    """Johnson's relative weights of all other questions for the first.

    Each predictor's share in the explained variance when predictors are correlated:
    they are replaced by the orthogonal variables nearest to them, and the squared
    coefficients of those are divided over the predictors. The weights add up to R².

    Args:
        matrix: q x q, positive definite correlation matrix; the first question is the
            one that is explained.

    Returns:
        q - 1 weights, in the matrix's order.

    Source: J. W. Johnson, Multivariate Behavioral Research 35 (2000), 1-19.
    """
    values, vectors = np.linalg.eigh(matrix[1:, 1:])
    root = (vectors * np.sqrt(values)) @ vectors.T
    coefficients = np.linalg.solve(root, matrix[1:, 0])
    return np.asarray(root**2 @ coefficients**2, dtype=float)


def correlation_interval(
    correlation: FloatArray, n: FloatArray, *, alpha: float
) -> tuple[FloatArray, FloatArray]:
    """Fisher's interval of a correlation; null where n is below 4.

    Source: R. A. Fisher, Metron 1 (1921), 3-32.
    """
    given = (n > 3) & (np.abs(correlation) < 1)
    centre = np.arctanh(np.where(given, correlation, 0.0))
    margin = special.ndtri(1 - alpha / 2) / np.sqrt(np.where(given, n - 3, 1.0))
    low, high = np.tanh(centre - margin), np.tanh(centre + margin)
    return np.where(given, low, np.nan), np.where(given, high, np.nan)


def importance_performance(
    pairs: pd.DataFrame,
    *,
    keys: list[str],
    target: str,
    predictors: list[str],
    min_base: float,
    min_probability: float,
    alpha: float,
) -> pd.DataFrame:
    """Importance and mark of each predictor, per group of `keys` (year; year, loket).

    A predictor takes part where it was answered together with the target, and with
    each other predictor that takes part, by at least min_base respondents; the one
    answered most often goes first. The others get `reason` 'base_too_small', or
    'no_variance' where everyone gave the same mark. Importance is a predictor's share
    of R²; average importance is one divided by the number of predictors, average mark
    the plain mean of the predictors' means. The quadrant is named where it would come
    back with min_probability, else it is `UNCLEAR`; p_improve and the like say how
    likely each is. A predictor that nobody of a group answered
    (not asked that year) has no row there.

    Args:
        pairs: The keys and the columns of `pair_correlations`, with a row of each
            question with itself (from which n and mean come) and of each pair.
        keys: Columns that tell the groups apart.
        target: The question that is explained.
        predictors: The questions that explain it.
        min_base: Fewest respondents per pair.
        min_probability: How likely a quadrant must be to be named.
        alpha: 1 less the confidence of the intervals.

    Returns:
        The keys and `IMPORTANCE_COLUMNS`, a row per group and predictor in the order
        of `predictors`; n and mean are of all who gave the predictor a mark.

    Raises:
        ValueError: A question has no row with itself.
    """
    questions = [target, *predictors]
    known = pairs[
        pairs["question_a"].isin(questions) & pairs["question_b"].isin(questions)
    ]
    grouped = known.groupby(keys)
    groups = grouped.ngroup().to_numpy()
    a = pd.Index(questions).get_indexer(pd.Index(known["question_a"]))
    b = pd.Index(questions).get_indexer(pd.Index(known["question_b"]))
    shape = (grouped.ngroups, len(questions), len(questions))
    counts = np.zeros(shape)
    correlations = np.full(shape, np.nan)
    for i, j in ((a, b), (b, a)):
        counts[groups, i, j] = known["n"]
        correlations[groups, i, j] = pair_correlations(known)["correlation"]
    asked = np.zeros(shape[:2], dtype=bool)
    asked[groups, a] = asked[groups, b] = True
    own = a == b
    of_itself = np.zeros(shape[:2], dtype=bool)
    of_itself[groups[own], a[own]] = True
    asked &= asked[:, :1]
    if (asked & ~of_itself).any():
        missing = questions[int(np.argwhere(asked & ~of_itself)[0][1])]
        raise ValueError(
            f"The pairs have no row of question '{missing}' with itself: its n and "
            "mean come from there."
        )
    sums = np.zeros(shape[:2])
    sums[groups[own], a[own]] = known.loc[own, "sum_a"]

    weights = np.full(shape[:2], np.nan)
    reasons = np.empty(shape[:2], dtype=object)
    adjusted = np.zeros(grouped.ngroups, dtype=bool)
    squares = np.zeros(shape[:2])
    squares[groups[own], a[own]] = known.loc[own, "sum_aa"]
    low_high = np.full((*shape[:2], 2), np.nan)
    likely = np.full((*shape[:2], len(QUADRANTS)), np.nan)
    for g in range(grouped.ngroups):
        parts, matrix, reasons[g], adjusted[g] = _matrix_of_group(
            counts[g], correlations[g], min_base
        )
        if len(parts) == 1:
            continue
        weights[g, parts[1:]] = relative_weights(matrix)
        n_own, total = np.diag(counts[g])[parts[1:]], sums[g, parts[1:]]
        variance = (squares[g, parts[1:]] - total**2 / n_own) / (n_own - 1)
        moments = Moments(
            correlation=matrix,
            n=float(counts[g][np.ix_(parts, parts)].min()),
            mean=total / n_own,
            error=np.sqrt(variance / n_own),
        )
        again = resampled(moments, alpha=alpha)
        low_high[g, parts[1:]] = np.stack([again.low, again.high], axis=1)
        likely[g, parts[1:]] = again.quadrants

    group, question = np.nonzero(asked[:, 1:])
    question += 1
    n = counts[group, question, question]
    with_target = counts[group, question, 0]
    enough = with_target >= min_base
    correlation = np.where(enough, correlations[group, question, 0], np.nan)
    low, high = correlation_interval(correlation, with_target, alpha=alpha)
    mean = np.full(len(n), np.nan)
    np.divide(sums[group, question], n, mean, where=n > 0)
    weight = weights[group, question]
    r_squared = pd.Series(weight).groupby(group).transform("sum", min_count=1)
    table = pd.DataFrame(
        {
            "question": np.array(questions, dtype=object)[question],
            "n": n.astype(np.int64),
            "mean": mean,
            "n_with_target": with_target.astype(np.int64),
            "correlation": correlation,
            "correlation_low": low,
            "correlation_high": high,
            "relative_weight": weight,
            "importance": weight / r_squared.where(r_squared > 0),
            "r_squared": r_squared,
            "importance_low": low_high[group, question, 0],
            "importance_high": low_high[group, question, 1],
            **{
                f"p_{name}": likely[group, question, i]
                for i, name in enumerate(QUADRANTS)
            },
            "matrix_adjusted": adjusted[group],
            "reason": reasons[group, question],
        }
    ).astype({"question": "str", "reason": "str"})
    table["quadrant"] = _quadrants(table, group, min_probability)
    names = grouped[keys].first().reset_index(drop=True).iloc[group]
    return pd.concat([names.reset_index(drop=True), table], axis=1)[
        [*keys, *IMPORTANCE_COLUMNS]
    ]


def _matrix_of_group(
    counts: FloatArray, correlations: FloatArray, min_base: float
) -> tuple[list[int], FloatArray, list[str], bool]:
    """The questions of one group that take part, and their correlations.

    Args:
        counts: q x q respondents who answered both.
        correlations: q x q; null where undefined.
        min_base: Fewest respondents per pair.

    Returns:
        The questions that take part, the target first; their correlations, positive
        definite; per question the reason why it takes no part; and whether the
        correlations had to be repaired.
    """
    taking_part = [0]
    reasons = ["base_too_small"] * len(counts)
    # the one answered most often goes first
    for question in 1 + np.argsort(-counts[0, 1:], kind="stable"):
        if (counts[question, taking_part] < min_base).any():
            continue
        constant = np.isnan(correlations[question, taking_part]).any()
        reasons[question] = "no_variance" if constant else ""
        if not constant:
            taking_part.append(int(question))
    matrix = correlations[np.ix_(taking_part, taking_part)].copy()
    np.fill_diagonal(matrix, 1.0)
    definite, adjusted = positive_definite(matrix)
    return taking_part, definite, reasons, adjusted


def _quadrants(
    table: pd.DataFrame, group: npt.NDArray[np.int64], min_probability: float
) -> pd.Series[str]:
    """Where importance and mean lie against the averages of the group's predictors."""
    given = table["importance"].notna()
    average_mean = table["mean"].where(given).groupby(group).transform("mean")
    matters = table["importance"] > 1 / given.groupby(group).transform("sum")
    below = table["mean"] < average_mean
    quadrant = np.select(
        [matters & below, matters, below],
        ["improve", "keep_up", "low_priority"],
        default="maintain",
    )
    likely = pd.concat([table[f"p_{name}"] for name in QUADRANTS], axis=1).to_numpy()
    column = pd.Index(list(QUADRANTS)).get_indexer(pd.Index(quadrant))
    sure = likely[np.arange(len(table)), column] >= min_probability
    named = pd.Series(quadrant, dtype="str").where(sure, UNCLEAR)
    return named.where(given)
